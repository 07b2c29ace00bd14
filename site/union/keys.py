"""Keys for one purpose each, drawn from the secrets of the settings."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose; knowing them tells nothing about the secret or another purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"tenpoint {purpose}".encode()).derive(secret.encode())
