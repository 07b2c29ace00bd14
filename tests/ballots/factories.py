"""A branch, its two officers, and ballots in the state a test asks for, through the real verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from ballots.approving import approve, propose
from ballots.casting import Receipt, cast_paper, make_tracker
from ballots.closing import close_ballot
from ballots.drafting import Choice, draw_up_ballot, set_question
from ballots.freezing import freeze_ballot
from ballots.linking import credential_of
from ballots.models import Act, Ballot, RollEntry
from ballots.opening import open_ballot, schedule_ballot
from ballots.publishing import publish_ballot
from ballots.tallying import count_ballot
from union.accounts.models import Role, User
from union.members.models import Branch, Member, Region
from union.pay.claims import Claim

WHY_EARLY = "Every member of the branch has voted."
CLAIMS = [
    Choice("A, RPI plus 2%", claim=Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2))),
    Choice("B, a flat £2,000", claim=Claim("flat", flat=Decimal(2000))),
]


def a_branch(code: str = "NW-001", *, region: str = "NW", members: int = 0) -> Branch:
    """Harbour branch, or the branch of that code, with members numbered from 1."""
    home, _ = Region.objects.get_or_create(code=region, defaults={"name": f"Region {region}"})
    branch, _ = Branch.objects.get_or_create(code=code, defaults={"name": f"Branch {code}", "region": home})
    Member.objects.bulk_create(
        Member(
            number=f"{code}-{number:05}",
            name=f"Member {number}",
            email=f"member{number}.{code.lower()}@example.org",
            branch=branch,
            joined=date(2015, 1, 5),
        )
        for number in range(1, members + 1)
    )
    return branch


def an_officer(email: str, *, branch: Branch) -> User:
    user, _ = User.objects.get_or_create(email=email, defaults={"name": email.partition("@")[0].title()})
    Role.objects.get_or_create(user=user, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    return user


def ines(branch: Branch) -> User:
    return an_officer("ines@example.org", branch=branch)


def bram(branch: Branch) -> User:
    return an_officer("bram@example.org", branch=branch)


def a_draft(
    branch: Branch, *, noon: datetime, slug: str = "pay-claim", rules: Mapping[str, object] | None = None
) -> Ballot:
    """The pay claim ballot: opens an hour after noon, closes a week later."""
    by = ines(branch)
    ballot = draw_up_ballot(
        title="NJC pay claim 2022",
        slug=slug,
        branch=branch,
        opens_at=noon + timedelta(hours=1),
        closes_at=noon + timedelta(days=7),
        rules=rules,
        by=by,
        at=noon,
    )
    set_question(ballot, number=1, text="Which claim?", options=CLAIMS, by=by, at=noon)
    return ballot


def two_people(ballot: Ballot, act: Act, *, at: datetime) -> None:
    assert ballot.branch
    asked = propose(ballot, act, by=ines(ballot.branch), at=at, reason=reason_of(act))
    approve(asked, by=bram(ballot.branch), at=at)


def reason_of(act: Act) -> str:
    """What members are told, where they are told why."""
    return WHY_EARLY if act == Act.EARLY_CLOSE else ""


def frozen(branch: Branch, *, noon: datetime, slug: str = "pay-claim") -> Ballot:
    ballot = a_draft(branch, noon=noon, slug=slug)
    two_people(ballot, Act.FREEZE, at=noon)
    assert freeze_ballot(ballot, at=noon)
    ballot.refresh_from_db()
    return ballot


def opened(branch: Branch, *, noon: datetime, slug: str = "pay-claim") -> Ballot:
    """Open since an hour after noon."""
    ballot = frozen(branch, noon=noon, slug=slug)
    schedule_ballot(ballot, at=noon)
    assert open_ballot(ballot, at=ballot.opens_at)
    ballot.refresh_from_db()
    return ballot


def while_open(ballot: Ballot) -> datetime:
    return ballot.opens_at + timedelta(hours=2)


def cast(entry: RollEntry, *, answer: int = 1, at: datetime | None = None) -> Receipt:
    """This member casts a paper for option `answer` of question 1."""
    return cast_paper(
        credential_of(entry),
        answers={1: (answer,)},
        tracker=make_tracker(),
        at=at or while_open(entry.ballot),
    )


def cast_by_many(ballot: Ballot, votes: int) -> dict[int, str]:
    """The first `votes` members vote A, B, A, B...; the digest of each one's paper by roll entry."""
    entries = list(ballot.roll.filter(has_voted=False).select_related("ballot").order_by("pk")[:votes])
    return {entry.pk: cast(entry, answer=1 + place % 2).digest for place, entry in enumerate(entries)}


def closed(ballot: Ballot) -> Ballot:
    assert close_ballot(ballot, at=ballot.closes_at)
    return ballot


def counted(ballot: Ballot) -> Ballot:
    closed(ballot)
    count_ballot(ballot, at=ballot.closes_at)
    ballot.refresh_from_db()
    return ballot


def published(ballot: Ballot) -> Ballot:
    counted(ballot)
    two_people(ballot, Act.PUBLICATION, at=ballot.closes_at)
    assert publish_ballot(ballot, at=ballot.closes_at, with_certificate=False)
    return ballot
