"""The life of a petition: every change of its state, by staff or by the clock."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from petitions.keeping import show_anew
from petitions.models import Petition
from union.accounts.models import User
from union.audit.recording import record

State = Petition.State


class WrongState(Exception):
    """The petition is not in a state from which this can be done."""


@transaction.atomic
def open_petition(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Take signatures from now on, for the first time or after a pause. Raises WrongState."""
    _lock(petition, among=[State.DRAFT, State.IN_REVIEW, State.SCHEDULED, State.PAUSED])
    if petition.closes_at and petition.closes_at <= at:
        raise WrongState("Its closing time has passed: give it a later one first.")
    petition.opened_at = petition.opened_at or at
    _move(petition, State.OPEN, by=by, at=at, fields=["opened_at"])


@transaction.atomic
def schedule(petition: Petition, *, by: User | None, at: datetime) -> None:
    """Let it open by itself at its opening time. Raises WrongState."""
    _lock(petition, among=[State.DRAFT, State.IN_REVIEW])
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
    petition.opened_at = petition.opened_at or petition.opens_at
    if stage in (State.CLOSING, State.CLOSED):
        petition.closing_at = petition.closing_at or petition.closes_at
    if stage == State.CLOSED:
        petition.closed_at = at
    _move(petition, stage, by=None, at=at, fields=["opened_at", "closing_at", "closed_at"])
    return True


def _lock(petition: Petition, *, among: Collection[str]) -> None:
    """Lock the row, read it again, and refuse any other state."""
    petition.refresh_from_db(from_queryset=Petition.objects.select_for_update())
    if petition.state not in among:
        raise WrongState(f"This petition is {petition.get_state_display().lower()}.")


def _move(
    petition: Petition, state: str, *, by: User | None, at: datetime, fields: Collection[str] = ()
) -> None:
    was, petition.state = petition.state, state
    petition.save(update_fields=["state", *fields])
    show_anew(petition)
    record(
        "petitions.moved",
        subject=f"petition:{petition.pk}",
        by=by,
        at=at,
        detail={"from": str(was), "to": str(state)},
    )
