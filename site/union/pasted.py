"""What a word processor pastes along with the words."""

import re

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def fit(words: str) -> str:
    """The words without the control characters for which XML has no place: feeds and PDFs are made of it."""
    return UNFIT.sub(" ", words)
