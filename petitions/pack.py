"""What a hand-in pack says: figures that give nobody away, as CSV and as a PDF, and the annex of names.

The lines of both CSV files come one after the other, so that 100,000 names need no more memory than 1,000.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import IO

from django.core.files.base import File
from django.db.models import OuterRef, Subquery
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from petitions import cells, integrity
from petitions.counting import published_count
from petitions.models import Consent, Constituency, Petition, Signature, SignatureIdentity, Tally
from union.members.spreadsheet import as_csv, as_workbook, safe

ROWS_IN_PDF = 40
REASONS_IN_PDF = 40
CHUNK = 2000
OTHERS = "All others together: fewer than 10 each, or needed to hide those"
UNKNOWN = "Not stated, or not known"
CAME_ABOUT = {
    "confirmed": "Confirmed, and counted",
    "paper": "of these, collected on paper",
    "held": "Held, because a moderator still has a question (not counted)",
    "removed": "Removed by a moderator (not counted)",
    "withdrawn": "Withdrawn by the signer (not counted)",
    "off_paper": "Taken out of the paper count: also signed online, or keyed anew",
}
Line = tuple[str, str, str, int | str]


@dataclass(frozen=True)
class Figures:
    """Everything in a pack but the names, of one moment."""

    petition: Petition
    as_of: datetime
    tables: Mapping[str, cells.Table]
    hours: tuple[tuple[datetime, int], ...]
    reasons: tuple[str, ...]
    integrity: integrity.Figures

    @property
    def count(self) -> int:
        return self.integrity.confirmed


def gather(petition: Petition, *, at: datetime) -> Figures:
    """The figures as they have been rolled up; cells under ten are put together with others."""
    nations, regions, constituencies = cells.places(petition)
    tables = {
        "nation": nations,
        "region": regions,
        "constituency": constituencies,
        "role": cells.one_way(petition, "role"),
        "employer": cells.one_way(petition, "employer"),
    }
    counted = Tally.objects.filter(petition=petition, n__gt=0)
    hours = counted.filter(dimension="hour").order_by("key").values_list("key", "n")
    return Figures(
        petition=petition,
        as_of=at,
        tables=tables,
        hours=tuple((datetime.strptime(key, "%Y-%m-%dT%H").replace(tzinfo=UTC), n) for key, n in hours),
        reasons=tuple(_reasons(petition)),
        integrity=integrity.figures(petition, confirmed=published_count(petition)),
    )


def _reasons(petition: Petition) -> Iterable[str]:
    """What moderators chose to show, in the order of random ids: nobody's place in the queue shows."""
    chosen = SignatureIdentity.objects.filter(
        petition=petition, reason_chosen=True, signature__state=Signature.State.CONFIRMED
    ).exclude(reason="")
    return chosen.order_by("signature_id").values_list("reason", flat=True)


# --- CSV --------------------------------------------------------------------------------------------------


def figure_lines(figures: Figures) -> Iterator[Line]:
    """One long table, which every spreadsheet can filter."""
    yield "table", "code", "name", "signatures"
    as_of = figures.as_of.astimezone(UTC)
    yield "total", "", f"as of {as_of.day} {as_of:%B %Y, %H:%M} UTC", figures.count
    for name, table in figures.tables.items():
        for key, shown, n in table.rows:
            yield name, key, shown, n
        if table.unknown:
            yield name, "", UNKNOWN, table.unknown
        if table.others:
            yield name, "", OTHERS, table.others
    for hour, n in figures.hours:
        yield "hour", f"{hour:%Y-%m-%d %H:%M}", "UTC", n
    for name, came, n in came_about(figures):
        yield "integrity", name, came, n
    for reason in figures.reasons:
        yield "reason", "", " ".join(reason.split()), ""


def came_about(figures: Figures) -> list[tuple[str, str, int]]:
    """How the count came about: the code of each figure, what it says, and the figure."""
    return [(name, says, getattr(figures.integrity, name)) for name, says in CAME_ABOUT.items()]


def name_lines(petition: Petition) -> Iterator[tuple[str, str]]:
    """Those who confirmed and whose latest answer lets the decision maker have their name; nobody else."""
    yield "name", "constituency"
    names = dict(Constituency.objects.order_by().values_list("code", "name"))
    answers = Consent.objects.filter(signature=OuterRef("pk"), purpose=Consent.Purpose.DECISION_MAKER)
    agreed = (
        Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED, identity__isnull=False)
        .annotate(latest=Subquery(answers.order_by("-number").values("given")[:1]))
        .filter(latest=True)
        .order_by("pk")
    )
    for name, code in agreed.values_list("identity__name", "constituency").iterator(CHUNK):
        yield name, names.get(code, "")


