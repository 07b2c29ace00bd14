"""Figures: numbers bound to a cell of a released table. Nobody types one, and nobody releases their own."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from campaigns.consultations.errors import NotForPublication, SamePerson, TooFew, UnsuitableSentence
from campaigns.consultations.models import Consultation, Figure, Table
from campaigns.consultations.tabulating import OTHERS, Heading, Line, Number, rounded
from union.accounts.models import User
from union.audit.recording import record
from union.pages.changing import record_taken_back

NO_TABLE = "Release the table first: a figure is a number of a released table."
TOO_FEW = "Choose a number that the table shows: this one is held back, or counts several answers together."
SHARES = (Figure.Measure.SHARE, Figure.Measure.FIRST)


def cells_of(table: Table) -> Iterator[tuple[Line, Heading, Number]]:
    """The numbers of a table that can stand by themselves in a sentence."""
    for line in table.tabulated.lines:
        for column, number in zip(table.tabulated.columns, line.numbers, strict=True):
            if number.value is None or number.numerator == 0 or line.base is None:
                continue
            if not column.key.startswith(OTHERS) and not line.heading.key.startswith(OTHERS):
                yield line, column, number


@transaction.atomic
def write_figure(
    table: Table,
    *,
    cell: str,
    sentence: str,
    by: User,
    at: datetime,
    group: str = "",
    decimals: int = 0,
    sentence_cy: str = "",
) -> Figure:
    """A number of a released table, waiting for somebody else to release it.

    `cell` is the key of a column: an option, `mean`, `median`; `group` that of a line, where it is not the
    whole. Refuses what is held back, and a sentence with a number in it that is not in the question: the
    number comes from the replies.
    """
    line, column, number = _cell_of(table, group, cell)
    _check_sentences(sentence, sentence_cy, table)
    assert number.value is not None
    assert line.base is not None
    figure = Figure.objects.create(
        consultation_id=table.consultation_id,
        table=table,
        group=line.heading.key,
        question=table.question,
        option=column.key if column.measure in SHARES else "",
        measure=column.measure,
        numerator=number.numerator,
        base=line.base,
        value=rounded(number.value, decimals=decimals),
        decimals=decimals,
        unit=table.unit if column.measure in (Figure.Measure.MEAN, Figure.Measure.MEDIAN) else "",
        sentence=sentence.strip(),
        sentence_cy=sentence_cy.strip(),
        author=by,
        written_at=at,
    )
    record("figure.written", subject=f"figure:{figure.pk}", by=by, at=at, detail={"base": figure.base})
    return figure


def _cell_of(table: Table, group: str, cell: str) -> tuple[Line, Heading, Number]:
    """The number, of a table that is released. Refuses one that is held back."""
    if not table.released_at or table.withdrawn_at:
        raise NotForPublication(NO_TABLE)
    wanted = (group, cell)
    found = next((row for row in cells_of(table) if (row[0].heading.key, row[1].key) == wanted), None)
    if found is None:
        raise TooFew(TOO_FEW)
    return found


@transaction.atomic
def release_figure(figure: Figure, *, by: User, at: datetime) -> None:
    """From now on editors may use the figure. Refuses its author, and one whose table was withdrawn."""
    found = Figure.objects.select_for_update(of=("self",)).select_related("table")
    figure = found.get(pk=figure.pk)
    if figure.released_at or figure.withdrawn_at:
        raise NotForPublication("This figure is not waiting for release any more.")
    if figure.author_id == by.pk:
        raise SamePerson("You wrote this figure, so somebody else has to release it.")
    if figure.table is None or figure.table.withdrawn_at:
        raise NotForPublication("The table of this figure was withdrawn, so it cannot be released.")
    Figure.objects.filter(pk=figure.pk).update(released_by=by, released_at=at)
    record("figure.released", subject=f"figure:{figure.pk}", by=by, at=at, detail={"base": figure.base})


@transaction.atomic
def withdraw_figure(figure: Figure, *, by: User, at: datetime) -> None:
    """The figure leaves every chooser and page; withdrawing twice is harmless."""
    Figure.objects.filter(pk=figure.pk, withdrawn_at=None).update(withdrawn_at=at)
    record_taken_back(Figure, [figure.pk], at=at, also={Consultation: [figure.consultation_id]})
    record("figure.withdrawn", subject=f"figure:{figure.pk}", by=by, at=at)


def _check_sentences(sentence: str, sentence_cy: str, table: Table) -> None:
    if not sentence.strip():
        raise UnsuitableSentence("Write the sentence that stands under the number.")
    _check_numbers(sentence, table.title)
    _check_numbers(sentence_cy, f"{table.title} {table.title_cy}")


def _check_numbers(sentence: str, title: str) -> None:
    if "%" in sentence or set(re.findall(r"\d+", sentence)) - set(re.findall(r"\d+", title)):
        raise UnsuitableSentence(
            "Leave numbers out of the sentence: the figure itself comes from the replies."
        )
