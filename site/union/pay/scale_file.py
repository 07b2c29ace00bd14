"""Reading a pay scale from CSV. Pure: every faulty line with its reason, or the whole scale."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from union.pay.claims import FULL_TIME_HOURS, PENNY, annual_of, hourly, rounded

LARGEST_FILE = 100_000  # bytes
MOST_POINTS = 300
MOST_HOURS = 60
# What a heading may be called; capitals, spaces and underscores do not matter.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "scale", "scale code"),
    "title": ("title", "name"),
    "year": ("year",),
    "point": ("point", "pay point"),
    "annual": ("annual", "annual gbp", "pounds a year"),
    "hourly": ("hourly", "hourly gbp", "pounds an hour"),
    "hours": ("hours", "hours a week"),
}
AMOUNT = re.compile(r"£? ?(\d{1,3}(?:,\d{3})+|\d{1,7})(\.\d{1,4})?", re.ASCII)
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
YEAR = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what XLSX and XLS begin with
OF_THE_SCALE = ("code", "title", "year", "hours")
Make = Callable[[str], object]


class ScaleUnreadable(ValueError):
    """The file is not a pay scale; `faults` has a sentence for every faulty line."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class ScaleSheet:
    """A scale as a file gives it: points with exact pounds a year for full time."""

    code: str
    title: str
    year: str
    hours: Decimal
    annual: dict[int, Decimal]


