"""What of a ballot goes when its time has come: the roll after half a year, papers and key after a year."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models import Count
from django.test import Client

from ballots.agreeing import agree
from ballots.approving import propose
from ballots.due import pass_once
from ballots.models import Act, Ballot, BoxPaper, Correction, RollEntry, State
from ballots.publishing import is_on_board
from ballots.shredding import expire, with_old_papers
from ballots.verify import verify
from ballots.voiding import void_ballot
from tests.ballots.factories import a_branch, bram, cast_by_many, counted, ines, opened, published, while_open
from tests.ballots.test_booth import text_of
from tests.once import told_once
from union.audit.models import Entry
from union.expiring import Expired
from union.expiring import expire as everybodys_expire
from union.mail.models import Message
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db
HALF_A_YEAR, YEAR = timedelta(days=184), timedelta(days=365)


@told_once
def ballot(noon: datetime) -> Ballot:
    """Open, with 40 on the roll of whom 12 have voted."""
    ballot = opened(a_branch(members=40), noon=noon)
    cast_by_many(ballot, 12)
    return ballot


def gone(at: datetime, *, dry_run: bool = False) -> list[int]:
    return [line.n for line in expire(at=at, dry_run=dry_run)]


@pytest.mark.any_database
def test_roll_and_papers_go_each_at_its_time(ballot: Ballot) -> None:
    ballot = published(ballot)
    out = ballot.closes_at
    assert gone(out + timedelta(days=170)) == [0, 0]
    assert gone(out + HALF_A_YEAR, dry_run=True) == [40, 0]
    assert gone(out + HALF_A_YEAR) == [40, 0]
    assert gone(out + YEAR - timedelta(days=1)) == [0, 0]
    assert gone(out + YEAR, dry_run=True) == [0, 12]
    assert (BoxPaper.objects.count(), Ballot.objects.get().state) == (12, State.PUBLISHED)
    assert gone(out + YEAR) == [0, 12]
    assert gone(out + YEAR) == [0, 0]
    ballot.refresh_from_db()
    assert (ballot.state, ballot.wrapped_private_key) == (State.SHREDDED, None)
    assert (RollEntry.objects.count(), BoxPaper.objects.count()) == (0, 0)
    assert list(Entry.objects.order_by("pk").values_list("action", "detail"))[-2:] == [
        ("ballot.roll_destroyed", {"lines": 40}),
        ("ballot.shredded", {"papers": 12}),
    ]


@pytest.mark.any_database
def test_outbox_tells_no_longer_than_the_roll_who_was_on_it_and_who_voted(ballot: Ballot) -> None:
    pass_once(at=while_open(ballot))
    ballot = published(ballot)
    RollEntry.objects.filter(pk=ballot.roll.earliest("pk").pk).update(wants_result=True)
    pass_once(at=ballot.closes_at)
    send_due(at=ballot.closes_at)
    letters = Message.objects.exclude(recipient_hash="").filter(subject__startswith="entry:")
    told = letters.order_by("kind").values_list("kind").annotate(n=Count("pk"))
    assert list(told) == [("ballot_invitation", 40), ("ballot_recorded", 12), ("ballot_result_out", 1)]
    everybodys_expire(at=ballot.closes_at + HALF_A_YEAR, dry_run=False)
    assert not RollEntry.objects.exists()
    assert not letters.exists()


def test_roll_goes_on_the_very_day_six_months_after_the_result(ballot: Ballot) -> None:
    published(ballot)
    out = datetime(2022, 8, 31, 12, tzinfo=UTC)
    Ballot.objects.update(published_at=out)
    day = datetime(2023, 3, 1, 12, tzinfo=UTC)  # the first one of which the same day has been
    assert gone(datetime(2023, 2, 28, 12, tzinfo=UTC)) == [0, 0]
    assert gone(day - timedelta(seconds=1), dry_run=True) == [40, 0]
    Ballot.objects.update(published_at=datetime(2022, 9, 30, 12, tzinfo=UTC))
    assert gone(datetime(2023, 3, 30, 12, tzinfo=UTC), dry_run=True)[0] == 40
    Ballot.objects.update(published_at=datetime(2022, 9, 1, 12, tzinfo=UTC))
    assert gone(day - timedelta(seconds=1)) == [0, 0]
    assert gone(day) == [40, 0]


def test_corrections_of_the_roll_go_with_it(ballot: Ballot) -> None:
    published(ballot)
    assert ballot.branch
    Correction.objects.create(
        ballot=ballot,
        entry=ballot.roll.earliest("pk"),
        kind=Correction.Kind.ADDRESS,
        reason=Correction.Reason.MOVED,
        by=ines(ballot.branch),
        day=ballot.closes_at.date(),
    )
    assert gone(ballot.closes_at + HALF_A_YEAR) == [40, 0]
    assert Correction.objects.count() == 0


REFUSED = (
    "CREATE TRIGGER papers_stay BEFORE DELETE ON ballots_boxpaper WHEN OLD.ballot_id = {}"
    " BEGIN SELECT RAISE(ABORT, 'not yet'); END"
)


@pytest.mark.django_db(transaction=True)
def test_papers_that_the_database_keeps_hold_up_no_other_ballots(noon: datetime) -> None:
    """Those of the first of two ballots are refused each night; the other one's go all the same."""
    branches = [a_branch("NW-001", members=5), a_branch("NW-002", members=5)]
    for ballot in [opened(branch, noon=noon, slug=branch.code.lower()) for branch in branches]:
        cast_by_many(ballot, 3)
        night = published(ballot).closes_at + YEAR
    kept = with_old_papers(night)[0]
    with connection.cursor() as cursor:
        cursor.execute(REFUSED.format(kept.pk))
    with pytest.raises(DatabaseError):
        expire(at=night, dry_run=False)
    left = BoxPaper.objects.values_list("ballot").annotate(n=Count("pk"))
    assert (list(left), RollEntry.objects.count()) == ([(kept.pk, 3)], 0)


