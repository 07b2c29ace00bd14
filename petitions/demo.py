"""The petition of the demo, signed by invented people through the real verbs."""

from datetime import datetime, timedelta

from django.db import transaction

from petitions import announcing, counting, milestones, opening
from petitions import demo_words as words
from petitions.confirming import confirm
from petitions.demo_places import make_places
from petitions.models import Entry, Petition
from petitions.signing import Signer, sign
from union.accounts.models import User
from union.demo import Hint

SLUG = "protect-vulnerable-children"
CONFIRMED, PENDING = 341, 12

FIRST = ["Amara", "Bethan", "Callum", "Devi", "Elin", "Farah", "Gwil", "Hana", "Idris", "Jess", "Kwame"]
LAST = [
    "Abara",
    "Bexley",
    "Corrigan",
    "Dunmore",
    "Eastcott",
    "Farrow",
    "Gilroy",
    "Iveson",
    "Kestle",
    "Mossop",
]
POSTCODES = ["LS1 4AP", "M1 1AE", "B1 1TT", "CF10 1EP", "EH1 1YZ", "BT1 5GS", "NE1 4LP", "NG1 5FS", "BS1 4ST"]
ROLES = ["Social worker", "Senior social worker", "Team manager", "Family support worker", ""]
MEMBER = ["yes", "yes", "no", "unsaid", ""]


def make(*, at: datetime) -> list[Hint]:
    """An open petition with some hundred confirmed signatures and a few that wait; made once."""
    make_places(at=at)
    petition = Petition.objects.filter(slug=SLUG).first()
    if petition is None:
        with transaction.atomic():
            petition = _begin(at=at - timedelta(days=20))
            for number in range(CONFIRMED + PENDING):
                _sign_one(petition, number=number, at=at)
            _tell(petition, at=at - timedelta(days=5))
        counting.roll_up(at=at)
        milestones.step_up(at=at)
    return [Hint("Sign the petition, then confirm from the demo mail", petition.get_absolute_url())]


def _begin(*, at: datetime) -> Petition:
    editor = User.objects.filter(email="editor@example.org").first()
    petition = Petition(
        title="Protect vulnerable children: back the ten-point plan",
        slug=SLUG,
        demand=words.DEMAND,
        background=words.paragraphs(words.BACKGROUND),
        decision_maker="the Secretary of State for Education",
        title_cy=words.TITLE_CY,
        demand_cy=words.DEMAND_CY,
        background_cy=words.paragraphs(words.BACKGROUND_CY),
        decision_maker_cy=words.DECISION_MAKER_CY,
        goal=100,
    )
    opening.begin(petition, by=editor, at=at)
    opening.open_petition(petition, by=editor, at=at)
    return petition


def _tell(petition: Petition, *, at: datetime) -> None:
    """An update on the page, and on its way to those who asked for news; the worker writes the letters."""
    editor = User.objects.filter(email="editor@example.org").first()
    entry = Entry(
        petition=petition,
        title=words.NEWS,
        text=words.paragraphs(words.NEWS_TEXT),
        title_cy=words.NEWS_CY,
        text_cy=words.paragraphs(words.NEWS_TEXT_CY),
        happened_on=at.date(),
        tell=True,
    )
    announcing.write(entry, by=editor, at=at)
    announcing.publish(entry, by=editor, at=at)


def _sign_one(petition: Petition, *, number: int, at: datetime) -> None:
    """Person `number`; the first ones signed first, the last dozen have not followed their link yet."""
    name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
    signer = Signer(
        name=name,
        email=f"{name.lower().replace(' ', '.')}.{number}@example.org",
        postcode=POSTCODES[number % len(POSTCODES)],
        role=ROLES[number % len(ROLES)],
        union_member=MEMBER[number % len(MEMBER)],
        consents=_agreed(number),
    )
    signed = at - timedelta(hours=(CONFIRMED + PENDING - number) * 1.3)
    entered = sign(petition, signer=signer, at=signed)
    if number < CONFIRMED:
        confirm(entered.signature_id, at=signed + timedelta(minutes=7))


def _agreed(number: int) -> list[str]:
    """A third let the decision maker have their name; few want news, so that few letters fill the mailbox."""
    return ["decision_maker"] * (number % 3 == 2) + ["petition_news"] * (number % 20 == 0)
