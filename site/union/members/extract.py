"""The membership extract: what its columns mean, and its lines as records. Knows no files and no database."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

MOST_BYTES = 400_000_000
MOST_ROWS = 2_000_000
MOST_COLUMNS = 100
MOST_LETTERS_A_LINE = 10_000

# Column -> the headings under which membership systems write it, in letters and digits only.
HEADINGS: dict[str, tuple[str, ...]] = {
    "membership number": (
        *(
            "membershipnumber",
            "membershipno",
            "membershipid",
            "membernumber",
            "memberno",
            "memberid",
            "number",
        ),
        "rhifaelodaeth",
    ),
    "name": ("name", "fullname", "membername", "enw"),
    "e-mail": ("email", "emailaddress", "emailaddress1", "primaryemail", "ebost"),
    "mobile": ("mobile", "mobilenumber", "mobileno", "mobilephone", "mobiletelephone", "telephone", "phone"),
    "branch code": ("branchcode", "branch", "branchno", "branchnumber", "branchid"),
    "employer": ("employer", "employername", "workplaceemployer"),
    "sector": ("sector", "servicegroup"),
    "job role": ("jobrole", "job", "jobtitle", "occupation", "role"),
    "pay scale": ("payscale", "scale", "paystructure"),
    "pay point": ("paypoint", "spinepoint", "spinalpoint", "spinalcolumnpoint", "scp"),
    "joined": ("joined", "joineddate", "datejoined", "joindate", "dateofjoining", "startdate"),
    "status": ("status", "membershipstatus", "memberstatus"),
}
# Columns that may be missing altogether: together they are the address on a letter, from the top down.
ADDRESS: dict[str, tuple[str, ...]] = {
    "address": ("address", "postaladdress", "homeaddress", "address1", "addressline1", "street"),
    "address line 2": ("address2", "addressline2"),
    "address line 3": ("address3", "addressline3"),
    "town": ("town", "city", "posttown", "addresstown"),
    "county": ("county",),
    "postcode": ("postcode", "postalcode", "zip"),
}
# The name in two columns, where none holds the whole of it.
PARTS_OF_A_NAME: dict[str, tuple[str, ...]] = {
    "forename": (
        *("forename", "forenames", "firstname", "firstnames", "first", "givenname", "givennames"),
        "enwcyntaf",
    ),
    "surname": ("surname", "lastname", "last", "familyname", "cyfenw"),
}
INITIALS = ("initials", "initial")  # a forename where there is no other
# In the order in which an officer is asked for them.
COLUMNS = {
    "membership number": HEADINGS["membership number"],
    "name": HEADINGS["name"],
    **PARTS_OF_A_NAME,
    **HEADINGS,
    **ADDRESS,
}
REQUIRED = ("membership number", "name", "branch code", "joined", "status")

# What stands in a line of a member and in no heading: an e-mail address, or a day.
OF_A_MEMBER = re.compile(r"\S+@\S+\.\S+|\d{4}-\d\d?-\d\d?.*|\d\d?/\d\d?/\d{4}.*")


ONE_NAME = (
    "The name stands in one column or in two: choose the column that holds all of it, or those of forename "
    "and surname, and not both."
)
BOTH_PARTS = (
    "Forename and surname go together: choose a column for both, or the one that holds the whole name."
)


class RollUnreadable(Exception):
    """The file as a whole is no membership extract; the message says what to do. Nothing was written.

    `column` is the one that the message speaks of, where it is about one.
    """

    def __init__(self, sentence: str, *, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line, or one cell of it, in a sentence for the person who can put it right."""

    line: int
    reason: str
    column: str = ""

    def __str__(self) -> str:
        where = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.reason}"


class Row(NamedTuple):
    """The cells of a line, or the reason why there are none; `plain` says printable ASCII, single spaces."""

    line: int
    cells: list[str] | str
    plain: bool


@dataclass(frozen=True)
class Table:
    """What a file holds, whatever its format: its headings, and its rows one after the other.

    Reading the rows raises RollUnreadable where the file breaks off or is larger than it may be.
    """

    headings: list[str]
    rows: Iterator[Row]
    notes: tuple[str, ...] = ()  # parts of the file that are passed over, such as another sheet
    day_nought: date | None = None  # where days may come as numbers: what 0 would be


class Record(NamedTuple):
    """The cells of one member in the order of HEADINGS, tidied, and the address in lines."""

    line: int
    cells: tuple[str, ...]
    address: str
    plain: bool


Layout = Sequence[str]  # for each heading of a file the column it is, or "" for one that is passed over


