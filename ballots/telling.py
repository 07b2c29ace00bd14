"""Telling members what became of their ballot: a vote is recorded, the result is out, nothing is counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ballots.inviting import HAS_ADDRESS, reachable
from ballots.models import RESULT_OUT, RUNNING, Ballot, RollEntry, State
from union.jobs.pacing import Pace, in_silence
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import Envelope, enqueue_many
from union.sweeping import each

RECORDED, RESULT, VOID = "ballot_recorded", "ballot_result_out", "ballot_void"
FEWEST = 50  # so that a notice says of no day's handful when they voted
FROM_HOUR = 9
BATCH = 500
WEEK = timedelta(days=7)


def tell_recorded(*, at: datetime) -> int:
    """Once a day, tell those marked on the roll and not yet told, when they are fifty; after close the rest.

    How many letters were queued. A day is taken by one conditional UPDATE, so that two sweeps tell once; a
    day to come, taken by a clock that was ahead, holds nothing up.
    """
    local = timezone.localtime(at)
    if local.hour < FROM_HOUR:
        return 0
    waiting = Ballot.objects.filter(Q(told_on=None) | ~Q(told_on=local.date())).exclude(state=State.VOID)
    mine = waiting.filter(Q(state__in=RUNNING) | Q(closed_at__gte=at - WEEK))
    taken = (ballot for ballot in mine if waiting.filter(pk=ballot.pk).update(told_on=local.date()))
    return each(taken, _tell_of_votes, at=at)


def tell_result(*, at: datetime) -> int:
    """Queue the letter to everybody who asked for a result that is out; how many."""
    told = 0
    while batch := _tell_result_to_some(at=at):
        told += batch
    return told


def was_invited(ballot: Ballot) -> QuerySet[RollEntry]:
    """Everybody whom mail reaches and who was sent a link, whether they voted or not."""
    return reachable(ballot).filter(invited=True)


def tell_void(ballot: Ballot, *, at: datetime, progress: Pace = in_silence) -> int:
    """Queue the letter that a ballot is void to everybody who was sent a link; how many they are.

    Called again it begins anew, and nobody gets a second letter. `progress` is told how many have theirs.
    """
    keys = list(was_invited(ballot).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        with transaction.atomic():
            _send(VOID, batch, at=at)
        progress(start + len(batch), len(keys))
    return len(keys)


def render_recorded(message: Message) -> Letter | None:
    """That a vote was recorded: neither the choice nor a tracker, which nobody here could know.

    None where the vote is none any more, or the ballot was declared void: no result will come to check it by.
    """
    recorded = RollEntry.objects.filter(has_voted=True).exclude(ballot__state=State.VOID)
    return _letter(message, "ballots/recorded", recorded)


def render_result_out(message: Message) -> Letter | None:
    """Where the result is."""
    out = RollEntry.objects.filter(ballot__state__in=RESULT_OUT)
    return _letter(message, "ballots/result_out", out)


def render_void(message: Message) -> Letter | None:
    """That the ballot is void, and why; the same whether the member voted or not."""
    return _letter(message, "ballots/void", RollEntry.objects.all())


def _tell_of_votes(ballot: Ballot, *, at: datetime) -> int:
    untold = RollEntry.objects.filter(HAS_ADDRESS, ballot=ballot, has_voted=True, told=False)
    keys = list(untold.order_by("pk").values_list("pk", flat=True))
    if ballot.closed_at is None and len(keys) < FEWEST:
        return 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            _send(RECORDED, keys[start : start + BATCH], at=at, told=True)
    return len(keys)


def _tell_result_to_some(*, at: datetime) -> int:
    with transaction.atomic():
        asked = RollEntry.objects.filter(wants_result=True, ballot__state__in=RESULT_OUT).order_by("pk")
        keys = list(asked.select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])
        _send(RESULT, keys, at=at, wants_result=False)
    return len(keys)


def _send(kind: str, keys: list[int], *, at: datetime, **changes: bool) -> None:
    entries = RollEntry.objects.filter(pk__in=keys).select_related("member", "ballot").order_by("pk")
    envelopes = [
        Envelope(f"entry:{entry.pk}", entry.address, entry.ballot.language_of_letters)
        for entry in entries
        if entry.address
    ]
    if changes:
        RollEntry.objects.filter(pk__in=keys).update(**changes)
    enqueue_many(kind, envelopes, at=at)


def _letter(message: Message, event: str, roll: QuerySet[RollEntry]) -> Letter | None:
    found = roll.filter(pk=message.subject.removeprefix("entry:"))
    entry = found.select_related("ballot__branch", "member").first()
    return render_letter(event, {"ballot": entry.ballot, "name": entry.member.name}) if entry else None
