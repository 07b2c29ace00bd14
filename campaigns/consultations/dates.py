"""A date as people write it into three boxes. Pure, but for the language of the refusals."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from campaigns.consultations.errors import UnsuitableAnswer

PARTS = ("day", "month", "year")
MONTHS = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)
SHORTEST = 3
ONE_OR_TWO = re.compile(r"[0-9]{1,2}")
FOUR = re.compile(r"[0-9]{4}")


def read_date(typed: Mapping[str, str]) -> str:
    """`day`, `month` and `year` as an ISO date, or empty when all three are; the month may be a word.

    UnsuitableAnswer says what is missing or wrong.
    """
    parts = {part: typed.get(part, "").strip() for part in PARTS}
    if not any(parts.values()):
        return ""
    if not all(parts.values()):
        raise UnsuitableAnswer(_("Enter the day, the month and the year, such as 27 3 2026."))
    month = _month(parts["month"])
    if not ONE_OR_TWO.fullmatch(parts["day"]) or not month:
        raise UnsuitableAnswer(_("Enter a real date, such as 27 3 2026."))
    if not FOUR.fullmatch(parts["year"]):
        raise UnsuitableAnswer(_("Enter the year with four digits, such as 2026."))
    try:
        return date(int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError as wrong:
        raise UnsuitableAnswer(_("Enter a real date, such as 27 3 2026.")) from wrong


def wrong_part(typed: Mapping[str, str]) -> str:
    """The box in which a date is mended: the first that is empty or cannot be read, else the day."""
    fits = {
        "day": bool(ONE_OR_TWO.fullmatch(typed.get("day", "").strip())),
        "month": bool(_month(typed.get("month", "").strip())),
        "year": bool(FOUR.fullmatch(typed.get("year", "").strip())),
    }
    return next((part for part in PARTS if not fits[part]), "day")


def _month(typed: str) -> int:
    """1 to 12 for `3`, `03`, `Mar`, `March`, `Mawrth`; 0 for anything else."""
    if ONE_OR_TWO.fullmatch(typed):
        return int(typed) if 1 <= int(typed) <= len(MONTHS) else 0
    word = typed.lower().rstrip(".")
    named = [n for n, names in enumerate(MONTHS, 1) if any(name.startswith(word) for name in names)]
    return named[0] if len(word) >= SHORTEST and len(named) == 1 else 0
