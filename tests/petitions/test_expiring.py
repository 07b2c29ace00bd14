"""What is kept how long: each rule on the day before and on the day, in the dry run and for good."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail import hooks

from petitions import expiring
from petitions.confirming import confirm
from petitions.counting import PLACES, roll_up
from petitions.models import Consent, Petition, Signature, SignatureIdentity, Tally
from petitions.signing import Origin, sign
from petitions.withdrawing import withdraw
from tests.once import told_once
from tests.petitions.factories import open_petition, rowan
from tests.petitions.reading import everything
from union import sweeping
from union.audit.models import Entry
from union.desk import nightly
from union.desk.models import Night
from union.expiring import Expired, expire
from union.health import Finding
from union.mail.models import Message

pytestmark = pytest.mark.django_db
Conclude = Callable[[datetime], None]
MONTH = timedelta(days=30)


def signed(
    petition: Petition, *, at: datetime, email: str = "rowan.ashby@example.org", **fields: Any
) -> Signature:
    origin = Origin(address_hash="a" * 32)
    entered = sign(petition, signer=rowan(email=email, **fields), origin=origin, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def counted(petition: Petition, *, at: datetime, **fields: Any) -> Signature:
    signature = signed(petition, at=at, **fields)
    confirm(signature.pk, at=at)
    return signature


def numbers(*, at: datetime, dry_run: bool = False) -> dict[str, int]:
    """What goes, by its name; nothing left out that is not nought."""
    return {line.what: line.n for line in expire(at=at, dry_run=dry_run) if line.n}


@told_once
def petition(at: datetime) -> Petition:
    return open_petition(at=at - timedelta(days=400))


def end(state: str, *, at: datetime) -> None:
    """Put every petition into a state after its close."""
    known = {field.name for field in Petition._meta.get_fields()}
    times = {"closing_at": at, "closed_at": at, "handed_in_at": at, "responded_at": at}
    if state in ("concluded", "archived"):
        times |= {"concluded_at": at, "archived_at": at, "outcome": "won"}  # type: ignore[dict-item]
    Petition.objects.update(state=state, **{name: value for name, value in times.items() if name in known})


@pytest.fixture
def conclude(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> Conclude:
    """Puts the end of the petition at a time."""

    def concluded(at: datetime) -> None:
        if not hasattr(Petition, "concluded_at"):
            monkeypatch.setattr(Petition, "concluded_at", at, raising=False)
        end("concluded", at=at)

    return concluded


# --- what was never confirmed -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["pending", "held"])
def test_what_was_not_confirmed_goes_after_thirty_days_with_all_that_hangs_on_it(
    petition: Petition, at: datetime, state: str
) -> None:
    signed(petition, at=at)
    Signature.objects.update(state=state, held_reason="too quick")
    assert numbers(at=at + MONTH - timedelta(seconds=1)) == {}
    assert numbers(at=at + MONTH) == {"signatures never confirmed": 1}
    assert [model.objects.count() for model in (Signature, SignatureIdentity, Consent, Message)] == [
        0,
        0,
        0,
        0,
    ]
    assert numbers(at=at + MONTH) == {}


@pytest.mark.parametrize("state", ["closed", "handed_in", "responded", "concluded", "archived"])
def test_what_was_not_confirmed_goes_when_the_petition_has_closed(
    petition: Petition, at: datetime, state: str
) -> None:
    kept = counted(petition, at=at)
    signed(petition, at=at, email="idris@example.org")
    Petition.objects.update(state="closing", closing_at=at)
    assert numbers(at=at) == {}
    end(state, at=at)
    assert numbers(at=at) == {"signatures never confirmed": 1}
    assert Signature.objects.get() == kept


def test_a_confirmed_signature_that_is_held_later_is_not_taken_for_an_unconfirmed_one(
    petition: Petition, at: datetime
) -> None:
    signature = counted(petition, at=at)
    Signature.objects.update(state="held", held_reason="a doubt")
    assert numbers(at=at + MONTH) == {"traces of internet addresses": 1}
    assert SignatureIdentity.objects.get().signature_id == signature.pk


# --- after thirty days ------------------------------------------------------------------------------------


def test_the_trace_of_the_address_and_who_invited_whom_go_after_thirty_days(
    petition: Petition, at: datetime
) -> None:
    signature = counted(petition, at=at)
    Signature.objects.update(invited_by=signature.pk)
    assert numbers(at=at + MONTH - timedelta(seconds=1)) == {}
    gone = {"traces of internet addresses": 1, "who invited whom": 1}
    assert numbers(at=at + MONTH) == gone
    signature.refresh_from_db()
    assert (signature.invited_by, signature.identity.address_hash) == (None, "")
    assert (signature.identity.name, signature.state) == ("Rowan Ashby", "confirmed")


def test_the_address_of_a_letter_goes_thirty_days_after_it_left(petition: Petition, at: datetime) -> None:
    counted(petition, at=at)
    message = Message.objects.get()
    late = at + MONTH + timedelta(seconds=1)
    assert "addresses of letters that have left" not in numbers(at=late)  # it still waits
    Message.objects.update(state="sent")
    assert numbers(at=at + MONTH) == {}
    assert numbers(at=late) == {"addresses of letters that have left": 1}
    assert list(Message.objects.values_list("recipient", "recipient_hash")) == [("", message.recipient_hash)]


# --- six months after the end -----------------------------------------------------------------------------


def test_six_months_after_the_conclusion_nobody_is_named_and_the_count_stays(
    petition: Petition, at: datetime, conclude: Conclude
) -> None:
    end = datetime(2026, 8, 31, 12, tzinfo=UTC)
    signature = counted(petition, at=at, union_member="yes", role="Nurse")
    roll_up(at=at)
    conclude(end)
    later = datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert "who signed" not in numbers(at=later - timedelta(seconds=1))
    assert numbers(at=later) == {"who signed": 1, "rare jobs and employers": 1}
    signature.refresh_from_db()
    assert (signature.state, signature.union_member, signature.role) == ("confirmed", "", "other")
    assert [model.objects.count() for model in (SignatureIdentity, Consent, Message)] == [0, 0, 0]
    roll_up(at=later)
    assert Tally.objects.get(petition=petition, dimension="all").n == 1
    assert numbers(at=later) == {}


@pytest.mark.parametrize("state", ["closed", "handed_in", "responded"])
def test_before_the_conclusion_the_names_stay(petition: Petition, at: datetime, state: str) -> None:
    counted(petition, at=at)
    end(state, at=at)
    assert "who signed" not in numbers(at=at + timedelta(days=4000))


def tally(petition: Petition, dimension: str) -> dict[str, int]:
    rows = Tally.objects.filter(petition=petition, dimension=dimension).exclude(n=0)
    return dict(rows.values_list("key", "n"))


def recount(petition: Petition, dimension: str) -> dict[str, int]:
    rows = Signature.objects.filter(petition=petition, state="confirmed")
    return dict(Counter(rows.values_list(dimension, flat=True)))


@told_once
def crowd(petition: Petition, at: datetime) -> list[Signature]:
    """Ten nurses at Leeds, nine porters at York, one "Rowan's driver" at home; one more nurse withdrew."""
    jobs = [("Nurse", "Leeds")] * 10 + [("Porter", "York")] * 9 + [("Rowan's driver", ""), ("Nurse", "Leeds")]
    rows = [
        counted(petition, at=at, email=f"p{number}@example.org", role=role, employer=employer)
        for number, (role, employer) in enumerate(jobs)
    ]
    roll_up(at=at)
    withdraw(rows[-1].pk, at=at)  # its delta waits for the roll-up
    return rows


@pytest.mark.any_database
def test_cells_under_ten_become_other_and_every_cell_stays_exact(
    petition: Petition, at: datetime, conclude: Conclude, crowd: list[Signature]
) -> None:
    conclude(at)
    later = at + timedelta(days=200)
    assert numbers(at=later, dry_run=True)["rare jobs and employers"] == 19
    assert numbers(at=later)["rare jobs and employers"] == 19
    roll_up(at=later)
    assert tally(petition, "role") == {"Nurse": 10, "other": 10}
    assert tally(petition, "employer") == {"Leeds": 10, "other": 9, "": 1}
    assert tally(petition, "all") == {"": 20}
    for place in PLACES:
        assert tally(petition, place) == recount(petition, place)
    assert "driver" not in str(list(Signature.objects.values()) + list(Tally.objects.values()))


def test_nine_and_a_withdrawal_that_waits_are_few(
    petition: Petition, at: datetime, conclude: Conclude, crowd: list[Signature]
) -> None:
    withdraw(crowd[0].pk, at=at)
    conclude(at)
    numbers(at=at + timedelta(days=200))
    roll_up(at=at)
    assert tally(petition, "role") == {"other": 19}


def test_a_round_that_was_stopped_goes_on_and_comes_to_the_same(
    petition: Petition,
    at: datetime,
    conclude: Conclude,
    crowd: list[Signature],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("union.expiring.BATCH", 4)
    conclude(at)
    whole, left = expiring._fold, [2]

    def breaks(signatures: list[Signature], **rare: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionError
        whole(signatures, **rare)

    monkeypatch.setattr(expiring, "_fold", breaks)
    stopped = [line.what for line in expire(at=at + timedelta(days=200), dry_run=False) if line.failed]
    assert stopped == ["petitions.expiring.expire"]
    assert SignatureIdentity.objects.count() in (12, 13)  # the one that withdrew may be among the first eight
    roll_up(at=at)
    left[0] = 99
    expire(at=at + timedelta(days=200), dry_run=False)
    roll_up(at=at)
    assert (tally(petition, "role"), tally(petition, "all")) == ({"Nurse": 10, "other": 10}, {"": 20})


# --- the round --------------------------------------------------------------------------------------------


def test_a_dry_run_counts_the_same_and_changes_nothing(
    petition: Petition,
    at: datetime,
    conclude: Conclude,
    crowd: list[Signature],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("union.expiring.BATCH", 5)
    signed(petition, at=at)
    Signature.objects.filter(state="confirmed").update(invited_by=crowd[0].pk)
    Message.objects.update(state="sent")
    conclude(at)
    later, before = at + timedelta(days=200), everything()
    told = numbers(at=later, dry_run=True)
    assert (everything(), Entry.objects.count()) == (before, 0)
    assert told == {
        "addresses of letters that have left": 21,  # those about a name taken off went with it
        "signatures never confirmed": 1,
        "traces of internet addresses": 20,
        "who invited whom": 20,
        "who signed": 20,
        "rare jobs and employers": 19,
    }
    assert numbers(at=later) == told
    assert numbers(at=later) == {}


def test_the_audit_log_holds_the_numbers_and_nobody(petition: Petition, at: datetime) -> None:
    signed(petition, at=at)
    numbers(at=at)
    assert Entry.objects.count() == 0
    numbers(at=at + MONTH)
    entry = Entry.objects.get()
    assert (entry.action, entry.subject, entry.by) == ("petitions.expired", "petitions", None)
    assert entry.detail == {
        "signatures never confirmed": 1,
        "traces of internet addresses": 0,
        "who invited whom": 0,
        "who signed": 0,
        "rare jobs and employers": 0,
    }


def test_the_memory_needed_does_not_grow_with_the_rows(
    petition: Petition, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        signed(petition, at=at, email=f"p{number}@example.org")
    monkeypatch.setattr("union.expiring.BATCH", 2)
    sizes: list[int] = []
    whole = expiring._delete

    def counting(signatures: list[Signature]) -> None:
        sizes.append(len(signatures))
        whole(signatures)

    monkeypatch.setattr(expiring, "_delete", counting)
    assert numbers(at=at + MONTH) == {"signatures never confirmed": 5}
    assert sizes == [2, 2, 1]


def test_the_command_prints_a_line_for_each_rule(petition: Petition) -> None:
    signed(petition, at=timezone.now() - MONTH)
    printed = []
    for options in ({"dry_run": True}, {}):
        out = StringIO()
        call_command("purge_expired", stdout=out, **options)
        printed.append([" ".join(line.split()) for line in out.getvalue().splitlines()])
    dry, real = printed
    assert dry[:-1] == real[:-1]
    assert "signatures never confirmed 1 kept 30 days, or until the close" in dry
    assert (dry[-1], real[-1]) == ("1 would go. Nothing was changed.", "1 gone.")
    assert Signature.objects.count() == 0


def test_the_sweep_purges_once_a_night_after_three(petition: Petition) -> None:
    at = datetime(2027, 1, 15, 2, 59, tzinfo=UTC)
    left = []
    for hours in (0, 0, 0.1, 0.1, 12, 24, 24.1):
        signed(petition, at=at - MONTH, email=f"p{len(left)}@example.org")
        sweeping.sweep(at=at + timedelta(hours=hours))
        left.append(Signature.objects.count())
    # A new installation begins at once; then at three, and at three of the next night.
    assert left == [0, 1, 0, 1, 2, 3, 0]
    gone = Entry.objects.filter(action="house.let_go").order_by("pk")
    assert [entry.detail["signatures never confirmed"] for entry in gone] == [1, 2, 4]
    assert Night.objects.get().day == at.date() + timedelta(days=1)


def test_a_part_that_fails_keeps_nothing_else_and_is_told_until_it_is_done(petition: Petition) -> None:
    def breaks(*, at: datetime, dry_run: bool) -> list[Expired]:
        raise RuntimeError

    at, out = timezone.now(), StringIO()
    signed(petition, at=at - MONTH)
    name = f"{__name__}.breaks"
    with hooks.register_temporarily("expiring", breaks, order=-99):
        assert (nightly.purge(at=at), nightly.purge(at=at)) == (1, 0)
        with pytest.raises(CommandError, match="Not all of it was done"):
            call_command("purge_expired", stdout=out)
    assert out.getvalue().splitlines()[0].split() == [name, "failed"]
    told = f"failed: {name}; the log says why, and purge_expired tries again"
    assert nightly.health(at=at) == [Finding(nightly.FINDING, ok=False, detail=told)]
    call_command("purge_expired", stdout=out)
    assert nightly.health(at=at) == [Finding(nightly.FINDING, ok=True, detail="done")]


def test_a_night_is_taken_by_one_worker_only(at: datetime) -> None:
    def taken(day: int) -> bool:
        return nightly._take(date(2027, 1, day), at=at)

    assert [taken(15), taken(15), taken(16), taken(15)] == [True, False, True, False]
    assert taken(29)  # by a clock that is two weeks ahead, which is then put right
    assert [taken(17), taken(17), taken(18)] == [True, False, True]


def test_a_round_whose_worker_died_is_told_until_one_has_ended(petition: Petition) -> None:
    def dies(*, at: datetime, dry_run: bool) -> list[Expired]:
        raise SystemExit

    def told(hours: float) -> tuple[bool, str]:
        [found] = nightly.health(at=at + timedelta(hours=hours))
        return found.ok, found.detail

    at = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
    signed(petition, at=at - MONTH)
    with hooks.register_temporarily("expiring", dies, order=-99), pytest.raises(SystemExit):
        nightly.purge(at=at)
    assert (told(1), nightly.purge(at=at + timedelta(hours=1))) == ((True, "under way"), 0)
    broken_off = "failed: the round begun at 2027-01-15T03:00:00+00:00; the log says why, and purge_expired "
    assert told(6) == (False, f"{broken_off}tries again")
    assert (nightly.purge(at=at + timedelta(days=1)), told(24)) == (1, (True, "done"))


def test_a_session_that_is_over_goes(at: datetime) -> None:
    Session.objects.create(session_key="over", session_data="x", expire_date=at - timedelta(seconds=1))
    Session.objects.create(session_key="open", session_data="x", expire_date=at + timedelta(seconds=1))
    assert numbers(at=at, dry_run=True) == numbers(at=at) == {"sessions of browsers": 1}
    assert Session.objects.get().session_key == "open"
