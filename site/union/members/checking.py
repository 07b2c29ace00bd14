"""Judging the cells of one record of the extract: a value for the roll, or a fault in a sentence. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from union.members.extract import Fault, Record
from union.members.models import Member

EARLIEST = date(1900, 1, 1)
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]*")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


class Wrong(Exception):
    """A cell cannot stand; the message is the rest of the sentence after line and column."""


@dataclass(frozen=True)
class Known:
    """What the database knows already: ids by branch code, and by pay scale and point."""

    branches: Mapping[str, int]
    points: Mapping[str, Mapping[int, int]]
    today: date


@dataclass(frozen=True)
class Line:
    """One member as the roll will hold her; the employer by name, since it may be new."""

    number: str
    name: str
    email: str
    mobile: str
    branch_id: int
    employer: str
    sector: str
    job_role: str
    pay_point_id: int | None
    joined: date
    status: str


def check(record: Record, known: Known) -> Line | list[Fault]:
    """The member of this record, or every fault of it."""
    faults: list[Fault] = []

    def take(column: str, judge: Callable[[str], object]) -> object:
        value = record.cells[column]
        try:
            _no_controls(value)
            return judge(value)
        except Wrong as wrong:
            faults.append(Fault(record.line, str(wrong), column, value))
            return None

    values = {
        "number": take("membership number", _number),
        "name": take("name", lambda v: _text(_given(v), most=120)),
        "email": take("e-mail", _email),
        "mobile": take("mobile", _mobile),
        "branch_id": take("branch code", lambda v: _branch(v, known)),
        "employer": take("employer", lambda v: _text(v, most=160)),
        "sector": take("sector", lambda v: _text(v, most=60)),
        "job_role": take("job role", lambda v: _text(v, most=80)),
        "pay_point_id": take("pay point", lambda v: _pay_point(record.cells["pay scale"], v, known)),
        "joined": take("joined", lambda v: _joined(v, known.today)),
        "status": take("status", _status),
    }
    return faults or Line(**values)  # type: ignore[arg-type]


def _no_controls(value: str) -> None:
    if not value.isprintable() and any(
        unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in value
    ):
        raise Wrong("there is a character that cannot be printed: type the cell again.")


def _given(value: str) -> str:
    if not value:
        raise Wrong("the cell is empty: every member needs one.")
    return value


def _text(value: str, *, most: int) -> str:
    if len(value) > most:
        raise Wrong(f"there are {len(value)} letters where {most} fit: shorten it.")
    return value


def _number(value: str) -> str:
    number = _text(_given(value).upper(), most=20)
    if not NUMBER.fullmatch(number):
        raise Wrong(f"“{value}” is not a membership number: use letters, digits, - and / only.")
    return number


def _email(value: str) -> str:
    address = _text(value.lower(), most=254)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Wrong(f"“{value}” is not an e-mail address: correct it, or leave the cell empty.") from None
    return address


def _mobile(value: str) -> str:
    digits = re.sub(r"[ ().-]", "", value)
    if value and re.fullmatch(r"[1-9]\d{9}", digits, re.ASCII):
        raise Wrong(f"“{value}” has lost its first 0: format the column as text and export it again.")
    if value and (len(value) > 20 or not re.fullmatch(r"(\+[1-9]|0)\d{7,14}", digits, re.ASCII)):
        raise Wrong(f"“{value}” is not a telephone number, such as 07700 900123 or +44 7700 900123.")
    return value


def _branch(value: str, known: Known) -> int:
    code = _given(value).upper()
    if code not in known.branches:
        raise Wrong(f"no branch has the code “{value}”: correct it, or set the branch up first.")
    return known.branches[code]


def _pay_point(scale: str, value: str, known: Known) -> int | None:
    if not scale and not value:
        return None
    if not scale or not value:
        raise Wrong("pay scale and pay point go together: fill both, or leave both empty.")
    points = known.points.get(scale.lower())
    if points is None:
        raise Wrong(f"no pay scale has the code “{scale}”: correct it, or load the scale first.")
    number = int(value) if re.fullmatch(r"\d{1,4}", value, re.ASCII) else -1
    if number not in points:
        raise Wrong(
            f"“{value}” is not a point of {scale}: its points run from {min(points)} to {max(points)}."
        )
    return points[number]


def _joined(value: str, today: date) -> date:
    if iso := ISO.fullmatch(_given(value)):
        year, month, day = map(int, iso.groups())
    elif british := BRITISH.fullmatch(value):
        day, month, year = map(int, british.groups())
    else:
        raise Wrong(f"“{value}” is not a date: write it as 2015-09-01 or 01/09/2015.")
    try:
        joined = date(year, month, day)
    except ValueError:
        raise Wrong(f"“{value}” is not in the calendar: correct the day or the month.") from None
    if joined > today:
        raise Wrong(f"“{value}” lies in the future: nobody has joined yet on that day.")
    if joined < EARLIEST:
        raise Wrong(f"“{value}” lies before 1900: correct the year.")
    return joined


def _status(value: str) -> str:
    status = _given(value).lower()
    if status not in Member.Status.values:
        raise Wrong(f"“{value}” is not a status: write {', '.join(Member.Status.values)}.")
    return status
