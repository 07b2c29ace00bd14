"""Judging the cells of one record of the extract: a line for the roll, or its faults in sentences. Pure.

`Checker` first takes what is plainly right with set look-ups and one pattern a cell; anything else goes to
the careful judges, which know what to say. Both give the same line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from union.members.extract import HEADINGS, Fault, Record, readable
from union.members.models import Member

EARLIEST = date(1900, 1, 1)
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]*")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d\d:\d\d(?::\d\d)?)?", re.ASCII)
PUNCTUATION = re.compile(r"[ ().-]")
TELEPHONE = re.compile(r"(\+[1-9]|0)\d{7,14}", re.ASCII)
LOST_ITS_0 = re.compile(r"[1-9]\d{9}", re.ASCII)
# What is plainly right, and by far the most of what comes; each is stricter than the judge below.
PLAIN_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]{0,19}").fullmatch
PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,12}"
).fullmatch
PLAIN_MOBILE = re.compile(r"0\d{4} ?\d{6}", re.ASCII).fullmatch
STATUSES = frozenset(Member.Status.values)
EMPTY = "the cell is empty: every member needs one."
NEITHER = "both cells are empty: every member needs one of them."
MOST_QUOTED = 60
MOST_OF_AN_ADDRESS = 500


class Wrong(Exception):
    """A cell cannot stand; the message is the rest of the sentence after line and column."""


@dataclass(frozen=True)
class Known:
    """What the database knows already: ids by branch code, and by pay scale and point.

    `within` are the ids of the branches whose lines may be in the file; None for all.
    """

    branches: Mapping[str, int]
    points: Mapping[str, Mapping[int, int]]
    today: date
    within: Collection[int] | None = None
    name_in_two: bool = False  # whether the file has forename and surname in columns of their own


class Line(NamedTuple):
    """One member as the roll will hold her; the employer by name, since it may be new."""

    line: int
    number: str
    name: str
    email: str
    mobile: str
    branch_id: int
    employer: str
    sector: str
    job_role: str
    pay_point_id: int | None
    joined: str
    status: str
    address: str


class Checker:
    """`check(record)` for one file; it remembers the days and points that it has judged already."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.branches = {
            code: pk for code, pk in known.branches.items() if known.within is None or pk in known.within
        }
        self.days: dict[str, str] = {}
        self.points: dict[tuple[str, str], int | None] = {("", ""): None}

    def check(self, record: Record) -> Line | list[Fault]:
        """The member of this record, or every fault of it."""
        if record.plain and (line := self._plainly_right(record)):
            return line
        found = check(record, self.known)
        if isinstance(found, Line):
            cells = record.cells
            self.days[cells[10]] = found.joined
            self.points[cells[8], cells[9]] = found.pay_point_id
        return found

    def _plainly_right(self, record: Record) -> Line | None:
        number, name, email, mobile, branch, employer, sector, role, scale, point, joined, status = (
            record.cells
        )
        try:
            branch_id, day = self.branches[branch], self.days[joined]
            pay_point_id = self.points[scale, point]
        except KeyError:
            return None
        if (
            PLAIN_NUMBER(number)
            and 0 < len(name) <= 120
            and (not email or (len(email) <= 100 and PLAIN_EMAIL(email)))
            and (not mobile or PLAIN_MOBILE(mobile))
            and len(employer) <= 160
            and len(sector) <= 60
            and len(role) <= 80
            and status in STATUSES
            and len(record.address) <= MOST_OF_AN_ADDRESS
        ):
            return Line(
                record.line, number, name, email, mobile, branch_id, employer,
                sector, role, pay_point_id, day, status, record.address,
            )  # fmt: skip
        return None


def check(record: Record, known: Known) -> Line | list[Fault]:
    """The same with all care: every cell has its judge."""
    cells = dict(zip(HEADINGS, record.cells, strict=True))
    faults: list[Fault] = []

    def take(column: str, judge: Callable[[str], object], value: str | None = None) -> object:
        value = cells[column] if value is None else value
        try:
            _no_controls(value)
            return judge(value)
        except Wrong as wrong:
            faults.append(Fault(record.line, str(wrong), column))
            return None

    name, empty = ("forename and surname", NEITHER) if known.name_in_two else ("name", EMPTY)

    values = (
        take("membership number", _number),
        take(name, lambda v: _text(_given(v, empty=empty), most=120), cells["name"]),
        take("e-mail", _email),
        take("mobile", _mobile),
        take("branch code", lambda v: _branch(v, known)),
        take("employer", lambda v: _text(v, most=160)),
        take("sector", lambda v: _text(v, most=60)),
        take("job role", lambda v: _text(v, most=80)),
        take("pay point", lambda v: _pay_point(cells["pay scale"], v, known)),
        take("joined", lambda v: _joined(v, known.today)),
        take("status", _status),
        take("address", lambda v: _text(record.address, most=MOST_OF_AN_ADDRESS), _in_a_row(record.address)),
    )
    return faults or Line(record.line, *values)  # type: ignore[arg-type]


