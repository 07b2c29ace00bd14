"""The words under which consent is given. A version is never edited: a new wording is a new version.

Each language has versions of its own, so that what is stored names the very words that were read.
"""

from campaigns.consultations.models import Consent
from union.languages import language_here

CURRENT = {"en": "quote-1", "cy": "quote-1-cy"}
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
    "quote-1-cy": {
        Consent.Purpose.CAMPAIGN: (
            "Cewch ddyfynnu fy ngeiriau ar dudalennau ymgyrch, mewn taflenni ac mewn cylchlythyrau, "
            "heb fy enw, ar ôl i ddau berson wirio na ellir adnabod neb."
        ),
        Consent.Purpose.PRESS: (
            "Cewch ddyfynnu fy ngeiriau wrth y wasg ac wrth y Senedd, "
            "heb fy enw, ar ôl i ddau berson wirio na ellir adnabod neb."
        ),
    },
}


def current() -> str:
    """The version that is read today in the language of the page; what is stored with each consent."""
    return CURRENT[language_here()]


def choices() -> list[tuple[str, str]]:
    """The current wording of each purpose, for a form."""
    return [(purpose.value, words) for purpose, words in WORDINGS[current()].items()]
