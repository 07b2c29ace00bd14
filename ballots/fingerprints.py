"""Keys as people compare them: short enough to be read aloud, long enough that nobody makes a second one."""

from hashlib import sha256


def fingerprint_of(key: bytes) -> str:
    """The first 128 bits of the SHA-256 of a public key: eight groups of four, such as 3F7A 91C0 ..."""
    digits = sha256(key).hexdigest()[:32].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 32, 4))
