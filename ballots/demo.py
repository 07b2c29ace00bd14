"""Two ballots on the branch of 400: one with its result out, one open that two officers can close early.

And two of the national office: one whose three scrutineers are asked, one for which branches send in figures.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from ballots.appointing import appoint_scrutineer
from ballots.approving import approve, propose
from ballots.casting import cast_paper, make_tracker
from ballots.closing import close_ballot
from ballots.drafting import Choice, draw_up_ballot, set_question, set_thresholds
from ballots.freezing import freeze_ballot
from ballots.linking import credential_of, token_for
from ballots.models import Act, Ballot, RollEntry, State, Threshold
from ballots.opening import open_ballot, schedule_ballot
from ballots.publishing import publish_ballot
from ballots.starting import usual_dates
from ballots.tallying import count_ballot
from ballots.turnout import refresh_turnout
from union.accounts.models import User
from union.demo import Hint
from union.members.models import Branch
from union.pay.claims import Claim
from union.pay.models import PayScale

PUBLISHED = "njc-pay-claim-2022"
OPEN = "njc-pay-claim-2022-second-stage"
WATCHED = "njc-pay-claim-2023"
RETURNED = "pay-claim-2023-north-west"
PUBLISHED_VOTES, OPEN_VOTES = 230, 60
READER = "rowan.ashby@example.org"
CHOICES = [
    Choice("A, RPI plus 2%", "Inflation by the Retail Prices Index, and two per cent more",
           claim=Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2))),
    Choice("B, a flat £2,000", "The same sum on every pay point, part-time in proportion",
           claim=Claim("flat", flat=Decimal(2000))),
]  # fmt: skip
OWN_RULE = "The branch’s own measure, not a rule of law."
HALF = {"label": "Half of the members vote", "basis": "turnout", "numerator": 1, "denominator": 2}
TWO_THIRDS = {"label": "Two thirds agree", "basis": "share", "question": 1, "numerator": 2, "denominator": 3}


def hold_ballots(*, at: datetime) -> list[Hint]:
    """Hold both ballots through the verbs of the app; run again, it goes on from where they stand."""
    branch = Branch.objects.filter(code="NW-001").first()
    officers = list(
        User.objects.filter(email__in=["officer@example.org", "officer2@example.org"]).order_by("email")
    )
    if branch is None or len(officers) != 2:
        return []
    closed, running = _published(branch, officers, at=at), _open(branch, officers, at=at)
    return [*_result_hints(closed), *_vote_hints(running), *_national_hints(at=at)]


def _published(branch: Branch, officers: list[User], *, at: datetime) -> Ballot:
    ballot = _drawn_up(
        branch, officers[0], slug=PUBLISHED, title="NJC pay claim 2022: A, RPI plus 2%, or B, a flat £2,000",
        opens_at=at - timedelta(days=21), closes_at=at - timedelta(days=7), at=at - timedelta(days=23),
    )  # fmt: skip
    _bring_to_open(ballot, officers, at=at - timedelta(days=22))
    _vote(ballot, PUBLISHED_VOTES, at=at - timedelta(days=14))
    close_ballot(ballot, at=at - timedelta(days=7))
    if ballot.state == State.CLOSED:
        count_ballot(ballot, at=at - timedelta(days=7))
    if ballot.state == State.COUNTED:
        _two_people(ballot, Act.PUBLICATION, officers, at=at - timedelta(days=6))
        publish_ballot(ballot, at=at - timedelta(days=6))
    return ballot


def _open(branch: Branch, officers: list[User], *, at: datetime) -> Ballot:
    ballot = _drawn_up(
        branch, officers[0], slug=OPEN, title="NJC pay claim 2022, second stage: confirming the claim",
        opens_at=at - timedelta(days=2), closes_at=at + timedelta(days=12), at=at - timedelta(days=4),
    )  # fmt: skip
    _bring_to_open(ballot, officers, at=at - timedelta(days=3))
    _vote(ballot, OPEN_VOTES, at=at - timedelta(days=1))
    refresh_turnout(ballot, at=at)
    return ballot


def _drawn_up(
    branch: Branch | None,
    by: User,
    *,
    slug: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
    **more: Any,
) -> Ballot:
    if ballot := Ballot.objects.filter(slug=slug).first():
        return ballot
    ballot = draw_up_ballot(
        title=title,
        slug=slug,
        branch=branch,
        opens_at=opens_at,
        closes_at=closes_at,
        pay_scale=PayScale.objects.filter(code__startswith="njc").first(),
        introduction=f"{'The branch committee' if branch else 'The union'} asks which claim our negotiators "
        "should take to the employers.",
        by=by,
        at=at,
        **more,
    )
    year = 2022 if branch else 2023
    set_question(
        ballot,
        number=1,
        text=f"Which pay claim should the union make for April {year}?",
        options=CHOICES,
        by=by,
        at=at,
    )
    if branch:
        bars = [Threshold(**rule, note=OWN_RULE) for rule in (HALF, TWO_THIRDS)]
        set_thresholds(ballot, bars, by=by, at=at)
    return ballot


def _bring_to_open(ballot: Ballot, officers: list[User], *, at: datetime) -> None:
    if ballot.state == State.DRAFT:
        _two_people(ballot, Act.FREEZE, officers, at=at)
        freeze_ballot(ballot, at=at)
    schedule_ballot(ballot, at=at)
    open_ballot(ballot, at=ballot.opens_at)
    ballot.refresh_from_db()


def _two_people(ballot: Ballot, act: Act, officers: list[User], *, at: datetime) -> None:
    if not ballot.approvals.filter(act=act, done_at=None).exists():
        approve(propose(ballot, act, by=officers[0], at=at), by=officers[1], at=at)


def _vote(ballot: Ballot, wanted: int, *, at: datetime) -> None:
    """Papers of the first members on the roll who are not the one left for the reader to vote as."""
    if ballot.state != State.OPEN:
        return
    missing = wanted - ballot.roll.filter(has_voted=True).count()
    waiting = ballot.roll.filter(has_voted=False).exclude(member__email=READER).order_by("pk")
    for place, entry in enumerate(waiting[: max(missing, 0)]):
        answer = (2, 1, 2, 1, 2, 1, 2, 2, 1, 3)[place % 10]
        cast_paper(credential_of(entry), answers={1: (answer,)}, tracker=make_tracker(), at=at)


def _national_hints(*, at: datetime) -> list[Hint]:
    """What takes several people: a key ceremony with three scrutineers, and figures that two officers key."""
    office = User.objects.filter(email="office@example.org").first()
    scrutineers = list(User.objects.filter(email__startswith="scrutineer").order_by("email"))
    if office is None or len(scrutineers) != 3:
        return []
    watched, returned = _watched(office, scrutineers, at=at), _returned(office, scrutineers[0], at=at)
    return [
        Hint(
            "Keep the key of a ballot as scrutineer, scrutineer2 and scrutineer3@example.org",
            f"/desk/ballots/{watched.slug}/scrutiny/",
        ),
        Hint(
            "Key the figures of a branch as officer@example.org, and again as officer2 or region@example.org",
            f"/desk/ballots/{returned.slug}/returns/",
        ),
        Hint("See which branches are missing, and write to them, as office@example.org", "/desk/ballots/"),
    ]


def _watched(office: User, scrutineers: list[User], *, at: datetime) -> Ballot:
    """A draft of the whole union, with its scrutineers appointed and none of them heard of yet."""
    opens_at, closes_at = usual_dates(at)
    ballot = _drawn_up(
        None, office, slug=WATCHED, title="NJC pay claim 2023: what should the union ask for?",
        opens_at=opens_at, closes_at=closes_at, at=at,
    )  # fmt: skip
    appointed = set(ballot.appointments.values_list("user", flat=True))
    for user in scrutineers:
        if user.pk not in appointed and ballot.state == State.DRAFT:
            appoint_scrutineer(ballot, user, by=office, at=at)
    return ballot


def _returned(office: User, scrutineer: User, *, at: datetime) -> Ballot:
    """Open: the branches of one region consult their members, and send in what they found."""
    ballot = _drawn_up(
        None, office, slug=RETURNED, title="NJC pay claim 2023: the branches of the North West",
        opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=13), at=at - timedelta(days=4),
        rules={"regions": ["NW"]}, by_returns=True, receipt=Ballot.Receipt.INCLUSION,
    )  # fmt: skip
    _bring_to_open(ballot, [office, scrutineer], at=at - timedelta(days=3))
    return ballot


def _result_hints(ballot: Ballot) -> list[Hint]:
    if not ballot.result_is_out:
        return []
    tracker = list(csv.reader(StringIO(bytes(ballot.count.votes_csv).decode())))[1][1]
    return [
        Hint("Read the result of a ballot", f"/ballots/{ballot.slug}/"),
        Hint("Read the same result in Welsh", f"/cy/ballots/{ballot.slug}/"),
        Hint(f"Find a vote by its tracker {tracker}", f"/ballots/{ballot.slug}/receipt/"),
    ]


def _vote_hints(ballot: Ballot) -> list[Hint]:
    entry = RollEntry.objects.filter(ballot=ballot, member__email=READER, has_voted=False).first()
    if entry is None or ballot.state != State.OPEN:
        return []
    return [
        Hint(
            "Vote as the member Rowan Ashby, by the link in the mailbox or this one",
            f"/vote/{token_for(entry)}/",
        ),
        Hint(
            "Close the ballot early: officer@example.org proposes, officer2@example.org approves",
            "/desk/ballots/",
        ),
    ]
