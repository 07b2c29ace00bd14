"""Receipt codes: sixteen letters and digits that only the person who replied holds."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 16


def new_code() -> str:
    """80 random bits as `7K2M-9XQ4-B0TV-R8WN`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[place : place + 4] for place in range(0, LENGTH, 4))


def tidy(typed: str) -> str:
    """A code as somebody types it, in its one spelling; an empty string when it cannot be one."""
    letters = typed.upper().translate(str.maketrans("OIL", "011", " -\t\r\n"))
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return ""
    return "-".join(letters[place : place + 4] for place in range(0, LENGTH, 4))


def hash_of(code: str) -> str:
    """What the database keeps. 80 random bits need no salt."""
    return hashlib.sha256(f"receipt:{code}".encode()).hexdigest()
