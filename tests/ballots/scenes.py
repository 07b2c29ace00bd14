"""Northside branch and its ballot on the pay claim, brought to any state through the real verbs.

Ines Okafor and Bram Teller are officers of Northside; Orla Keane is one of Harbour, another branch.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ballots.approving import approve, propose
from ballots.calling import APPROVAL_ASKED
from ballots.casting import Receipt, cast_paper, make_tracker
from ballots.closing import close_ballot
from ballots.drafting import Choice, draw_up_ballot, set_question
from ballots.freezing import freeze_ballot
from ballots.linking import credential_of, token_for
from ballots.models import Act, Approval, Ballot, RollEntry
from ballots.opening import open_ballot, schedule_ballot
from ballots.publishing import publish_ballot
from ballots.tallying import count_ballot
from ballots.turnout import refresh_turnout
from tests.ballots.factories import reason_of
from union.accounts.models import Role, User
from union.mail.models import Message
from union.members.models import Branch, Member, Region
from union.pay.claims import Claim
from union.pay.models import PayPoint, PayScale

A, B, ABSTAIN = 1, 2, 3
SPINE = {1: "18333.00", 15: "24054.00", 40: "44624.00"}


@dataclass
class Scene:
    branch: Branch
    ballot: Ballot
    ines: User
    bram: User
    orla: User
    at: datetime

    def entry(self, number: int = 0) -> RollEntry:
        """The place on the roll of member `number`: 0 is Rowan Ashby, at pay point 15."""
        return self.ballot.roll.order_by("number")[number]

    def link(self, number: int = 0) -> str:
        return f"/vote/{token_for(self.entry(number))}/"


def officer(email: str, name: str, branch: Branch) -> User:
    user = User.objects.create_user(email, name=name)
    Role.objects.create(user=user, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    return user


def pay_scale() -> PayScale:
    scale, new = PayScale.objects.get_or_create(
        code="njc-2021-22", defaults={"name": "NJC pay spine 2021-22", "year": "2021-22"}
    )
    if new:
        PayPoint.objects.bulk_create(
            PayPoint(scale=scale, number=number, annual=Decimal(annual)) for number, annual in SPINE.items()
        )
    return scale


def branch_of(members: int, *, code: str = "NW-001", name: str = "Northside Local Government") -> Branch:
    """A branch with that many members at pay point 15; the last one has no e-mail address."""
    region, _ = Region.objects.get_or_create(code="NW", defaults={"name": "North West"})
    branch = Branch.objects.create(code=code, name=name, region=region)
    point = PayPoint.objects.get(scale=pay_scale(), number=15)
    Member.objects.bulk_create(
        Member(
            number=f"{code}-{place:04}",
            name="Rowan Ashby" if place == 0 else f"Member {place}",
            email="" if place == members - 1 else f"member{place}.{code.lower()}@example.org",
            branch=branch,
            pay_point=point,
            joined=date(2015, 5, 1),
        )
        for place in range(members)
    )
    return branch


def two_claims(
    branch: Branch | None, *, opens_at: datetime, closes_at: datetime, by: User, at: datetime
) -> Ballot:
    """A draft that asks which of two claims to make."""
    ballot = draw_up_ballot(
        title="NJC pay claim 2022",
        slug="njc-pay-claim-2022",
        branch=branch,
        introduction="Your branch wants to know which claim its members would rather make.",
        pay_scale=pay_scale(),
        opens_at=opens_at,
        closes_at=closes_at,
        by=by,
        at=at,
    )
    set_question(
        ballot,
        number=1,
        text="Which pay claim should the union make?",
        options=[
            Choice("A: RPI plus 2%", claim=Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2))),
            Choice("B: a flat £2,000 on each pay point", claim=Claim("flat", flat=Decimal(2000))),
        ],
        by=by,
        at=at,
    )
    return ballot


def drafted(at: datetime, *, members: int = 40) -> Scene:
    branch = branch_of(members)
    ines = officer("officer@example.org", "Ines Okafor", branch)
    bram = officer("officer2@example.org", "Bram Teller", branch)
    harbour = Branch.objects.create(code="NW-002", name="Harbour Health", region=branch.region)
    orla = officer("orla@example.org", "Orla Keane", harbour)
    opens_at, closes_at = at - timedelta(hours=1), at + timedelta(days=7)
    ballot = two_claims(branch, opens_at=opens_at, closes_at=closes_at, by=ines, at=at)
    return Scene(branch, ballot, ines, bram, orla, at)


def agreed(scene: Scene, act: Act) -> Approval:
    """Ines proposes, Bram approves."""
    return approve(
        propose(scene.ballot, act, by=scene.ines, at=scene.at, reason=reason_of(act)),
        by=scene.bram,
        at=scene.at,
    )


def scheduled(at: datetime, *, members: int = 40) -> Scene:
    scene = drafted(at, members=members)
    agreed(scene, Act.FREEZE)
    assert freeze_ballot(scene.ballot, at=at)
    assert schedule_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    return scene


def opened(at: datetime, *, members: int = 40) -> Scene:
    scene = scheduled(at, members=members)
    assert open_ballot(scene.ballot, at=at)
    Message.objects.filter(kind=APPROVAL_ASKED).delete()  # Bram has read his
    scene.ballot.refresh_from_db()
    return scene


def cast(entry: RollEntry, choice: int, *, at: datetime) -> Receipt:
    return cast_paper(credential_of(entry), answers={1: (choice,)}, tracker=make_tracker(), at=at)


def voted(at: datetime, *, members: int = 40, a: int = 12, b: int = 9, abstain: int = 1) -> Scene:
    """Open, with papers cast by the members at the end of the roll, so that Rowan has not voted."""
    scene = opened(at, members=members)
    choices = [A] * a + [B] * b + [ABSTAIN] * abstain
    for entry, choice in zip(scene.ballot.roll.order_by("-number"), choices, strict=False):
        cast(entry, choice, at=at)
    refresh_turnout(scene.ballot, at=at)
    return scene


def close(scene: Scene) -> None:
    agreed(scene, Act.EARLY_CLOSE)
    assert close_ballot(scene.ballot, at=scene.at)


def count(scene: Scene) -> None:
    count_ballot(scene.ballot, at=scene.at)
    scene.ballot.refresh_from_db()


def publish(scene: Scene, *, with_certificate: bool = False) -> None:
    """Without the PDF unless a test is about it: drawing takes longer than all the rest."""
    agreed(scene, Act.PUBLICATION)
    assert publish_ballot(scene.ballot, at=scene.at, with_certificate=with_certificate)


def published(at: datetime, *, members: int = 40, a: int = 12, b: int = 9, abstain: int = 1) -> Scene:
    scene = voted(at, members=members, a=a, b=b, abstain=abstain)
    close(scene)
    count(scene)
    publish(scene)
    return scene