def guess_layout(headings: Sequence[str]) -> list[str]:
    """The column that each heading names, empty for one that is not ours.

    Where one column holds the whole name, its parts beside it are passed over; initials stand for a forename
    that is not there.
    """
    known = {heading: column for column, ours in COLUMNS.items() for heading in ours}
    plain = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in headings]
    layout = [known.get(heading, "") for heading in plain]
    if {"name", *PARTS_OF_A_NAME} <= set(layout):
        return ["" if column in PARTS_OF_A_NAME else column for column in layout]
    if "surname" in layout and not {"name", "forename"} & set(layout):
        return [
            "forename" if heading in INITIALS else column
            for heading, column in zip(plain, layout, strict=True)
        ]
    return layout


def judge_headings(headings: Sequence[str]) -> None:
    """Raises RollUnreadable for a first line that names no columns: a title, a cover, or a member."""
    named = [heading for heading in headings if heading.strip()]
    if member := next(filter(OF_A_MEMBER.fullmatch, map(str.strip, named)), None):
        raise RollUnreadable(
            f"The first line holds a member (“{member[:60]}”) and not the names of the columns: "
            "put a line of headings above it."
        )
    if len(named) < len(REQUIRED):
        raise RollUnreadable(
            f"The first line says only “{', '.join(named)[:60]}”, and names no columns: take out what stands "
            "above the line of headings, or the sheet before it."
        )


def judge_layout(layout: Layout, *, needed: Sequence[str] = tuple(HEADINGS)) -> None:
    """Raises RollUnreadable for a layout without a needed column, or one twice.

    Forename and surname together are a name.
    """
    parts = [column for column in PARTS_OF_A_NAME if column in layout]
    if missing := [column for column in needed if column not in layout and not (column == "name" and parts)]:
        raise RollUnreadable(
            f"The first line must name every column; missing: {', '.join(missing)}. "
            "A column may be empty, but it must be there."
        )
    if parts and "name" in layout:
        raise RollUnreadable(ONE_NAME, column="name")
    if len(parts) == 1:
        raise RollUnreadable(BOTH_PARTS, column="surname" if parts == ["forename"] else "forename")
    if ("pay scale" in layout) != ("pay point" in layout):
        raise RollUnreadable(
            "Pay scale and pay point go together: choose a column for both, or for neither.",
            column="pay point",
        )
    if twice := [column for column in COLUMNS if list(layout).count(column) > 1]:
        raise RollUnreadable(f"Two columns have the heading {' and '.join(twice)}: leave one of them out.")


def shape_of(headings: Sequence[str]) -> str:
    """The digest under which the layout of files with these headings is remembered."""
    return hashlib.sha256("\x1f".join(_tidy(heading).lower() for heading in headings).encode()).hexdigest()


def records(table: Table, layout: Layout) -> Iterator[Record | Fault]:
    """Each line as a record, or the fault for which it is none."""
    width = len(table.headings)
    place = {column: at for at, column in enumerate(layout) if column}
    parts = [place[column] for column in PARTS_OF_A_NAME if column in place]
    whole = {**place, "name": width + 1} if parts else place
    pick = itemgetter(*[whole.get(column, width) for column in HEADINGS])
    address = [place[column] for column in ADDRESS if column in place]
    for line, cells, plain in table.rows:
        if isinstance(cells, str):
            yield Fault(line, cells)
            continue
        lines = "\n".join(filter(None, [_lines(cells[at], plain) for at in address])) if address else ""
        tidy = [cell.strip() for cell in cells] if plain else [_tidy(cell) for cell in cells]
        tidy.append("")
        if parts:
            tidy.append(_joined([tidy[at] for at in parts]))
        if table.day_nought and (joined := place.get("joined")) is not None:
            tidy[joined] = _day(tidy[joined], table.day_nought)
        yield Record(line, pick(tidy), lines, plain)


def name_in(cells: Sequence[str], layout: Layout) -> str:
    """The name in a line of a file with this layout: as its one column holds it, or joined of its two."""
    told = dict(zip(layout, cells, strict=False))
    return _joined([_tidy(told.get(column, "")) for column in ("name", *PARTS_OF_A_NAME)])


def _joined(parts: Sequence[str]) -> str:
    """Forename and surname with a space between them; somebody may have one of them only."""
    return " ".join(filter(None, parts))


def _day(cell: str, nought: date) -> str:
    """A day that came as a number, with or without a time; any other cell as it is."""
    number = cell.partition(".")[0]
    if number.isascii() and number.isdigit() and len(number) <= 5 and cell.count(".") <= 1:
        return (nought + timedelta(days=int(number))).isoformat()
    return cell


def _lines(cell: str, plain: bool) -> str:
    """A part of an address, which may have lines of its own."""
    if plain:
        return cell.strip()
    return "\n".join(filter(None, [_tidy(line) for line in cell.splitlines()]))


def readable(text: str) -> str:
    """The text without what cannot be printed, which no database and no page would take."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())
