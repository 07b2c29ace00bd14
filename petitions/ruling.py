"""What moderators decide on many signatures at once: release them, strike them out, undo it for 30 days.

A ruling is one transaction, however many signatures it names: what the moderator saw in the preview happens
as a whole or not at all, and whoever kills the process in the middle leaves nothing half ruled. So that
nobody who signs or confirms stands behind it for long, it writes whole sets, takes its locks in one order,
and gives way to everybody: it waits a third of a second for a lock, then lets go of all of them and begins
again. PostgreSQL looks for circles of waiting after a second, so it is never the signer who is stopped.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from petitions import counting, releasing
from petitions.keeping import show_anew
from petitions.links import LINK_LIVES
from petitions.models import UNDO_FOR, Petition, RuledSignature, Ruling, Signature, TallyDelta
from petitions.tasks import nudge_roll_up
from union.accounts.models import User
from union.audit.recording import record

State = Signature.State
MOST = 5000  # signatures in one ruling
BATCH = 1000  # rows in one statement
TRIES = 5
STOOD_IN_LINE = {"55P03", "40P01"}  # PostgreSQL: the lock was not to be had in time, or in a circle
LEFT = {Ruling.Kind.RELEASE: State.PENDING, Ruling.Kind.INVALIDATE: State.INVALID}
MAY_BE_STRUCK = (State.HELD, State.PENDING, State.CONFIRMED)
Result = TypeVar("Result")
Row = TypeVar("Row")


class RulingRefused(Exception):
    """This cannot be ruled; the words say why and what to do."""


def release(
    petition: Petition, chosen: QuerySet[Signature], *, by: User, reason: str, at: datetime
) -> Ruling:
    """Let held signatures be confirmed: held becomes pending, and their letter leaves.

    Of the chosen ones it takes those that are held, can still be confirmed and have a mailbox; the oldest
    5,000. Five letters a mailbox are the end here too. Raises RulingRefused.
    """
    if not petition.honours_confirmations(at):
        raise RulingRefused("This petition has ended: nobody can confirm any more, so nothing is released.")
    able = releasable(chosen, at=at)
    return _patiently(lambda: _rule(petition, able, Ruling.Kind.RELEASE, by=by, reason=reason, at=at))


def invalidate(
    petition: Petition, chosen: QuerySet[Signature], *, by: User, reason: str, at: datetime
) -> Ruling:
    """Strike out held, waiting and confirmed signatures; the confirmed ones leave the count.

    The oldest 5,000 of the chosen ones at once. Raises RulingRefused.
    """
    able = strikeable(chosen)
    return _patiently(lambda: _rule(petition, able, Ruling.Kind.INVALIDATE, by=by, reason=reason, at=at))


def undo(ruling: Ruling, *, by: User, at: datetime) -> int:
    """Put every signature back to the state it had, where it is still as the ruling left it; how many.

    Whoever has confirmed, withdrawn or been struck out meanwhile stays so, and who came with a batch of paper
    that was taken out since stays out. Raises RulingRefused.
    """
    return _patiently(lambda: _undo(ruling, by=by, at=at))


def releasable(chosen: QuerySet[Signature], *, at: datetime) -> QuerySet[Signature]:
    alive = chosen.filter(state=State.HELD, signed_at__gt=at - LINK_LIVES)
    return alive.filter(identity__isnull=False).exclude(identity__email="")


def strikeable(chosen: QuerySet[Signature]) -> QuerySet[Signature]:
    return chosen.filter(state__in=MAY_BE_STRUCK)


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _patiently(work: Callable[[], Result]) -> Result:
    """Begin again where a lock was not to be had; the whole ruling is tried anew."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _give_way()
                return work()
        except OperationalError as error:
            if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", None) not in STOOD_IN_LINE:
                raise
            time.sleep(0.05 * 2**attempt)
    raise RulingRefused("Many of these signatures are being confirmed at this moment. Try again in a minute.")


def _give_way() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")


