"""The words under which consent is given. A version is never edited: a new wording is a new version."""

from campaigns.consultations.models import Consent

CURRENT = "quote-1"
WORDINGS = {
    "quote-1": {
        Consent.Purpose.CAMPAIGN: (
            "You may quote my words on campaign pages, in leaflets and in newsletters, "
            "without my name, after two people have checked that nobody can be recognised."
        ),
        Consent.Purpose.PRESS: (
            "You may quote my words to the press and to Parliament, "
            "without my name, after two people have checked that nobody can be recognised."
        ),
    },
}


def choices() -> list[tuple[str, str]]:
    """The current wording of each purpose, for a form."""
    return [(purpose.value, words) for purpose, words in WORDINGS[CURRENT].items()]
