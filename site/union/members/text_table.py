"""Reading an extract that is text: encodings, delimiters and quotation marks, line by line."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections import deque
from collections.abc import Iterator
from typing import IO

from union.members import extract
from union.members.extract import MOST_LETTERS_A_LINE, RollUnreadable, Row, Table, readable

BLOCK = 1 << 18
# A quoted cell may run over a few lines, as a postal address does; an unclosed quote must not eat the file.
MOST_LINES_A_RECORD = 10
# So many delimiters stand in no line of an address: in a cell that was left open they are another record.
OF_ANOTHER_RECORD = 4
# A line for the spreadsheet before the headings, which some systems write.
SAYS_DELIMITER = re.compile(r'\s*"?sep=([,;\t])"?[\s,;]*', re.IGNORECASE)
# ö, é, ŵ as UTF-8 writes them: two signs in any older encoding, which no name has one after the other.
IN_UTF_8 = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\xb4-\xb7]")
MIXED = "Some letters of the file are in UTF-8 and others are not: save it again as “CSV UTF-8”."
NOT_TEXT = "The file is not text in UTF-8, UTF-16 or Windows-1252: save it again as “CSV UTF-8”."


def read_text(file: IO[bytes]) -> Table:
    """The table in a seekable file of text. Raises RollUnreadable."""
    lines = _Lines(io.TextIOWrapper(_Kept(file), encoding=_encoding(file)))  # type: ignore[arg-type]
    header = _next_line(lines)
    if said := SAYS_DELIMITER.fullmatch(header):
        header = _next_line(lines)
    delimiter = said[1] if said else max(",;\t", key=header.count)
    headings = _headings(header, delimiter)
    return Table(headings, _rows(lines, delimiter, len(headings)))


def _next_line(lines: Iterator[tuple[int, str]]) -> str:
    """The next line with something on it. Raises RollUnreadable where there is none."""
    for _, text in lines:
        if text.strip():
            return text
    raise RollUnreadable("The file is empty: choose the one that holds the table, saved as CSV.")


class _Kept(io.RawIOBase):
    """The file, without letting the text around it close it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Lines:
    """The lines with their numbers; `put_back` gives lines back that a record turned out not to need."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.lines = enumerate(_split(text), start=1)
        self.waiting: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self.waiting.popleft() if self.waiting else next(self.lines)

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self.waiting.extendleft(reversed(lines))


def _split(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines, each cut off where it is longer than any member's."""
    rest = ""
    try:
        while block := text.read(BLOCK):
            parts = (rest + block).split("\n")
            rest = parts.pop()[: MOST_LETTERS_A_LINE + 1]
            yield from parts
    except UnicodeDecodeError:
        raise RollUnreadable(NOT_TEXT) from None
    yield rest


def _encoding(file: IO[bytes]) -> str:
    start = file.read(4096)
    file.seek(0)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:20:2] and not start[1:20:2].strip(b"\0"):
        return "utf-16-le"
    if start[:20:2] and not start[:20:2].strip(b"\0"):
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _older_encoding(file)
    finally:
        file.seek(0, os.SEEK_SET)
    return "utf-8"


def _older_encoding(file: IO[bytes]) -> str:
    """Windows-1252, or what a spreadsheet on a Mac writes: its lines end with a carriage return alone.

    Raises RollUnreadable where single signs have been spoilt in a file that is UTF-8 otherwise: read as
    anything older, every accent in it would become two other letters.
    """
    file.seek(0)
    ends, others = 0, 0
    while block := file.read(BLOCK):
        if IN_UTF_8.search(block):
            raise RollUnreadable(MIXED)
        ends += block.count(b"\r")
        others += block.count(b"\r\n") + block.count(b"\n") + block.count(b"\0")
    return "mac_roman" if ends > others else "cp1252"


def _headings(line: str, delimiter: str) -> list[str]:
    try:
        headings = next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        raise RollUnreadable(
            "The first line is not a line of headings: see the example in docs/roll.md."
        ) from None
    if len(headings) > extract.MOST_COLUMNS:
        raise RollUnreadable(
            f"The file has over {extract.MOST_COLUMNS} columns: choose the one that was exported for this."
        )
    return [readable(heading) for heading in headings]


def _rows(lines: _Lines, delimiter: str, width: int) -> Iterator[Row]:
    """An empty line is passed over."""
    most, tabs = extract.MOST_ROWS, delimiter == "\t"
    for number, line in lines:
        if line and number > most + 1:
            raise RollUnreadable(f"The file has over {most:,} lines: split it by region.")
        if '"' in line or len(line) > MOST_LETTERS_A_LINE:
            row = _quoted(number, line, lines, delimiter, width)
        else:
            cells = line.split(delimiter)
            row = Row(number, cells if len(cells) == width else _fitted(cells, width), _plain(line, tabs))
        if any(map(str.strip, row.cells)):
            yield row


def _plain(line: str, tabs: bool) -> bool:
    text = line.replace("\t", ",") if tabs else line
    return text.isascii() and text.isprintable() and "  " not in text


def _fitted(cells: list[str], width: int) -> list[str] | str:
    """The cells of a line; or why it is no record. An empty line is none, for no reason.

    Spreadsheets leave off empty cells at the end of a line, or put some beyond the headings.
    """
    if not "".join(cells).strip():
        return ""
    if not "".join(cells[width:]).strip():
        return cells[:width] + [""] * (width - len(cells))
    return f"There are {len(cells)} cells where the headings have {width}."


def _quoted(number: int, line: str, lines: _Lines, delimiter: str, width: int) -> Row:
    """A line with quotation marks, and as many of the next as its open cell needs."""
    if len(line) > MOST_LETTERS_A_LINE:
        return Row(number, f"The line has over {MOST_LETTERS_A_LINE:,} letters: it is not one record.", False)
    taken: list[tuple[int, str]] = []
    for _ in range(MOST_LINES_A_RECORD):
        whole = [f"{text}\n" for text in (line, *(text for _, text in taken))]
        try:
            cells = next(csv.reader(whole, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                lines.put_back(taken)
                return Row(
                    number, "Quotation marks are out of place: double a mark that belongs to the text.", False
                )
        else:
            fitted = _fitted(cells, width)
            if not taken or not fitted or (isinstance(fitted, list) and not _eats(cells, delimiter, width)):
                return Row(number, fitted, False)
            break
        if (following := next(lines, None)) is None:
            break
        taken.append(following)
    lines.put_back(taken)
    return Row(number, "A quotation mark is opened and not closed: close it, or take it out.", False)


def _eats(cells: list[str], delimiter: str, width: int) -> bool:
    """Whether a record that lacks cells has taken other records for the rest of an open one."""
    inside = [line for cell in cells if "\n" in cell for line in cell.split("\n")]
    return len(cells) < width and any(line.count(delimiter) >= OF_ANOTHER_RECORD for line in inside)
