"""The check by a second person: a draw of the keyed rows, each held against the paper."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from petitions import identity
from petitions.keying import ON_THE_LINE, lock, note, write_line
from petitions.models import PaperBatch, PaperRow
from petitions.sheets import PaperError
from union.accounts.models import User

State, Verdict = PaperBatch.State, PaperRow.Verdict
ALL_UNDER = 50
MOST_WRONG = 0.05


class NotTheChecker(PaperError):
    """Whoever keyed a batch does not check it."""


def draw(rows: Sequence[int], *, seed: str) -> set[int]:
    """Which rows are checked: all under fifty, else a tenth, the same for the same seed. Pure."""
    if len(rows) < ALL_UNDER:
        return set(rows)
    return set(random.Random(seed).sample(sorted(rows), -(-len(rows) // 10)))


def may_check(batch: PaperBatch, *, by: User) -> bool:
    """Whether somebody has keyed none of it."""
    return batch.keyed_by_id != by.pk and not batch.rows.filter(keyed_by=by).exists()


def drawn_rows(batch: PaperBatch) -> list[PaperRow]:
    """The rows to be checked: those of the draw, or all when too many of them were wrong."""
    rows = list(batch.rows.all())
    chosen = {row.pk for row in rows}
    if batch.state != State.FULL:
        chosen = draw([row.pk for row in rows], seed=batch.seed)
    return [row for row in rows if row.pk in chosen]


@transaction.atomic
def judge(row: PaperRow, *, by: User, at: datetime, words: Mapping[str, Any] | None = None) -> None:
    """Say that a row is the same as on paper, or with `words` what really stands there: that is an error.

    The last row of the draw settles the check. Raises PaperError, NotTheChecker.
    """
    batch = row.batch
    lock(batch, among=[State.KEYED, State.FULL], why="This batch is not being checked.")
    if not may_check(batch, by=by):
        raise NotTheChecker("You keyed some of this batch: somebody else has to check it.")
    row.refresh_from_db(from_queryset=PaperRow.objects.select_related("batch__petition"))
    if row.verdict:
        raise PaperError("Somebody has checked this line already.")
    row.verdict, row.checked_by = Verdict.SAME, by
    if words is not None and any(getattr(row, field) != words[field] for field in ON_THE_LINE):
        row.verdict = Verdict.CORRECTED
        write_line(row, words=words, at=at)
    row.save(update_fields=["verdict", "checked_by", *ON_THE_LINE])
    _settle(batch, by=by, at=at)


def _settle(batch: PaperBatch, *, by: User, at: datetime) -> None:
    """When the last row is judged: the batch is checked, or has to be checked in full."""
    rows = drawn_rows(batch)
    if not all(row.verdict for row in rows):
        return
    batch.rows_drawn = len(rows)
    batch.rows_wrong = sum(row.verdict == Verdict.CORRECTED for row in rows)
    whole = len(rows) == batch.rows_keyed
    if whole or not too_many_wrong(batch.rows_wrong, among=batch.rows_drawn):
        batch.state, batch.checked_by, batch.checked_at = State.CHECKED, by, at
    else:
        batch.state = State.FULL
    batch.save(update_fields=["state", "rows_drawn", "rows_wrong", "checked_by", "checked_at"])
    note("petitions.paper_checked", batch, by=by, at=at, drawn=batch.rows_drawn, wrong=batch.rows_wrong)


def too_many_wrong(wrong: int, *, among: int) -> bool:
    return wrong > MOST_WRONG * among


def person_of(row: PaperRow) -> str:
    """The hash of name and postcode, the same as that of somebody who signs online."""
    pepper = settings.PETITION_PEPPER
    return identity.person_hash(row.name, row.postcode, petition=row.batch.petition_id, pepper=pepper)


def alike(batch: PaperBatch) -> list[tuple[PaperRow, PaperRow]]:
    """Rows that repeat name and postcode of an earlier one in the batch, each beside that earlier one."""
    first: dict[str, PaperRow] = {}
    pairs = []
    for row in batch.rows.filter(unusable="").select_related("batch"):
        person = person_of(row)
        if person in first:
            pairs.append((first[person], row))
        else:
            first[person] = row
    return pairs


@transaction.atomic
def say_two_people(row: PaperRow, *, two: bool, by: User) -> None:
    """Say whether a row that repeats name and postcode is somebody else. Raises PaperError."""
    among = [State.KEYED, State.FULL, State.CHECKED]
    lock(row.batch, among=among, why="This can be said after keying and before the count.")
    if not may_check(row.batch, by=by):
        raise NotTheChecker("You keyed some of this batch: somebody else has to say so.")
    PaperRow.objects.filter(pk=row.pk).update(two_people=two)
