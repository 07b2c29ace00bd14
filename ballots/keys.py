"""Keys derived from the secrets of the settings: for links, for receipts, and to wrap private keys."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from ballots.errors import UnwrapKeyMissing
from union.keys import derive


def link_key(ballot_id: int) -> bytes:
    return derive(settings.BALLOT_LINK_KEY, f"links of ballot {ballot_id}")


def code_key(ballot_id: int) -> bytes:
    return derive(settings.BALLOT_LINK_KEY, f"codes of ballot {ballot_id}")


def returns_salt(ballot_id: int) -> bytes:
    """So that nobody finds out by trying what the digest of a few returns stands for."""
    return derive(settings.BALLOT_LINK_KEY, f"salt of the returns of ballot {ballot_id}")


def signing_key() -> Ed25519PrivateKey:
    """The server's key for receipts, boards and bundles."""
    return Ed25519PrivateKey.from_private_bytes(derive(settings.BALLOT_SIGNING_KEY, "receipts"))


def wrapping_key(ballot_id: int) -> bytes:
    """Raises UnwrapKeyMissing in a process that may not open boxes."""
    if not settings.BALLOT_UNWRAP_KEY:
        raise UnwrapKeyMissing
    return derive(settings.BALLOT_UNWRAP_KEY, f"private key of ballot {ballot_id}")
