"""Reading the membership extract: from bytes to records, every faulty line named. Pure."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
# A quoted cell may run over a few lines, as a postal address does; an unclosed quote must not eat the file.
MOST_LINES_A_RECORD = 10
MOST_LETTERS_A_LINE = 10_000

# Column -> the headings under which membership systems write it, in letters and digits only.
HEADINGS: dict[str, tuple[str, ...]] = {
    "membership number": ("membershipnumber", "membershipno", "membernumber", "memberno", "number"),
    "name": ("name", "fullname", "membername"),
    "e-mail": ("email", "emailaddress"),
    "mobile": ("mobile", "mobilenumber", "mobilephone"),
    "branch code": ("branchcode", "branch"),
    "employer": ("employer", "employername"),
    "sector": ("sector", "servicegroup"),
    "job role": ("jobrole", "job", "jobtitle"),
    "pay scale": ("payscale", "scale"),
    "pay point": ("paypoint", "spinepoint", "scp"),
    "joined": ("joined", "joineddate", "datejoined"),
    "status": ("status", "membershipstatus"),
}


class RollUnreadable(Exception):
    """The file as a whole is no membership extract; the message says what to do. Nothing was written."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line, or one cell of it, in a sentence for the person who can put it right."""

    line: int
    reason: str
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        where = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class Record:
    line: int
    cells: dict[str, str]


@dataclass
class Extract:
    records: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_extract(data: bytes) -> Extract:
    """Every record of the file, and a fault for each line that is not one.

    Size and number of lines are judged before anything is parsed. Raises RollUnreadable for a file that is no
    table of members at all.
    """
    lines = _lines(_text(data))
    header = next((at for at, line in enumerate(lines) if line.strip()), None)
    if header is None:
        raise RollUnreadable("The file is empty: choose the membership extract, saved as CSV.")
    delimiter = max(",;\t", key=lines[header].count)
    columns, ignored = _columns(lines[header], delimiter)
    extract = Extract(ignored=ignored)
    for line, row in _rows(lines, header + 1, delimiter, len(columns)):
        if isinstance(row, str):
            extract.faults.append(Fault(line, row))
        else:
            cells = {c: _tidy(cell) for c, cell in zip(columns, row, strict=True) if c}
            extract.records.append(Record(line, cells))
    if not extract.records and not extract.faults:
        raise RollUnreadable("The file has headings but no members: export it again with its rows.")
    return extract


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise RollUnreadable(f"The file is over {MOST_BYTES // 1_000_000} MB: split it by region.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RollUnreadable("This is a spreadsheet, not CSV: open it and save it as “CSV UTF-8”.")
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError:
        raise RollUnreadable(
            "The file is not text in UTF-8, UTF-16 or Windows-1252: save it again as “CSV UTF-8”."
        ) from None


def _encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[1:20:2] and not data[1:20:2].strip(b"\0"):
        return "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_ROWS + 1:
        raise RollUnreadable(f"The file has over {MOST_ROWS:,} lines: split it by region.")
    return text.split("\n")


def _columns(line: str, delimiter: str) -> tuple[list[str], list[str]]:
    """The column of each cell, empty for one that is not ours, and the headings that are not ours."""
    try:
        headings = next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        raise RollUnreadable(
            "The first line is not a line of headings: see the example in docs/roll.md."
        ) from None
    known = {heading: column for column, ours in HEADINGS.items() for heading in ours}
    columns = [known.get(re.sub(r"[^a-z0-9]", "", heading.lower()), "") for heading in headings]
    if missing := [column for column in HEADINGS if column not in columns]:
        raise RollUnreadable(
            f"The first line must name every column; missing: {', '.join(missing)}. "
            "A column may be empty, but it must be there."
        )
    if twice := [column for column in HEADINGS if columns.count(column) > 1]:
        raise RollUnreadable(f"Two columns have the heading {' and '.join(twice)}: leave one of them out.")
    return columns, [h for h, column in zip(headings, columns, strict=True) if not column]


def _rows(lines: list[str], at: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | str]]:
    """Line number and cells, or the reason why there are none; an empty line is passed over."""
    while at < len(lines):
        row, end = _row(lines, at, delimiter, width)
        if isinstance(row, str) or any(row):
            yield at + 1, row
        at = end


def _row(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str] | str, int]:
    if len(lines[at]) > MOST_LETTERS_A_LINE:
        return f"The line has over {MOST_LETTERS_A_LINE:,} letters: it is not one member.", at + 1
    for end in range(at + 1, min(at + MOST_LINES_A_RECORD, len(lines)) + 1):
        try:
            row = next(csv.reader([f"{line}\n" for line in lines[at:end]], delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                continue
            return "Quotation marks are out of place: double a mark that belongs to the text.", at + 1
        if len(row) == width or not any(row):
            return row, end
        if end == at + 1:
            return f"There are {len(row)} cells where the headings have {width}.", end
        break
    return "A quotation mark is opened and not closed: close it, or take it out.", at + 1