def test_the_report_says_after_how_long(noon: datetime) -> None:
    assert expire(at=noon, dry_run=True) == [
        Expired("lines of ballot rolls", "6 months after the result", 0),
        Expired("sealed papers of ballots", "12 months after the close", 0),
    ]


def test_a_running_or_unpublished_ballot_loses_nothing(ballot: Ballot) -> None:
    assert gone(ballot.closes_at + 3 * YEAR) == [0, 0]
    counted(ballot)
    assert gone(ballot.closes_at + 3 * YEAR) == [0, 0]


def test_a_void_ballot_loses_both_and_stays_void(ballot: Ballot) -> None:
    assert ballot.branch
    at = while_open(ballot)
    agree(
        propose(ballot, Act.VOID, by=ines(ballot.branch), at=at, reason="Misprint."),
        by=bram(ballot.branch),
        at=at,
    )
    assert void_ballot(ballot, at=at)
    assert gone(at + timedelta(days=170)) == [0, 0]
    assert gone(at + HALF_A_YEAR, dry_run=True) == [40, 0]
    assert gone(at + YEAR - timedelta(seconds=1), dry_run=True) == [40, 0]
    assert gone(at + YEAR, dry_run=True) == [40, 12]
    assert gone(at + YEAR + timedelta(days=1)) == [40, 12]
    assert gone(at + YEAR + timedelta(days=1)) == [0, 0]
    assert Ballot.objects.get().wrapped_private_key is None
    assert Ballot.objects.get().state == State.VOID


def test_result_evidence_board_and_receipts_outlive_the_papers(ballot: Ballot, client: Client) -> None:
    published(ballot)
    digest = bytes(BoxPaper.objects.all()[0].digest).hex()
    BoxPaper.objects.filter(digest=bytes.fromhex(digest)).delete()  # of many the first; it takes a while
    answer = client.post("/ballots/pay-claim/receipt/", {"code": digest})
    assert "Your paper is on the board" in text_of(answer)
    expire(at=ballot.closes_at + YEAR, dry_run=False)
    ballot = Ballot.objects.get()
    assert not is_on_board(ballot, digest=digest)
    assert verify(bytes(ballot.bundle.content)).papers == 12
    assert client.get("/ballots/pay-claim/").status_code == 200
    assert digest in text_of(client.get("/ballots/pay-claim/board/"))
    answer = client.post("/ballots/pay-claim/receipt/", {"code": digest})
    assert "Your paper is on the board" in text_of(answer)
    unknown = client.post("/ballots/pay-claim/receipt/", {"code": "0" * 64})
    assert "Your paper is on the board" not in text_of(unknown)
