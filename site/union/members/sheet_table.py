"""Reading an extract that is a workbook (XLSX). What could blow up is judged before any of it is parsed."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.xml.constants import ARC_CONTENT_TYPES, SHARED_STRINGS, WORKSHEET_TYPE
from openpyxl.xml.functions import fromstring

from union.members import extract
from union.members.extract import MOST_LETTERS_A_LINE, RollUnreadable, Row, Table, readable

MOST_PARTS = 200
MOST_SHEETS = 20
MOST_UNZIPPED = 600_000_000
MOST_SHARED_TEXT = 50_000_000  # openpyxl keeps the shared texts of a workbook in memory
MOST_BESIDE = 10_000_000  # and reads all else but its sheets whole, such as styles, at eight times their size
BLOCK = 1 << 18
# Excel counts days from here; since it takes 1900 for a leap year, from two days before that year.
WINDOWS, MAC = date(1899, 12, 30), date(1904, 1, 1)
TOO_LARGE = "The workbook is too large when it is unpacked: save it as “CSV UTF-8”."
BROKEN = (
    "The workbook cannot be read: open it in a spreadsheet and save it again as “Excel workbook (.xlsx)”."
)


BREAKS = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError),
    *(LookupError, SyntaxError, ValueError, OSError),  # a list of parts that is not there, or is no XML
)


def is_workbook(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04")


def read_workbook(file: IO[bytes]) -> Table:
    """The table on the first sheet of a seekable workbook. Raises RollUnreadable."""
    _judge(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:
        raise RollUnreadable(BROKEN) from None
    sheets = book.worksheets
    if not sheets:
        raise RollUnreadable("The workbook has no sheet with cells: export it again.")
    rows = _cells(sheets[0])
    found = next(((line, values) for line, values in rows if any(v not in (None, "") for v in values)), None)
    if found is None:
        raise RollUnreadable("The first sheet is empty: put the table on the first sheet, headings on top.")
    headings = _trimmed([readable(_text(value)) for value in found[1]])
    if len(headings) > extract.MOST_COLUMNS:
        raise RollUnreadable(
            f"The file has over {extract.MOST_COLUMNS} columns: choose the one that was exported for this."
        )
    notes = tuple(f"sheet “{sheet.title}”" for sheet in sheets[1:])
    day_nought = MAC if book.epoch.year == MAC.year else WINDOWS
    return Table(headings, _rows(rows, len(headings)), notes, day_nought)


def _judge(file: IO[bytes]) -> None:
    """Sizes, sheets, links and entities, from the directory of the zip and the raw bytes of its parts."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            names = [part.filename for part in parts]
            sheets = sum(name.startswith("xl/worksheets/sheet") for name in names)
            if len(parts) > MOST_PARTS or sheets > MOST_SHEETS:
                raise RollUnreadable(
                    f"The workbook has over {MOST_SHEETS} sheets: save the one with the table alone."
                )
            kinds = _kinds(book)
            _judge_sizes(parts, kinds)
            if any(name.startswith("xl/externalLinks/") for name in names):
                raise RollUnreadable("The workbook has links to other files: save a copy with values only.")
            if any("vbaProject" in name for name in names):
                raise RollUnreadable("The workbook has macros: save it as “Excel workbook (.xlsx)”.")
            for part in parts:
                if _is_markup(part.filename, kinds):
                    _judge_markup(book, part)
    except BREAKS:
        raise RollUnreadable(BROKEN) from None


def _judge_sizes(parts: list[zipfile.ZipInfo], kinds: Mapping[str, set[str]]) -> None:
    """What is a sheet, and what holds the shared texts, the workbook says; a name says nothing."""
    whole, shared, beside = 0, 0, 0
    for part in parts:
        name, said = part.filename, kinds.get(part.filename, set())
        whole += part.file_size
        if SHARED_STRINGS in said or name.lower().endswith("sharedstrings.xml"):
            shared += part.file_size
        elif said != {WORKSHEET_TYPE} and _is_markup(name, kinds):
            beside += part.file_size
    if whole > MOST_UNZIPPED or shared > MOST_SHARED_TEXT or beside > MOST_BESIDE:
        raise RollUnreadable(TOO_LARGE)


def _kinds(book: zipfile.ZipFile) -> dict[str, set[str]]:
    """What the workbook says each of its parts is: openpyxl looks for them by that."""
    listed = book.getinfo(ARC_CONTENT_TYPES)
    if listed.file_size > MOST_BESIDE:
        raise RollUnreadable(TOO_LARGE)
    _judge_markup(book, listed)
    kinds: dict[str, set[str]] = defaultdict(set)
    for one in fromstring(book.read(listed)).findall("{*}Override"):
        kinds[one.get("PartName", "")[1:]].add(one.get("ContentType", ""))
    return kinds


def _is_markup(name: str, kinds: Mapping[str, set[str]]) -> bool:
    return name in kinds or name.endswith((".xml", ".rels"))


def _judge_markup(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part may declare anything: spreadsheets never do, and entities can be nested without end."""
    tail = b""
    with book.open(part) as markup:
        while block := markup.read(BLOCK):
            if not tail and block[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise RollUnreadable(BROKEN)
            if b"<!" in (seen := tail + block) and re.search(rb"<!(DOCTYPE|ENTITY)", seen, re.IGNORECASE):
                raise RollUnreadable(
                    "The workbook declares entities, which no spreadsheet does: export it again."
                )
            tail = block[-10:]


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    try:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=extract.MOST_COLUMNS + 1, values_only=True)
        yield from enumerate(rows, start=1)
    except RollUnreadable:
        raise
    except Exception:
        raise RollUnreadable(BROKEN) from None


def _rows(rows: Iterator[tuple[int, tuple[Any, ...]]], width: int) -> Iterator[Row]:
    for line, values in rows:
        if line > extract.MOST_ROWS + 1:
            raise RollUnreadable(f"The file has over {extract.MOST_ROWS:,} lines: split it by region.")
        if not (cells := _trimmed([_text(value) for value in values])):
            continue
        if len(cells) > width:
            yield Row(line, f"There are {len(cells)} cells where the headings have {width}.", False)
        elif sum(map(len, cells)) > MOST_LETTERS_A_LINE:
            reason = f"The line has over {MOST_LETTERS_A_LINE:,} letters: it is not one record."
            yield Row(line, reason, False)
        else:
            yield Row(line, cells + [""] * (width - len(cells)), False)


def _trimmed(cells: list[str]) -> list[str]:
    """Without what is empty at the end, or looks so."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _text(value: Any) -> str:
    """A cell as somebody reads it; a number that Excel made of a code has no “.0”."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