def _in_a_row(address: str) -> str:
    return address.replace("\n", " ")


def _quote(value: str) -> str:
    """The cell in a fault, cut off where it is longer than anybody would read."""
    value = readable(value)
    return f"“{value}”" if len(value) <= MOST_QUOTED else f"“{value[:MOST_QUOTED]}…”"


def _no_controls(value: str) -> None:
    if not value.isprintable() and any(
        unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in value
    ):
        raise Wrong("there is a character that cannot be printed: type the cell again.")


def _given(value: str, *, empty: str = EMPTY) -> str:
    if not value:
        raise Wrong(empty)
    return value


def _text(value: str, *, most: int) -> str:
    if len(value) > most:
        raise Wrong(f"there are {len(value)} letters where {most} fit: shorten it.")
    return value


def _number(value: str) -> str:
    number = _text(_given(value).upper(), most=20)
    if not NUMBER.fullmatch(number):
        raise Wrong(f"{_quote(value)} is not a membership number: use letters, digits, - and / only.")
    return number


def _email(value: str) -> str:
    address = _text(value.lower(), most=254)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Wrong(
            f"{_quote(value)} is not an e-mail address: correct it, or leave the cell empty."
        ) from None
    return address


def _mobile(value: str) -> str:
    digits = PUNCTUATION.sub("", value)
    if value and LOST_ITS_0.fullmatch(digits):
        raise Wrong(f"{_quote(value)} has lost its first 0: format the column as text and export it again.")
    if value and (len(value) > 20 or not TELEPHONE.fullmatch(digits)):
        raise Wrong(f"{_quote(value)} is not a telephone number, such as 07700 900123 or +44 7700 900123.")
    return value


def _branch(value: str, known: Known) -> int:
    code = _given(value).upper()
    if code not in known.branches:
        raise Wrong(f"no branch has the code {_quote(value)}: correct it, or set the branch up first.")
    if known.within is not None and known.branches[code] not in known.within:
        raise Wrong(f"{_quote(value)} is not a branch that you look after: take the line out of the file.")
    return known.branches[code]


def _pay_point(scale: str, value: str, known: Known) -> int | None:
    if not scale and not value:
        return None
    if not scale or not value:
        raise Wrong("pay scale and pay point go together: fill both, or leave both empty.")
    points = known.points.get(scale.lower())
    if points is None:
        raise Wrong(f"no pay scale has the code {_quote(scale)}: correct it, or load the scale first.")
    number = int(value) if re.fullmatch(r"\d{1,4}", value, re.ASCII) else -1
    if number not in points:
        first, last = min(points), max(points)
        raise Wrong(f"{_quote(value)} is not a point of {scale}: its points run from {first} to {last}.")
    return points[number]


def _joined(value: str, today: date) -> str:
    if iso := ISO.fullmatch(_given(value)):
        year, month, day = map(int, iso.groups())
    elif british := BRITISH.fullmatch(value):
        day, month, year = map(int, british.groups())
    else:
        raise Wrong(f"{_quote(value)} is not a date: write it as 2015-09-01 or 01/09/2015.")
    try:
        joined = date(year, month, day)
    except ValueError:
        raise Wrong(f"{_quote(value)} is not in the calendar: correct the day or the month.") from None
    if joined > today:
        raise Wrong(f"{_quote(value)} lies in the future: nobody has joined yet on that day.")
    if joined < EARLIEST:
        raise Wrong(f"{_quote(value)} lies before 1900: correct the year.")
    return joined.isoformat()


def _status(value: str) -> str:
    status = _given(value).lower()
    if status not in STATUSES:
        raise Wrong(f"{_quote(value)} is not a status: write {', '.join(Member.Status.values)}.")
    return status
