"""A short word for what somebody has read: of two that differ, something was changed in between."""

from hashlib import sha256


def digest(values: object) -> str:
    return sha256(repr(values).encode()).hexdigest()[:16]