def still_agreed(petition: Petition, file: File[bytes]) -> bool:
    """Whether everybody in a file of names that was written before would stand in one written now.

    Both are in one order, so that each is read once and neither is held in memory. A constituency may have
    changed since: that takes nobody off.
    """
    now = (safe(name) for name, _ in name_lines(petition))
    with file.open("rb") as written:
        lines = csv.reader(io.TextIOWrapper(written, "utf-8-sig", newline=""))
        return all(any(name == there for there in now) for name, _ in lines)


@dataclass(frozen=True)
class Written:
    """How many lines a file holds below its headings, and its checksum."""

    lines: int
    sha256: str


def write_csv(lines: Iterable[tuple[object, ...]], file: IO[bytes]) -> Written:
    """Write the lines as every spreadsheet reads them; the same lines give the same bytes."""
    digest, numbers = hashlib.sha256(), count()
    for block in as_csv(line for line, _ in zip(lines, numbers, strict=False)):
        file.write(block)
        digest.update(block)
    return Written(next(numbers) - 1, digest.hexdigest())


def workbook_of(file: IO[bytes], title: str) -> Iterator[bytes]:
    """The same as an Excel workbook, from the file that `write_csv` wrote; each cell as it stands there."""
    lines = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
    return as_workbook({title: (_with_its_number(line) for line in lines)})


def _with_its_number(line: list[str]) -> list[str | int]:
    """The line with its last cell as a number, where it is one."""
    *texts, last = line
    return [*texts, int(last) if last.isdecimal() else last]


# --- PDF --------------------------------------------------------------------------------------------------


def pack_html(figures: Figures, *, checksum: str, names: Written | None) -> str:
    """The print page: short tables only; the long ones are in the CSV whose checksum it bears."""
    tables = [
        (title, table.rows[:ROWS_IN_PDF], len(table.rows) - ROWS_IN_PDF, table.unknown, table.others)
        for title, table in zip(TITLES, figures.tables.values(), strict=True)
    ]
    bars = bars_of(figures.hours)
    context = {
        "figures": figures,
        "petition": figures.petition,
        "tables": tables,
        "chart": bars and chart(bars),
        "chart_says": bars and bars.says,
        "reasons": figures.reasons[:REASONS_IN_PDF],
        "more_reasons": len(figures.reasons) - REASONS_IN_PDF,
        "came_about": came_about(figures),
        "checksum": checksum,
        "names": names,
        "others": OTHERS,
        "unknown": UNKNOWN,
    }
    return render_to_string("petitions/pack.html", context)


TITLES = ("By nation", "By region", "By constituency", "By job", "By employer")
HOURS_DRAWN = 24 * 14
WIDTH, HEIGHT, WIDEST = 680, 150, 40


@dataclass(frozen=True)
class Bars:
    """Signatures by slot of time since `start`."""

    start: datetime
    step: timedelta
    sums: Mapping[int, int]

    @property
    def says(self) -> str:
        last, top = self.start + max(self.sums) * self.step, max(self.sums.values())
        unit = "day" if self.step.days else "hour"
        return (
            f"Signatures each {unit} from {self.start.day} {self.start:%B %Y} to {last.day} {last:%B %Y}; "
            f"at most {top:,} in one {unit}"
        )


def bars_of(hours: Sequence[tuple[datetime, int]]) -> Bars | None:
    """A bar for each hour, or for each day once there are more than two weeks of them; none without any."""
    if not hours:
        return None
    by_day = hours[-1][0] - hours[0][0] > timedelta(hours=HOURS_DRAWN)
    step = timedelta(days=1) if by_day else timedelta(hours=1)
    start = hours[0][0].replace(hour=0) if by_day else hours[0][0]
    sums: Counter[int] = Counter()
    for hour, n in hours:
        sums[(hour - start) // step] += n
    return Bars(start, step, sums)


def chart(bars: Bars) -> SafeString:
    """The bars as SVG that needs no stylesheet."""
    wide, top = min(WIDTH / (max(bars.sums) + 1), WIDEST), max(bars.sums.values())
    drawn = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#4b2a85"/>',
        (
            (
                round(wide * slot, 2),
                round(HEIGHT * (1 - n / top), 2),
                round(wide * 0.85, 2),
                round(HEIGHT * n / top, 2),
            )
            for slot, n in sorted(bars.sums.items())
        ),
    )
    return format_html(
        '<svg role="img" viewBox="0 0 {} {}" width="100%" aria-label="{}"><title>{}</title>{}'
        '<rect x="0" y="{}" width="{}" height="1" fill="#1d1a26"/></svg>',
        *(WIDTH, HEIGHT + 1, bars.says, bars.says, drawn, HEIGHT, WIDTH),
    )
