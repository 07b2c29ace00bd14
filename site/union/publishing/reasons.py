"""A reason that somebody can read later."""

SHORTEST = 10
MISSING = "Say why, in a sentence: it stands in the site history."


class ReasonMissing(Exception):
    """The reason is empty or says nothing; the message tells what to do."""


def given(reason: str) -> str:
    """The reason in one line; raises ReasonMissing where it is shorter than ten letters."""
    words = " ".join(reason.split())
    if len(words) < SHORTEST:
        raise ReasonMissing(MISSING)
    return words[:300]
