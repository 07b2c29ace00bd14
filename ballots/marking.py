"""Marks on the roll: who was given a paper or voted at a meeting, so that nobody votes twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ballots.casting import refuse_unless_open
from ballots.errors import AlreadyVoted, BallotError, NotYours, Struck
from ballots.locking import clock, hold_for_casting
from ballots.models import MARKED, Ballot, RollEntry
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.audit.recording import record


class NotOnTheRoll(BallotError):
    sentence = "There is no such membership number on the roll of this ballot: check the number."


class NotMarked(BallotError):
    sentence = "This member has no mark that can be taken back: the page may be out of date."


class MemberHasVoted(AlreadyVoted):
    sentence = _("A vote of this member is recorded already: do not give out a paper.")


def takes_marks(ballot: Ballot, *, at: datetime) -> bool:
    """Whether papers may be given out now; in a ballot by returns alone nobody is marked."""
    return not ballot.by_returns and ballot.is_open(at)


def mark(ballot: Ballot, *, number: str, method: str, by: User, at: datetime | None = None) -> RollEntry:
    """Mark a member as voting on paper or at a meeting; the member's link stops working.

    The same conditional UPDATE as a cast, under the same lock: of a paper and a link one wins, and the other
    is told. The audit log names the officer, the unit and the method, never the member. It tells of a refusal
    too: nobody tries one member after the other unseen, to learn who has voted. `at` stands in for the
    database clock. Raises NotOnTheRoll, NotYours, MemberHasVoted, Struck, BallotClosed and its like.
    """
    if method not in MARKED:
        raise ValueError(f"A mark says paper or meeting, not {method}.")
    try:
        return _mark(ballot, number=number, method=method, by=by, at=at)
    except MemberHasVoted:
        with transaction.atomic():
            record("ballot.mark_refused", subject=f"ballot:{ballot.pk}", by=by, at=at or clock())
        raise


def _mark(ballot: Ballot, *, number: str, method: str, by: User, at: datetime | None) -> RollEntry:
    with _line_of(ballot, number=number, by=by, at=at) as (entry, now):
        unmarked = RollEntry.objects.filter(pk=entry.pk, has_voted=False, struck=False)
        if not unmarked.update(has_voted=True, voted_by=method):
            entry.refresh_from_db(fields=["struck"])  # as it is now: who was just struck has not voted
            raise Struck if entry.struck else MemberHasVoted
        _record("ballot.marked", entry, method=method, by=by, at=now)
    entry.has_voted, entry.voted_by = True, method
    return entry


def take_mark_back(ballot: Ballot, *, number: str, by: User, at: datetime | None = None) -> RollEntry:
    """Undo a mark set by mistake, while the ballot is open; a vote cast by link stays.

    A member who has been told of it is told again once she has voted. Raises NotOnTheRoll, NotYours,
    NotMarked, and what a closed ballot raises.
    """
    with _line_of(ballot, number=number, by=by, at=at) as (entry, now):
        method = entry.voted_by
        marked = RollEntry.objects.filter(pk=entry.pk, voted_by__in=MARKED)
        if not marked.update(has_voted=False, voted_by="", told=False):
            raise NotMarked
        _record("ballot.mark_taken_back", entry, method=method, by=by, at=now)
    entry.has_voted, entry.voted_by = False, ""
    return entry


@contextmanager
def _line_of(
    ballot: Ballot, *, number: str, by: User, at: datetime | None
) -> Iterator[tuple[RollEntry, datetime]]:
    """A member's line, and the time, in one transaction in which the ballot is open and does not close."""
    with transaction.atomic():
        hold_for_casting(ballot.pk)
        current, now = Ballot.objects.get(pk=ballot.pk), at or clock()
        refuse_unless_open(current, at=now)
        yield entry_for(current, number=number, by=by), now


def entry_for(ballot: Ballot, *, number: str, by: User) -> RollEntry:
    """The line of a member on the roll, for an officer of the branch in which the vote is counted.

    Raises NotOnTheRoll, and NotYours for a member of another branch.
    """
    found = ballot.roll.select_related("member", "unit").filter(number=number.strip().upper()).first()
    if found is None:
        raise NotOnTheRoll
    places = found.unit.branches.values_list("pk", flat=True)
    # Of small branches counted together the member's own; whoever has moved since is of the unit still.
    here = places.filter(pk=found.member.branch_id) or places
    if not branches_of(by).filter(pk__in=here).exists():
        raise NotYours("On the roll of this ballot the member belongs to another branch: ask its officers.")
    return found


def _record(action: str, entry: RollEntry, *, method: str, by: User, at: datetime) -> None:
    detail = {"unit": entry.unit.number, "method": method}
    record(action, subject=f"ballot:{entry.ballot_id}", by=by, at=at, detail=detail)