def _rule(
    petition: Petition, able: QuerySet[Signature], kind: str, *, by: User, reason: str, at: datetime
) -> Ruling:
    oldest = able.filter(petition=petition).order_by("signed_at", "pk").values("pk")[:MOST]
    rows = _locked(able.filter(pk__in=[row["pk"] for row in oldest]))
    if not rows:
        raise RulingRefused("None of these signatures can be ruled on any more: look at the list again.")
    ruling = _written(petition, kind, rows, by=by, reason=reason, at=at)
    for batch in batches(rows):
        Signature.objects.filter(pk__in=[row.pk for row in batch]).update(state=LEFT[Ruling.Kind(kind)])
    _count([row for row in rows if row.state == State.CONFIRMED], -1)
    if kind == Ruling.Kind.RELEASE:
        ruling.letters = sum(releasing.write_to(batch, ruling=ruling, at=at) for batch in batches(rows))
        ruling.save(update_fields=["letters"])
    _tell("petitions.ruled", ruling, by=by, at=at, more={"letters": ruling.letters})
    return ruling


def _locked(signatures: QuerySet[Signature]) -> list[Signature]:
    """The rows, locked in the order of their keys; a reference from another table may still be written."""
    return list(signatures.order_by("pk").select_for_update(of=("self",), no_key=True))


def _written(
    petition: Petition, kind: str, rows: Collection[Signature], *, by: User, reason: str, at: datetime
) -> Ruling:
    ruling = Ruling.objects.create(
        petition=petition,
        kind=kind,
        reason=reason,
        by=by,
        at=at,
        n=len(rows),
        counted=sum(row.state == State.CONFIRMED for row in rows),
        undo_until=at + UNDO_FOR,
    )
    ruled = (RuledSignature(ruling=ruling, signature=row, before=row.state) for row in rows)
    RuledSignature.objects.bulk_create(ruled, batch_size=BATCH)
    return ruling


def _undo(ruling: Ruling, *, by: User, at: datetime) -> int:
    ruling.refresh_from_db(from_queryset=Ruling.objects.select_for_update(of=("self",)))
    if ruling.undone_at:
        raise RulingRefused("This has been undone already.")
    if at >= ruling.undo_until:
        raise RulingRefused("This was decided more than 30 days ago and can no longer be undone.")
    left = _locked(Signature.objects.filter(ruled__ruling=ruling, state=LEFT[Ruling.Kind(ruling.kind)]))
    # Read under their locks: a batch of paper that was taken out a moment ago has taken its people along.
    before = dict(ruling.ruled.values_list("signature_id", "before"))
    rows = [row for row in left if row.pk in before]
    for state in MAY_BE_STRUCK:
        for batch in batches(row.pk for row in rows if before[row.pk] == state):
            Signature.objects.filter(pk__in=batch).update(state=state)
    _count([row for row in rows if before[row.pk] == State.CONFIRMED], 1)
    ruling.undone_at, ruling.undone_by, ruling.back = at, by, len(rows)
    ruling.save(update_fields=["undone_at", "undone_by", "back"])
    _tell("petitions.ruling_undone", ruling, by=by, at=at, more={"back": len(rows)})
    return len(rows)


def _count(rows: Iterable[Signature], n: int) -> None:
    """The same places and the hour of the confirmation: its cells come to what they were."""
    deltas = TallyDelta.objects.bulk_create((counting.delta(row, n) for row in rows), batch_size=BATCH)
    if deltas:
        transaction.on_commit(nudge_roll_up, robust=True)


def _tell(action: str, ruling: Ruling, *, by: User, at: datetime, more: dict[str, int]) -> None:
    """The entry holds numbers only: the reason a moderator typed may name somebody."""
    show_anew(ruling.petition)
    numbers = {"ruling": ruling.pk, "kind": str(ruling.kind), "n": ruling.n, "counted": ruling.counted}
    record(action, subject=ruling.petition.subject, by=by, at=at, detail={**numbers, **more})
