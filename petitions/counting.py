"""The count: confirmations append deltas, a roll-up adds them to the tally.

Exact under any number of workers and kills: a delta is deleted in the transaction that adds it, or not at
all. Never +1 on a shared row while somebody waits, never a watermark of time.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from petitions.keeping import show_counts_anew
from petitions.models import Petition, Signature, Tally, TallyDelta
from petitions.on_paper import rounded_down
from union.pages.changing import pages_showing
from union.pages.drawing import want_prints
from union.statements import insert, run

# One at a time: a cell of two dimensions could tell of one person.
PLACES = ("region", "constituency", "employer", "branch", "role", "source")
DIMENSIONS = ("all", *PLACES, "hour")
BATCH = 2000
COUNT = "SELECT n FROM petitions_tally WHERE petition_id = %s AND dimension = 'all'"
Cell = tuple[int, str, str]  # petition, dimension, key


def hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def delta(signature: Signature, n: int) -> TallyDelta:
    """The change by one that a confirmed signature makes, or takes back; its caller saves it with the cause.

    What is taken back lands in the hour of the confirmation, so that its cells come to nothing again.
    """
    assert signature.confirmed_at is not None
    places = {place: getattr(signature, place) for place in PLACES}
    return TallyDelta(petition_id=signature.petition_id, n=n, hour=hour_of(signature.confirmed_at), **places)


def append(signature: Signature, n: int) -> None:
    """Write down one such change, in the transaction of its cause."""
    change = delta(signature, n)
    row = {field: getattr(change, field) for field in ("petition_id", "n", "hour", *PLACES)}
    insert(TallyDelta, [row])


def published_count(petition: Petition) -> int:
    """The confirmed signatures that have been rolled up."""
    return max([0, *(n for (n,) in run(COUNT, [petition.pk]))])


def roll_up(*, at: datetime) -> int:
    """Add every delta that nobody else holds to the tally, in transactions of one batch each; how many.

    Printed pages whose rounded count is another one now are wanted anew at `at`.
    """
    total = 0
    while rolled := _roll_batch(at=at):
        total += rolled
    return total


@transaction.atomic
def _roll_batch(*, at: datetime) -> int:
    # SKIP LOCKED on PostgreSQL; on SQLite the transaction is IMMEDIATE and the only writer.
    deltas = list(TallyDelta.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
    if deltas:
        TallyDelta.objects.filter(pk__in=[change.pk for change in deltas]).delete()
        cells = cells_of(deltas)
        add(cells)
        if any(change.n < 0 for change in deltas):
            # A cell that nobody is left in would tell where somebody was.
            Tally.objects.filter(n=0).exclude(dimension="all").delete()
        show_counts_anew({change.petition_id for change in deltas})
        _print_anew(
            {petition: n for (petition, dimension, _), n in cells.items() if dimension == "all"}, at=at
        )
    return len(deltas)


def _print_anew(moved: dict[int, int], *, at: datetime) -> None:
    """Want the pages that show a petition whose count on paper has changed by what was added."""
    counts = Tally.objects.filter(dimension="all", petition__in=moved).values_list("petition", "n")
    crossed = [pk for pk, n in counts if rounded_down(n) != rounded_down(n - moved[pk])]
    if crossed:
        want_prints(pages_showing(Petition, crossed), at=at)


def cells_of(deltas: Iterable[TallyDelta]) -> dict[Cell, int]:
    """What the deltas add to each cell; one dimension at a time, so that no cell tells of one person."""
    cells: Counter[Cell] = Counter()
    for change in deltas:
        for dimension in DIMENSIONS:
            cells[change.petition_id, dimension, _key(change, dimension)] += change.n
    return {cell: n for cell, n in cells.items() if n}


def hour_key(hour: datetime) -> str:
    """The key of an hour's cell, in universal time, such as 2022-03-15T12."""
    return hour.astimezone(UTC).strftime("%Y-%m-%dT%H")


def _key(change: TallyDelta, dimension: str) -> str:
    if dimension == "hour":
        return hour_key(change.hour)
    return str(getattr(change, dimension)) if dimension in PLACES else ""


def add(cells: dict[Cell, int]) -> None:
    """Add to the cells, in one statement.

    The rows are in the same order for every worker: none waits for another in a circle.
    """
    if not cells:
        return
    rows = [
        {"petition_id": petition, "dimension": dimension, "key": key, "n": cells[petition, dimension, key]}
        for petition, dimension, key in sorted(cells)
    ]
    on_conflict = f'(petition_id, dimension, key) DO UPDATE SET n = "{Tally._meta.db_table}".n + excluded.n'
    insert(Tally, rows, on_conflict=on_conflict)
