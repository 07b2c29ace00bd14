"""Mixing anonymous replies: they become readable only as rows that nothing ties to a place on the roll.

A finished reply lies where it was begun, in the order of those who began, until it is written anew among
others: at least BATCH at a time, in random order, with the day of the mixing. POOL of them, chosen at random,
stay back each time, so that those left over at the close are never a few.
docs/decisions/0125 says what this hides and what it does not.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from secrets import SystemRandom
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.consultations.models import Answer, Audience, Consent, Consultation, Participation, Reply
from union.sweeping import each
from union.wiping import empty_the_log, overwrite_what_is_deleted

BATCH = 20
POOL = 20
# By then every request that still read "open" has ended.
AFTER_THE_CLOSE = timedelta(minutes=2)
ROWS = 2000
Row = TypeVar("Row", Answer, Consent)


def mix_due(*, at: datetime) -> int:
    """Mix what waits in open anonymous consultations, where it is enough; how many replies."""
    running = Consultation.objects.filter(
        mode=Consultation.Mode.ANONYMOUS_VERIFIED, state=Consultation.State.OPEN
    )
    try:
        return each(running, mix, at=at)
    finally:
        wipe_traces()


def settle_due(*, at: datetime) -> int:
    """Settle the anonymous consultations that have closed; how many."""
    closed = Consultation.objects.filter(
        mode=Consultation.Mode.ANONYMOUS_VERIFIED,
        closed_at__lte=at - AFTER_THE_CLOSE,
        audience__settled_at=None,
        audience__isnull=False,
    )
    try:
        return each(closed, settle, at=at)
    finally:
        wipe_traces()


@transaction.atomic
def mix(consultation: Consultation, *, at: datetime) -> int:
    """Write a random choice of the finished replies anew, leave POOL of them; how many it wrote."""
    if _unmixed(consultation).count() < BATCH + POOL:
        return 0
    waiting = _locked(consultation)
    if len(waiting) < BATCH + POOL:  # some were withdrawn at this very moment
        return 0
    return _write_anew(consultation, SystemRandom().sample(waiting, len(waiting) - POOL), at=at)


@transaction.atomic
def settle(consultation: Consultation, *, at: datetime) -> bool:
    """After the close: mix the rest, delete what was not sent, and put the places in another random order.

    False where that was done already, and before the close.
    """
    locked = Audience.objects.select_for_update(of=("self",)).select_related("consultation")
    audience = locked.get(consultation=consultation)
    consultation = audience.consultation
    if audience.settled_at or consultation.closed_at is None:
        return False
    consultation.replies.filter(state=Reply.State.STARTED, channel=Reply.Channel.WEB).delete()
    _write_anew(consultation, _locked(consultation), at=at)
    _rewrite_places(consultation, closed=timezone.localdate(consultation.closed_at))
    audience.settled_at = at
    audience.save(update_fields=["settled_at"])
    return True


def wipe_traces() -> bool:
    """On SQLite, empty the write-ahead log, which shows each commit; a later sweep tries again."""
    waiting = Audience.objects.filter(traces_wiped=False)
    if connection.in_atomic_block or not waiting.exists() or not empty_the_log():
        return False
    waiting.update(traces_wiped=True)
    return True


def _unmixed(consultation: Consultation) -> QuerySet[Reply]:
    return consultation.replies.filter(state=Reply.State.SENT, readable=False)


def _locked(consultation: Consultation) -> list[Reply]:
    """The finished replies that wait, once every edit of them under way has ended."""
    return list(_unmixed(consultation).select_for_update().order_by("pk"))


def _write_anew(consultation: Consultation, replies: list[Reply], *, at: datetime) -> int:
    """New rows for old ones. Nothing may hang on an unmixed answer: the database refuses."""
    if not replies:
        return 0
    overwrite_what_is_deleted()
    SystemRandom().shuffle(replies)
    today = timezone.localdate(at)
    answers = _by_reply(Answer.objects.filter(reply__in=replies).order_by("question"))
    consents = _by_reply(Consent.objects.filter(reply__in=replies).order_by("pk"))
    old = [reply.pk for reply in replies]
    for reply in replies:
        reply.pk, reply.readable, reply.started_on, reply.sent_on = None, True, today, today
    for rows in (Answer.objects, Consent.objects):
        _delete(rows.filter(reply__in=old))
    _delete(Reply.objects.filter(pk__in=old))
    Reply.objects.bulk_create(replies)
    Answer.objects.bulk_create(_moved(answers, old, replies), batch_size=ROWS)
    events = _moved(consents, old, replies)
    for event in events:
        event.given_on = today
    Consent.objects.bulk_create(events, batch_size=ROWS)
    Audience.objects.filter(consultation=consultation).update(traces_wiped=connection.vendor != "sqlite")
    return len(replies)


def _by_reply(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.reply_id].append(row)
    return found


def _moved(rows: dict[int, list[Row]], old: list[int], replies: list[Reply]) -> list[Row]:
    """The rows of the old replies, to be hung on the new ones, in the order of these."""
    moved = []
    for pk, reply in zip(old, replies, strict=True):
        for row in rows.get(pk, []):
            row.pk, row.reply = None, reply
            moved.append(row)
    return moved


def _rewrite_places(consultation: Consultation, *, closed: date) -> None:
    """The same places under new numbers; that somebody answered stays, on which day does not."""
    places = list(Participation.objects.select_for_update().filter(consultation=consultation).order_by("pk"))
    SystemRandom().shuffle(places)
    _delete(Participation.objects.filter(consultation=consultation))
    for place in places:
        place.pk = None
        place.answered_on = closed if place.answered_on else None
    Participation.objects.bulk_create(places, batch_size=ROWS)


def _delete(rows: QuerySet[Answer] | QuerySet[Consent] | QuerySet[Reply] | QuerySet[Participation]) -> None:
    """Without looking for what hangs on them: where something does, the transaction fails, with no loss."""
    rows._raw_delete(rows.db)
