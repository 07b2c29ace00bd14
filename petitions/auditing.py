"""Whether the tallies are what the signatures say: compared every night, never put right in silence.

For each petition, each dimension and each key, the confirmed signatures must be the tally and the deltas not
yet rolled up, together. All of it is read in one snapshot: what is confirmed or rolled up meanwhile is either
wholly in it or not at all.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncHour
from django.utils import timezone

from petitions import counting
from petitions.alerting import alert_of, raise_alert
from petitions.counting import PLACES, Cell
from petitions.keeping import show_counts_anew
from petitions.models import Alert, CountAudit, Signature, Tally, TallyDelta
from union.accounts.models import User
from union.audit.recording import record
from union.health import Finding
from union.locking import one_moment

logger = logging.getLogger(__name__)
AT_NIGHT = timedelta(hours=2)  # after midnight, when the country sleeps


@dataclass(frozen=True, order=True)
class Difference:
    """One cell in which the tally, with what is still to be rolled up, is not the number of signatures."""

    petition: int
    dimension: str
    key: str
    signatures: int
    tally: int

    @property
    def missing(self) -> int:
        return self.signatures - self.tally


def compare() -> list[Difference]:
    """Every cell that differs, in order. Must not be called inside a transaction."""
    with one_moment():
        counted, tallied = _signatures(), _tallies()
    return sorted(
        Difference(*cell, signatures=counted[cell], tally=tallied[cell])
        for cell in counted.keys() | tallied.keys()
        if counted[cell] != tallied[cell]
    )


def audit_counts(*, at: datetime) -> list[Difference]:
    """Compare, keep the result, and raise the alarm for each petition that differs."""
    found = compare()
    cells = Counter(difference.petition for difference in found)
    for petition, n in sorted(cells.items()):
        logger.error("petitions: the tally of petition %s differs in %s cells", petition, n)
        detail = f"{n} cells of the count differ from the signatures. An administrator runs audit_petitions."
        raise_alert(alert_of(petition, Alert.Kind.COUNTS, n=n, detail=detail, at=at))
    result = {"at": at, "petitions": len(cells), "cells": len(found)}
    CountAudit.objects.update_or_create(day=timezone.localdate(at), defaults=result)
    return found


def audit_at_night(*, at: datetime) -> int:
    """The audit, in the first sweep after two in the morning; how many cells differ.

    One of a day to come is of a clock that was ahead and has been put right.
    """
    last = timezone.localdate(at - AT_NIGHT)
    if CountAudit.objects.filter(day__range=(last, timezone.localdate(at))).exists():
        return 0
    return len(audit_counts(at=at))


def health(*, at: datetime) -> list[Finding]:
    """Red for as long as the latest audit found a difference."""
    last = CountAudit.objects.filter(day__lte=timezone.localdate(at)).order_by("-day").first()
    detail = f"{last.cells} cells differ, {last.day}" if last else "not audited yet"
    return [Finding("petition counts", ok=not (last and last.cells), detail=detail)]


@transaction.atomic
def repair(found: Iterable[Difference], *, by: User | None, at: datetime) -> int:
    """Add to each cell what it lacks, with an entry for each petition; how many cells.

    What a cell lacks stays the same whatever is signed or rolled up meanwhile, so adding it later is exact.
    """
    lacking: dict[Cell, int] = {(d.petition, d.dimension, d.key): d.missing for d in found}
    counting.add(lacking)
    Tally.objects.filter(n=0).exclude(dimension="all").delete()
    by_petition = Counter(petition for petition, _, _ in lacking)
    for petition, cells in sorted(by_petition.items()):
        whole = lacking.get((petition, "all", ""), 0)
        detail = {"cells": cells, "whole": whole}
        record("petitions.counts_repaired", subject=f"petition:{petition}", by=by, at=at, detail=detail)
    show_counts_anew(by_petition)
    return len(lacking)


def _signatures() -> Counter[Cell]:
    confirmed = Signature.objects.filter(state=Signature.State.CONFIRMED).order_by()
    cells: Counter[Cell] = Counter()
    for petition, n in confirmed.values_list("petition").annotate(n=Count("pk")):
        cells[petition, "all", ""] = n
    for place in PLACES:
        for petition, key, n in confirmed.values_list("petition", place).annotate(n=Count("pk")):
            cells[petition, place, key] = n
    hours = confirmed.annotate(hour=TruncHour("confirmed_at", tzinfo=UTC))
    for petition, hour, n in hours.values_list("petition", "hour").annotate(n=Count("pk")):
        cells[petition, "hour", counting.hour_key(hour)] = n
    return cells


def _tallies() -> Counter[Cell]:
    rows = Tally.objects.exclude(n=0).values_list("petition", "dimension", "key", "n")
    cells: Counter[Cell] = Counter({(p, dimension, key): n for p, dimension, key, n in rows.iterator()})
    for cell, n in counting.cells_of(TallyDelta.objects.iterator()).items():
        cells[cell] += n
    return cells
