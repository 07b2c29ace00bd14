"""From a file to its table, whatever the format, with its size judged first."""

from __future__ import annotations

import os
from typing import IO

from union.members import extract
from union.members.extract import RollUnreadable, Table
from union.members.sheet_table import is_workbook, read_workbook
from union.members.text_table import read_text

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_table(file: IO[bytes]) -> Table:
    """The table in a seekable file: CSV or XLSX, known by its first bytes. Raises RollUnreadable."""
    if file.seek(0, os.SEEK_END) > extract.MOST_BYTES:
        raise RollUnreadable(f"The file is over {extract.MOST_BYTES // 1_000_000} MB: split it by region.")
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(OLD_WORKBOOK):
        raise RollUnreadable(
            "The workbook is in the old format (.xls) or has a password: save it as “Excel workbook (.xlsx)”."
        )
    return read_workbook(file) if is_workbook(start) else read_text(file)
