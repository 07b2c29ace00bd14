"""The petition of the demo, signed by invented people through the real verbs."""

from datetime import datetime, timedelta

from django.db import transaction

from petitions import counting, opening
from petitions.confirming import confirm
from petitions.demo_places import make_places
from petitions.models import Petition
from petitions.signing import Signer, sign
from union.accounts.models import User
from union.demo import Hint

SLUG = "protect-vulnerable-children"
CONFIRMED, PENDING = 341, 12

DEMAND = (
    "Adopt the ten-point plan for social work in full: safe caseloads, time with families instead of forms, "
    "support and training for the people who protect children, and administrative staff to stand behind them."
)
BACKGROUND = """
Every inquiry of the past decade has heard the same from social workers: too many cases, too little time, too
much paper. Every inquiry has agreed. The conditions have stayed.

Now the administrative teams that keep case files straight are being cut by a quarter and more, so that social
workers spend still more of the week at a keyboard and less of it with children.

For every tragedy in the news there are tens of thousands of children and adults who are safe because somebody
had the time to notice. We ask for that time. The ten-point plan says how to find it, and every signature
makes it harder to put the plan in a drawer.
"""

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
        counting.roll_up(at=at)
    return [Hint("Sign the petition, then confirm from the demo mail", petition.get_absolute_url())]


def _begin(*, at: datetime) -> Petition:
    editor = User.objects.filter(email="editor@example.org").first()
    petition = Petition.objects.create(
        title="Protect vulnerable children: back the ten-point plan",
        slug=SLUG,
        demand=DEMAND,
        background=_paragraphs(BACKGROUND),
        decision_maker="the Secretary of State for Education",
        goal=500,
    )
    opening.open_petition(petition, by=editor, at=at)
    return petition


def _sign_one(petition: Petition, *, number: int, at: datetime) -> None:
    """Person `number`; the first ones signed first, the last dozen have not followed their link yet."""
    name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
    signer = Signer(
        name=name,
        email=f"{name.lower().replace(' ', '.')}.{number}@example.org",
        postcode=POSTCODES[number % len(POSTCODES)],
        role=ROLES[number % len(ROLES)],
        union_member=MEMBER[number % len(MEMBER)],
        consents=("petition_news", "decision_maker")[: number % 3],
    )
    signed = at - timedelta(hours=(CONFIRMED + PENDING - number) * 1.3)
    entered = sign(petition, signer=signer, at=signed)
    if number < CONFIRMED:
        confirm(entered.signature_id, at=signed + timedelta(minutes=7))


def _paragraphs(text: str) -> str:
    """Text as an editor types it: one line a paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
