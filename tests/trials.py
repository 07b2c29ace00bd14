"""How long a trial is: short in every test run, in full with `make assurance` (FULL_LENGTH=true)."""

import os


def length(short: int, *, full: int) -> int:
    """How many rounds, letters or people: what is proved is the same, how often is not."""
    return full if os.environ.get("FULL_LENGTH") == "true" else short
