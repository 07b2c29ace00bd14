"""Signatures of the server: that it accepted a paper, and that a board or bundle is its own."""

from __future__ import annotations

from base64 import b64encode

from ballots.keys import signing_key


def sign(message: bytes) -> str:
    """An Ed25519 signature in base64."""
    return b64encode(signing_key().sign(message)).decode()


def receipt_text(ballot_id: int, digest_hex: str) -> bytes:
    """What the signature on a receipt says."""
    return f"tenpoint receipt: ballot {ballot_id} accepted paper {digest_hex}".encode()


def public_signing_key() -> str:
    """The key that checks our signatures, in base64; print it where the union is known for itself."""
    return b64encode(signing_key().public_key().public_bytes_raw()).decode()
