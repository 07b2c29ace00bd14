"""Workbooks as membership systems save them, and some that nobody would."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from tests.union.members.factories import ROWAN
from union.members.extract import HEADINGS


def person(**changes: Any) -> list[Any]:
    """Rowan's line as a spreadsheet holds it: days are days and points are numbers."""
    cells: dict[str, Any] = {**ROWAN, "pay point": 21, "joined": date(2015, 9, 1)}
    return list((cells | {name.replace("_", " "): value for name, value in changes.items()}).values())


def workbook(*rows: Sequence[Any], headings: Sequence[str] = tuple(HEADINGS), mac: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if mac:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
    for row in (headings, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def altered(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with these parts in place of its own, or beside them."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(data)) as book:
        return book.read(name)
