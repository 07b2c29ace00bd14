"""What anybody does with a receipt in dispute, as docs/ballots.md tells it, without a line of ours."""

from base64 import b64decode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def proves(key: str, ballot: int, digest: str, signature: str) -> bool:
    """Whether the holder of this public key accepted that paper in that ballot."""
    said = f"tenpoint receipt: ballot {ballot} accepted paper {digest}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(b64decode(signature), said)
    except InvalidSignature:
        return False
    return True
