"""Cells on their way out to a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

FORMULA = tuple("=+-@\t\r|＝＋－＠")
LINES = 500  # in a block
LONGEST_NUMBER = 15  # digits that a spreadsheet keeps of a number


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