@dataclass
class _Reading:
    """What the lines so far have said: of the scale once for all of it, of a point once each."""

    said: dict[str, object] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    pay: dict[int, tuple[int, Decimal | None, Decimal | None]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def take(self, name: str, text: str, *, where: str) -> object:
        """The cell as a value, or None and a fault; keeps what holds for the whole scale."""
        self.tried.add(name)
        try:
            value = _MAKERS[name](text)
        except ScaleUnreadable as reason:
            self.faults.append(f"{where}: {reason}.")
            return None
        if name in OF_THE_SCALE and self.said.setdefault(name, value) != value:
            self.faults.append(
                f"{where}: {name} is {value} here and {self.said[name]} before: one file is one scale."
            )
        return value


def read_scale(data: bytes, *, code: str = "", title: str = "", year: str = "") -> ScaleSheet:
    """The scale in a CSV file; `code`, `title` and `year` serve where the file does not name them.

    The columns stand in any order: point, and pounds a year or pounds an hour or both, which then agree.
    What holds for the whole scale may stand on its first line only. An hourly rate becomes the exact year of
    the scale's hours. Raises ScaleUnreadable with every fault.
    """
    if len(data) > LARGEST_FILE:
        raise ScaleUnreadable(f"A pay scale has {LARGEST_FILE // 1000} kB at the most: this is another file.")
    text = text_of(data)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    columns = _columns(next(rows, []))
    reading = _Reading()
    for name, text in {"code": code, "title": title, "year": year}.items():
        if text:
            reading.take(name, text, where="Beside the file")
    for row in rows:
        if any(cell.strip() for cell in row):
            _read_line(reading, columns, [cell.strip() for cell in row], line=rows.line_num)
    return _finished(reading)


def text_of(data: bytes) -> str:
    """The file as text: UTF-8, UTF-16 or what Windows writes. Raises ScaleUnreadable for anything else."""
    if data.startswith(WORKBOOKS):
        raise ScaleUnreadable("This is a workbook: save the sheet of the scale as CSV and give that.")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ScaleUnreadable("This is not a CSV file: save the table as CSV and give that.")


def _delimiter(text: str) -> str:
    """A comma, or the semicolon or tab with which spreadsheets set to other countries write a CSV."""
    return max(",;\t", key=text.partition("\n")[0].count)


def _columns(headings: list[str]) -> list[str]:
    """The columns in the file's order. Raises ScaleUnreadable for one unknown, twice or missing."""
    known = {name: column for column, names in HEADINGS.items() for name in names}
    while headings and not headings[-1].strip():  # a spreadsheet saves empty columns beyond the table
        headings = headings[:-1]
    plain = [" ".join(heading.replace("_", " ").lower().split()) for heading in headings]
    columns = [known.get(name, "") for name in plain]
    faults = [
        f"The column “{heading.strip()}” is not known: name it as the help says, or take it out."
        for heading, column in zip(headings, columns, strict=True)
        if not column
    ]
    faults += [f"The column “{name}” stands twice." for name in HEADINGS if columns.count(name) > 1]
    if "point" not in columns or not {"annual", "hourly"} & set(columns):
        faults.append("A pay scale has a column “point”, and “annual” or “hourly”.")
    if faults:
        raise ScaleUnreadable(*faults)
    return columns


def _read_line(reading: _Reading, columns: list[str], cells: list[str], *, line: int) -> None:
    where = f"Line {line}"
    if any(cells[len(columns) :]):
        reading.faults.append(
            f"{where}: it has more cells than there are columns: put an amount with a comma in quotes."
        )
        return
    given = {column: text for column, text in zip(columns, cells, strict=False) if text}
    made = {column: reading.take(column, text, where=where) for column, text in given.items()}
    if "point" not in given:
        reading.faults.append(f"{where}: the point is missing.")
    if not {"annual", "hourly"} & set(given):
        reading.faults.append(f"{where}: pay is missing: give pounds a year or pounds an hour.")
    number = made.get("point")
    if isinstance(number, int):
        if number in reading.pay:
            reading.faults.append(f"{where}: point {number} stands twice.")
        reading.pay[number] = (line, _decimal(made.get("annual")), _decimal(made.get("hourly")))


def _finished(reading: _Reading) -> ScaleSheet:
    faults = reading.faults
    if not 1 <= len(reading.pay) <= MOST_POINTS:
        faults.append(f"A pay scale has between 1 and {MOST_POINTS} points.")
    for name in ("code", "title", "year"):
        if name not in reading.tried:
            faults.append(f"The {name} of the scale is missing: give it in the file or beside it.")
    hours = _decimal(reading.said.get("hours")) or FULL_TIME_HOURS
    annual = {}
    for number, (line, pounds, rate) in sorted(reading.pay.items()):
        if pounds and rate and (ours := hourly(pounds, hours=hours)) != rounded(Fraction(rate), to=PENNY):
            faults.append(
                f"Line {line}: £{pounds:,} a year is £{ours} an hour at {hours} hours a week, not £{rate}."
            )
        annual[number] = pounds or annual_of(rate or Decimal(0), hours=hours)
    if faults:
        raise ScaleUnreadable(*faults)
    code, title, year = (str(reading.said[name]) for name in ("code", "title", "year"))
    return ScaleSheet(code=code, title=title, year=year, hours=hours, annual=annual)


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _code(text: str) -> str:
    if len(text) > 40 or not CODE.fullmatch(text.lower()):
        raise ScaleUnreadable(
            f"“{text[:60]}” is no code: use letters, digits and hyphens, such as njc-2021-22"
        )
    return text.lower()


def _title(text: str) -> str:
    if len(text) > 120:
        raise ScaleUnreadable("the title has 120 characters at the most")
    return text


def _year(text: str) -> str:
    if not YEAR.fullmatch(text):
        raise ScaleUnreadable(f"“{text[:60]}” is no year: write 2021-22, or 2022")
    return text


def _point(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise ScaleUnreadable(f"“{text[:60]}” is no point: points are whole numbers up to 9999")
    return int(text)


def _annual(text: str) -> Decimal:
    return _amount(text, places=2, most=999_999, such_as="18333 or 18333.50")


def _hourly(text: str) -> Decimal:
    return _amount(text, places=4, most=300, such_as="9.50 or 9.5021")


def _hours(text: str) -> Decimal:
    return _amount(text, places=2, most=MOST_HOURS, such_as="37 or 37.5")


def _amount(text: str, *, places: int, most: int, such_as: str) -> Decimal:
    found = AMOUNT.fullmatch(text)
    amount = Decimal(found.group(1).replace(",", "") + (found.group(2) or "")) if found else Decimal(0)
    if not 0 < amount <= most or amount != round(amount, places):
        raise ScaleUnreadable(f"“{text[:60]}” is not an amount here: write it like {such_as}")
    return amount


_MAKERS: Mapping[str, Make] = {
    "code": _code,
    "title": _title,
    "year": _year,
    "point": _point,
    "annual": _annual,
    "hourly": _hourly,
    "hours": _hours,
}
