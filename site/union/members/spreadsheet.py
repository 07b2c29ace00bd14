"""Cells on their way out to a spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from union.pieces import SIZE

FORMULA = tuple("=+-@\t\r|＝＋－＠")
LINES = 500  # in a block
LONGEST_NUMBER = 15  # digits that a spreadsheet keeps of a number
MOST_IN_A_CELL = 32_767  # what Excel takes
COLUMNS, WIDE = 16_384, 24  # so many a sheet has, each wide enough for a name
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" \n")[:1] in FORMULA and cell.strip() else cell


def kept_whole(number: str) -> str:
    """A number of a member or a telephone, of which no spreadsheet drops first zeros or last digits."""
    shortened = number.isdigit() and (number.startswith("0") or len(number) > LONGEST_NUMBER)
    return f"'{number}" if shortened else number


def as_csv(lines: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """The lines as every spreadsheet reads them, a block at a time; texts are safe, numbers stay numbers."""
    block = io.StringIO()
    block.write("\ufeff")
    writer = csv.writer(block)
    for number, line in enumerate(lines, 1):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in line])
        if number % LINES == 0:
            yield block.getvalue().encode()
            block.seek(0)
            block.truncate()
    yield block.getvalue().encode()


def as_workbook(sheets: Mapping[str, Iterable[Iterable[object]]]) -> Iterator[bytes]:
    """The lines of each sheet as an Excel workbook, a line in memory at a time, from a temporary file."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        for title, lines in sheets.items():
            _fill(book.add_worksheet(title), lines)
        book.close()
        file.seek(0)
        while block := file.read(SIZE):
            yield block


def _fill(sheet: Worksheet, lines: Iterable[Iterable[object]]) -> None:
    """Texts as texts, safe ones; numbers as numbers; what is empty stays empty. The headings stay in view."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, COLUMNS - 1, WIDE)
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, str):
                if value:
                    sheet.write_string(row, column, safe(value)[:MOST_IN_A_CELL])
            else:
                sheet.write_number(row, column, value)
