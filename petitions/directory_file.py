"""Reading the directory of postcodes as the statistics office publishes it: one line after the other.

Nothing here keeps more than a line: the file has some 2.7 million.
"""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from petitions import postcodes

# Column -> the headings under which the editions write it, best first. Editions put a year into most of them.
HEADINGS: dict[str, tuple[str, ...]] = {
    "postcode": (r"pcds", r"pcd8", r"pcd7", r"pcd2?", r"postcode"),
    "constituency": (r"pcon(\d\d)?(cd)?",),
    "region": (r"(rgn|gor)(\d\d)?(cd)?",),
    "country": (r"(ctry|country)(\d\d)?(cd)?",),
}
NAME_HEADINGS: dict[str, tuple[str, ...]] = {
    "code": (r"code", r"pcon(\d\d)?cd"),
    "name": (r"name", r"pcon(\d\d)?nm"),
    "name in Welsh": (r"namecy", r"pcon(\d\d)?nmw"),
}
CODE = re.compile(r"[EWSN]\d{8}")
# Outward codes of the past, such as NPT and W1M: in the file, but no letter reaches them any more.
OLD_SHAPE = re.compile(r"[A-Z][A-Z0-9]{1,3}[0-9][A-Z]{2}")
LONGEST_LINE = 20_000
BLOCK = 1 << 16


class DirectoryUnreadable(Exception):
    """The file as a whole is not what was asked for; the message says what to do."""


@dataclass(frozen=True)
class Row:
    line: int
    postcode: str
    constituency: str
    region: str


@dataclass(frozen=True)
class Fault:
    line: int
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line:,}: {self.reason}"


@dataclass(frozen=True)
class PassedOver:
    """A postcode of a shape nobody can sign with today."""

    line: int


def rows(file: IO[bytes]) -> Iterator[Row | Fault | PassedOver]:
    """Each line of the directory, a CSV or the zip it comes in. Raises DirectoryUnreadable."""
    with opened(file) as text:
        lines = _cells(text)
        columns = _columns(next(lines, (1, []))[1], HEADINGS)
        for line, cells in lines:
            if isinstance(cells, str):
                yield Fault(line, cells)
            elif any(map(str.strip, cells)):
                yield _row(line, cells, columns)


def names(file: IO[bytes]) -> Iterator[tuple[str, str, str]]:
    """Code, name and Welsh name of each constituency. Raises DirectoryUnreadable, which names the line."""
    with opened(file) as text:
        lines = _cells(text)
        columns = _columns(next(lines, (1, []))[1], NAME_HEADINGS, optional=("name in Welsh",))
        for line, cells in lines:
            if isinstance(cells, str):
                raise DirectoryUnreadable(f"Line {line:,} of the names: {cells}")
            found = [_cell(cells, columns[name]) for name in NAME_HEADINGS]
            if not any(found):
                continue
            if not CODE.fullmatch(found[0]) or not 0 < len(found[1]) <= 120 or len(found[2]) > 120:
                raise DirectoryUnreadable(
                    f"Line {line:,} of the names is not a code and a name, like E14001234,Anytown."
                )
            yield found[0], found[1], found[2]


def _row(line: int, cells: list[str], columns: dict[str, int]) -> Row | Fault | PassedOver:
    typed = _cell(cells, columns["postcode"])
    postcode = postcodes.normalise(typed)
    if postcode is None:
        if OLD_SHAPE.fullmatch(re.sub(r"\s", "", typed).upper()):
            return PassedOver(line)
        return Fault(line, "the postcode is missing or not shaped like one.")
    constituency = _cell(cells, columns["constituency"])
    if constituency and not re.fullmatch(r"[A-Z]\d{8}", constituency):
        return Fault(line, "the constituency is not a code of nine characters, like E14001234.")
    if constituency[1:] == "99999999" or constituency[:1] not in "EWSN":
        constituency = ""  # the office's way to say: none
    region = postcodes.official_region(
        region=_cell(cells, columns["region"]), country=_cell(cells, columns["country"])
    )
    return Row(line, postcode, constituency, region)


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip() if 0 <= column < len(cells) else ""


def _columns(
    headings: list[str] | str, wanted: dict[str, tuple[str, ...]], optional: tuple[str, ...] = ()
) -> dict[str, int]:
    """Where each column stands; -1 for an optional one that is not there."""
    plain = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in headings]
    found = {name: _place(plain, patterns) for name, patterns in wanted.items()}
    missing = [name for name, place in found.items() if place < 0 and name not in optional]
    if missing:
        raise DirectoryUnreadable(
            f"The first line names no column for {', '.join(missing)}: choose the file as it was published, "
            "with its line of headings."
        )
    return found


def _place(headings: list[str], patterns: tuple[str, ...]) -> int:
    for pattern in patterns:
        for place, heading in enumerate(headings):
            if re.fullmatch(pattern, heading):
                return place
    return -1


def _cells(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str] | str]]:
    """Line number and cells, or what is wrong with the line. One record never spans lines in this file.

    The first line tells what stands between the cells: the office writes commas, spreadsheets that save the
    file again may write semicolons or tabs, and leave off empty cells at the end of a line.
    """
    number, delimiter, width = 0, ",", 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise DirectoryUnreadable(f"Line {number:,} is too long: this is no table of postcodes.")
        if number == 1:
            delimiter = max(",;\t", key=line.count)
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            yield number, "its quotation marks are out of place."
            continue
        width = width or len(cells)
        if len(cells) < width and cells and not line.endswith("\n"):
            yield number, "the file breaks off here: fetch it again."
        elif "".join(cells[width:]).strip():
            yield number, f"it has {len(cells)} cells where the headings have {width}."
        else:
            yield number, cells


@contextmanager
def opened(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    """The text of a CSV file, or of the largest CSV inside a zip; whatever its encoding.

    Raises DirectoryUnreadable for a zip without one.
    """
    if not zipfile.is_zipfile(file):
        file.seek(0)
        encoding = _encoding(file)
        file.seek(0)
        text = _text(file, encoding)
        try:
            yield text
        finally:
            text.detach()
        return
    try:
        with _unzipped(file) as text:
            yield text
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        raise DirectoryUnreadable(
            "The zip file is damaged, or locked with a password: fetch it again, or choose the CSV in it."
        ) from None


@contextmanager
def _unzipped(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    with zipfile.ZipFile(file) as parcel:
        tables = [entry for entry in parcel.infolist() if entry.filename.lower().endswith(".csv")]
        if not tables:
            raise DirectoryUnreadable("There is no CSV in this zip file: choose the directory as CSV.")
        largest = max(tables, key=lambda entry: entry.file_size)
        with parcel.open(largest) as first:
            encoding = _encoding(first)
        with parcel.open(largest) as inner, _text(inner, encoding) as text:
            yield text


def _encoding(file: IO[bytes]) -> str:
    """utf-16 with its mark, utf-8 (with or without one) where every byte agrees, else cp1252."""
    decoder, block = codecs.getincrementaldecoder("utf-8-sig")(), file.read(BLOCK)
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        while block:
            if b"\0" in block:
                raise DirectoryUnreadable("This is not a CSV file: choose the directory, saved as CSV.")
            decoder.decode(block)
            block = file.read(BLOCK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding=encoding, errors="replace")
