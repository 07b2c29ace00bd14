"""The life of a petition: every change of its state, by staff or by the clock."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from petitions.keeping import show_anew
from petitions.models import Petition
from union.accounts.models import User
from union.audit.recording import record
from union.editions import digest

State = Petition.State
NOT_PUBLIC = (State.DRAFT, State.IN_REVIEW)
ENDED = (State.CLOSING, State.CLOSED, State.HANDED_IN, State.RESPONDED, State.CONCLUDED, State.ARCHIVED)
# All that staff write of a petition, in the order of the form.
WORDS = (
    "title",
    "slug",
    "demand",
    "background",
    "decision_maker",
    "goal",
    "opens_at",
    "closes_at",
    "title_cy",
    "demand_cy",
    "decision_maker_cy",
    "background_cy",
)
CHANGED = "This petition was changed while you read it: look at it again, then go on."
BY_THE_CLOCK = ("opened_at", "closing_at", "closed_at")


class WrongState(Exception):
    """The petition is not in a state from which this can be done."""


@transaction.atomic
def begin(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Write a new petition down as a draft, with the entry of who began it."""
    petition.save(force_insert=True)
    record("petitions.begun", subject=petition.subject, by=by, at=at)


@transaction.atomic
def propose(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Hand a draft to a moderator to look at. Raises WrongState."""
    _lock(petition, among=[State.DRAFT])
    _move(petition, State.IN_REVIEW, by=by, at=at)


@transaction.atomic
def return_to_draft(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Take a proposal back, or a timetable that has not begun, to go on writing. Raises WrongState."""
    _lock(petition, among=[State.IN_REVIEW, State.SCHEDULED])
    if petition.stage(at) == State.OPEN:
        raise WrongState("Its opening time has passed: it is open.")
    _move(petition, State.DRAFT, by=by, at=at)


def edition(petition: Petition) -> str:
    """A short word for its words and times as they stand, by which somebody tells whether they changed."""
    return digest([getattr(petition, name) for name in WORDS])


@transaction.atomic
def open_petition(petition: Petition, *, by: User | None, at: datetime, seen: str | None = None) -> None:
    """Take signatures from now on, for the first time or after a pause.

    Raises WrongState, also where it is not the edition any more that `by` has `seen`.
    """
    _lock(petition, among=[State.DRAFT, State.IN_REVIEW, State.SCHEDULED, State.PAUSED], seen=seen)
    if petition.closes_at and petition.closes_at <= at:
        raise WrongState("Its closing time has passed: give it a later one first.")
    petition.opened_at = petition.opened_at or at
    _move(petition, State.OPEN, by=by, at=at, fields=["opened_at"])


@transaction.atomic
def schedule(petition: Petition, *, by: User | None, at: datetime, seen: str | None = None) -> None:
    """Let it open by itself at its opening time. Raises WrongState, as `open_petition` does."""
    _lock(petition, among=[State.DRAFT, State.IN_REVIEW], seen=seen)
    if petition.opens_at is None or petition.opens_at <= at:
        raise WrongState("Give it an opening time in the future first.")
    _move(petition, State.SCHEDULED, by=by, at=at)


@transaction.atomic
def pause(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Take no new signatures for now; confirmations are still honoured. Raises WrongState."""
    _lock(petition, among=[State.OPEN])
    petition.paused_at = at
    _move(petition, State.PAUSED, by=by, at=at, fields=["paused_at"])


@transaction.atomic
def close(petition: Petition, *, by: User | None, at: datetime) -> None:
    """End it: no new signatures, confirmations for 48 hours more. Raises WrongState."""
    _lock(petition, among=[State.OPEN, State.PAUSED])
    petition.closing_at = at
    _move(petition, State.CLOSING, by=by, at=at, fields=["closing_at"])


@transaction.atomic
def hand_in(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Say that it lies with the decision maker. Raises WrongState."""
    _lock(petition, among=[State.CLOSED], at=at)
    petition.handed_in_at = at
    _move(petition, State.HANDED_IN, by=by, at=at, fields=[*BY_THE_CLOCK, "handed_in_at"])


@transaction.atomic
def note_answer(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Say that the decision maker has answered. Raises WrongState."""
    _lock(petition, among=[State.HANDED_IN])
    petition.responded_at = at
    _move(petition, State.RESPONDED, by=by, at=at, fields=["responded_at"])


@transaction.atomic
def conclude(petition: Petition, *, outcome: str, by: User | None, at: datetime) -> None:
    """Say how it ended; from now on the names are kept for six months. Raises WrongState."""
    if outcome not in Petition.Outcome.values:
        raise WrongState("Choose how it ended first.")
    _lock(petition, among=[State.CLOSED, State.HANDED_IN, State.RESPONDED], at=at)
    petition.concluded_at, petition.outcome = at, outcome
    _move(petition, State.CONCLUDED, by=by, at=at, fields=[*BY_THE_CLOCK, "concluded_at", "outcome"])


@transaction.atomic
def archive(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Take it off the list of petitions; its own page stays. Raises WrongState."""
    _lock(petition, among=[State.CONCLUDED])
    petition.archived_at = at
    _move(petition, State.ARCHIVED, by=by, at=at, fields=["archived_at"])


@transaction.atomic
def name_successor(petition: Petition, *, successor: Petition | None, by: User | None, at: datetime) -> None:
    """Let the ended petition point to the one that follows it, or to none. No name goes over to it.

    Raises WrongState where it has not ended, or where the other one is not public or leads back to it.
    """
    _lock(petition, among=ENDED, at=at)
    if successor is not None and (successor.state in NOT_PUBLIC or petition in _line_of(successor)):
        raise WrongState("Choose a petition that is public and does not lead back to this one.")
    petition.successor = successor
    petition.save(update_fields=["successor"])
    show_anew(petition)
    to = successor.pk if successor else None
    record("petitions.followed", subject=petition.subject, by=by, at=at, detail={"successor": to})


def _line_of(petition: Petition) -> list[Petition]:
    """The petition and those that follow it, one after the other."""
    line: list[Petition] = []
    following: Petition | None = petition
    while following is not None and following not in line:
        line.append(following)
        following = following.successor
    return line


def keep_timetable(*, at: datetime) -> int:
    """Write down what the clock has brought about: opened, closing, closed. How many petitions moved."""
    timed = [State.SCHEDULED, State.OPEN, State.PAUSED, State.CLOSING]
    return sum(_keep(petition, at=at) for petition in Petition.objects.filter(state__in=timed))


@transaction.atomic
def _keep(petition: Petition, *, at: datetime) -> bool:
    if petition.stage(at) == petition.state:
        return False
    petition.refresh_from_db(from_queryset=Petition.objects.select_for_update())
    stage = State(petition.stage(at))
    if stage == petition.state:
        return False
    _note_times(petition, stage, at=at)
    _move(petition, stage, by=None, at=at, fields=BY_THE_CLOCK)
    return True


def _note_times(petition: Petition, stage: str, *, at: datetime) -> None:
    """What the clock has brought about, in the timestamps."""
    petition.opened_at = petition.opened_at or petition.opens_at
    if stage in (State.CLOSING, State.CLOSED):
        petition.closing_at = petition.closing_at or petition.closes_at
    if stage == State.CLOSED:
        petition.closed_at = petition.closed_at or at


def _lock(
    petition: Petition, *, among: Collection[str], at: datetime | None = None, seen: str | None = None
) -> None:
    """Lock the row, read it again, and refuse any other state, or any edition but the one seen.

    With a time, what the clock has already closed counts as closed though no sweep has written it down.
    """
    petition.refresh_from_db(from_queryset=Petition.objects.select_for_update())
    if at is not None and (stage := petition.stage(at)) in (State.CLOSING, State.CLOSED):
        petition.state = State(stage)
        _note_times(petition, stage, at=at)
    if petition.state not in among:
        raise WrongState(f"This petition is {petition.get_state_display().lower()}.")
    if seen is not None and seen != edition(petition):
        raise WrongState(CHANGED)


def _move(
    petition: Petition, state: str, *, by: User | None, at: datetime, fields: Collection[str] = ()
) -> None:
    was, petition.state = petition.state, state
    petition.save(update_fields=["state", *fields])
    show_anew(petition)
    record(
        "petitions.moved",
        subject=petition.subject,
        by=by,
        at=at,
        detail={"from": str(was), "to": str(state)},
    )
