"""Released tables as pages, charts, files and figures say them: in words, English or Welsh."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.consultations.models import Consultation, ReleasedTable, Table
from campaigns.consultations.models.publishing import POUND
from campaigns.consultations.tabulating import OTHERS, Heading, Line, Number, rounded
from union.charts import Bar, bar_chart
from union.languages import page_is_welsh

SHARES = ("share", "first")
CHOSEN = ("single", "multiple", "scale", "rank", "matrix")
MOST_COLUMNS = 5  # of a split table beside each other on a sheet of paper, each with words of its own
MONTH = re.compile(r"(\d{4})-(\d{2})")
MOST_BARS = 9  # a chart is one picture: a taller one would run through the foot of a printed page


def in_language(english: str, welsh: str) -> str:
    return welsh if welsh and page_is_welsh() else english


def says(heading: Heading) -> str:
    """A heading in words; one without a label counts several answers together."""
    label = in_language(heading.label, heading.label_cy)
    if month := MONTH.fullmatch(label):
        label = date_format(date(int(month[1]), int(month[2]), 1), "F Y")
    measures = {
        "mean": _("Average"),
        "median": _("Middle answer"),
        "first": _("%(answer)s: put first") % {"answer": label},
        "place": _("%(answer)s: average place") % {"answer": label},
    }
    return measures.get(heading.measure) or label or _("All others together")


def number_in_words(number: Number, heading: Heading, *, unit: str = "") -> str:
    """`39%`, `23.4 cases`, `£31,000.00`; nothing where it is held back."""
    if number.value is None:
        return ""
    if heading.measure in SHARES:
        return f"{rounded(number.value, decimals=0)}%"
    if unit == POUND:
        return f"£{number_format(rounded(number.value, decimals=2), force_grouping=True)}"
    value = number_format(rounded(number.value, decimals=1), force_grouping=True)
    return value if heading.measure == "place" or not unit else f"{value} {unit}"


def in_words(table: Table, line: Line, column: Heading, number: Number) -> str:
    """A cell as moderators choose it."""
    where = f" ({says(line.heading)})" if line.heading.key else ""
    return f"{table.title}: {says(column)}{where}, {number_in_words(number, column, unit=table.unit)}"


@dataclass(frozen=True)
class Cell:
    number: str
    count: int | None
    is_held_back: bool


@dataclass(frozen=True)
class Shown:
    """A table as a page shows it."""

    table: Table
    title: str
    split_title: str
    headings: list[str]
    lines: list[tuple[str, int | None, list[Cell]]]
    chart: SafeString | str
    chart_of: str  # the column of a split table that the bars show
    notes: list[str]
    earlier: Shown | None = None
    older: Sequence[Table] = ()  # released before of the same numbers; figures may still lead to them

    @property
    def key(self) -> str:
        return f"table-{self.table.pk}"

    @property
    def tells_shares(self) -> bool:
        """Whether its numbers are shares of those who answered, and no averages."""
        return any(cell.count is not None for _name, _base, cells in self.lines for cell in cells)

    @property
    def fits_on_a_sheet(self) -> bool:
        """Whether its chart goes on a printed page with its name; the numbers stand in the table anyway."""
        return max(len(self.lines), len(self.headings) if not self.split_title else 0) <= MOST_BARS

    @property
    def on_paper(self) -> list[tuple[list[str], list[tuple[str, int | None, list[Cell]]]]]:
        """A split table in parts that a sheet is wide enough for, each with all its lines."""
        starts = range(0, len(self.headings), MOST_COLUMNS)
        return [
            (
                self.headings[start : start + MOST_COLUMNS],
                [(name, base, cells[start : start + MOST_COLUMNS]) for name, base, cells in self.lines],
            )
            for start in starts
        ]

    @property
    def answers(self) -> list[tuple[str, Cell, Cell | None]]:
        """A table of one question, an answer to a line; beside it the number of the wave before.

        Answers are the same where their keys are, whatever their words; several counted together where all
        of them are.
        """
        before = (
            dict(zip(_meant(self.earlier.table), self.earlier.lines[0][2], strict=True))
            if self.earlier and self.earlier.table.kind == self.table.kind
            else {}
        )
        return [
            (heading, cell, before.get(meant))
            for heading, meant, cell in zip(self.headings, _meant(self.table), self.lines[0][2], strict=True)
        ]


def _meant(table: Table) -> list[tuple[str, ...]]:
    """The keys of the answers that each column of a table counts."""
    together = {f"{OTHERS}-{group[0]}": group for group in table.tabulated.answers if len(group) > 1}
    return [tuple(sorted(together.get(column.key, (column.key,)))) for column in table.tabulated.columns]


def shown(table: Table, *, earlier: Table | None = None, older: Sequence[Table] = ()) -> Shown:
    """The table in words and numbers of the language of the moment, with its chart and its notes.

    `earlier` is the same of the wave before, beside which it stands; `older` are released before of the same
    numbers.
    """
    content, unit = table.tabulated, in_language(table.unit, table.unit_cy)
    lines = [
        (
            says(line.heading) if line.heading.key else _("All who answered"),
            line.base,
            [
                Cell(number_in_words(number, column, unit=unit), number.numerator, number.value is None)
                for column, number in zip(content.columns, line.numbers, strict=True)
            ],
        )
        for line in content.lines
    ]
    title = in_language(table.title, table.title_cy)
    return Shown(
        table=table,
        title=title,
        split_title=in_language(table.split_title, table.split_title_cy),
        headings=[says(column) for column in content.columns],
        lines=lines,
        chart=_chart(table, title, unit),
        chart_of=says(content.columns[_drawn(table)]) if table.split_by else "",
        notes=[*_notes(table), *(_differs_from(earlier, table) if earlier else ())],
        earlier=shown(earlier) if earlier else None,
        older=older,
    )


def _chart(table: Table, title: str, unit: str) -> SafeString | str:
    """Bars of the shares; of a split table those of its first column, group beside group."""
    content = table.tabulated
    if not table.split_by:
        bars = [
            Bar(says(column), number.numerator or 0, rounded(number.value, decimals=0))
            for column, number in zip(content.columns, content.lines[0].numbers, strict=True)
            if column.measure in SHARES and number.value is not None
        ]
        return bar_chart(bars, title=title) if bars else ""
    first = _drawn(table)
    column = content.columns[first]
    values = [line.numbers[first].value or 0 for line in content.lines]
    most = 100 if column.measure in SHARES else max(values) or 1
    bars = [
        Bar(
            says(line.heading) if line.heading.key else _("All who answered"),
            line.numbers[first].numerator or 0,
            rounded(100 * value / most, decimals=1),  # type: ignore[arg-type]
            leads=not line.heading.key,
            words=number_in_words(line.numbers[first], column, unit=unit),
        )
        for line, value in zip(content.lines, values, strict=True)
    ]
    return bar_chart(bars, title=f"{title}: {says(column)}")


def _drawn(table: Table) -> int:
    """The first column of a split table that is not held back; there is always one."""
    numbers = table.tabulated.lines[0].numbers
    return next(place for place, number in enumerate(numbers) if number.value is not None)


def _notes(table: Table) -> Iterator[str]:
    """Base, channels and what was held back, in plain words."""
    content = table.tabulated
    if table.kind == "multiple":
        yield _("Each person could choose several answers, so the shares may come to more than 100%.")
    if content.of_all:
        yield _("Shares are of all who replied: too few left the question out to be told apart.")
    for names in table.content.get("together", {}).values():
        yield _("“All others together” counts those who answered one of these: %(answers)s.") % {
            "answers": "; ".join(in_language(english, welsh) for english, welsh in names)
        }
    for channel, n in sorted(table.channels.items()):
        if channel == "paper":
            yield _("At least %(number)s of the answers came on paper.") % {"number": n}
        else:
            yield _("At least %(number)s of the answers came by telephone.") % {"number": n}
    if content.holds_back:
        yield _(
            "To protect those who replied, no number that fewer than 10 people stand behind is shown, "
            "nor any from which one could be worked out. Small groups are put together or held back."
        )


def _differs_from(earlier: Table, table: Table) -> Iterator[str]:
    """What a reader has to know before they compare a table with that of the wave before."""
    before, now = (in_language(one.title, one.title_cy) for one in (earlier, table))
    if before != now:
        yield _("In the wave before the question read: “%(question)s”") % {"question": before}
    if not table.split_by and table.kind in CHOSEN and _asks_otherwise(earlier, table):
        yield _("In the wave before there were other answers to choose from: compare the shares with care.")


def _asks_otherwise(earlier: Table, table: Table) -> bool:
    """Whether an answer came, went or reads otherwise, also among those that are counted together."""
    before, now = _answers_of(earlier), _answers_of(table)
    return before.keys() != now.keys() or any(
        before[key] and now[key] and before[key] != now[key] for key in now
    )


def _answers_of(table: Table) -> dict[str, str]:
    """The keys of the answers that a table of one question counts, with the words of what stands alone."""
    columns = zip(_meant(table), table.tabulated.columns, strict=True)
    return {key: column.label if len(keys) == 1 else "" for keys, column in columns for key in keys}


def results_of(consultation: Consultation) -> list[Shown]:
    """The newest released table of each kind in the order of release; beside each its earlier wave."""
    earlier = newest(consultation.earlier_wave) if consultation.earlier_wave else {}
    return [
        shown(tables[-1], earlier=earlier.get(what), older=tables[-2::-1])
        for what, tables in _released(consultation).items()
    ]


def first_of_next_wave(consultation: Consultation) -> ReleasedTable | None:
    """The first table that is released of the wave after this one."""
    return ReleasedTable.objects.filter(consultation__earlier_wave=consultation).order_by("pk").first()


def newest(consultation: Consultation) -> dict[str, ReleasedTable]:
    """By what they count, so that the table of the same question is found in another wave."""
    return {what: tables[-1] for what, tables in _released(consultation).items()}


def _released(consultation: Consultation) -> dict[str, list[ReleasedTable]]:
    found: dict[str, list[ReleasedTable]] = {}
    released = ReleasedTable.objects.filter(consultation=consultation).select_related("consultation")
    for table in released.order_by("released_at", "pk"):
        found.setdefault(table.what, []).append(table)
    return found


def csv_lines(table: Table) -> Iterator[list[object]]:
    """A table for a spreadsheet: numbers as numbers, held back cells empty."""
    view = shown(table)
    content = table.tabulated
    yield [_("Question"), view.title]
    if table.split_by:
        yield [_("Split by"), view.split_title]
    yield [_("Counted on"), table.counted_on.isoformat()]
    heads: list[object] = [_("Group"), _("Who answered")]
    for column, name in zip(content.columns, view.headings, strict=True):
        heads += [name, f"{name} ({_('replies')})"] if column.measure in SHARES else [name]
    yield heads
    for (name, base, _cells), line in zip(view.lines, content.lines, strict=True):
        row: list[object] = [name, "" if base is None else base]
        for column, number in zip(content.columns, line.numbers, strict=True):
            places = 1 if column.measure in SHARES else 2
            row.append("" if number.value is None else float(rounded(number.value, decimals=places)))
            if column.measure in SHARES:
                row.append("" if number.numerator is None else number.numerator)
        yield row
    for note in view.notes:
        yield [note]
