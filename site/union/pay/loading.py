"""Loading a pay scale from its published table."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from union.pay.models import PayPoint, PayScale

NJC_2021_22 = Path(__file__).parent / "data" / "njc-2021-22-pay-spine.csv"
COLUMNS = ["pay_point", "annual_gbp"]
MOST_POINTS = 500


class ScaleUnreadable(ValueError):
    """The table is not a pay scale; the message names every faulty line."""


def load_scale(table: str, *, code: str, name: str, year: str) -> PayScale:
    """Make the scale `code`, or bring its points to what `table` says; all or nothing, idempotent.

    `table` is CSV with the columns pay_point and annual_gbp, pounds a year for full time. A point that is not
    in the table stays as it is, since members may stand on it. Raises ScaleUnreadable with every faulty line.
    """
    annual = _points(table)
    with transaction.atomic():
        scale, _ = PayScale.objects.update_or_create(code=code, defaults={"name": name, "year": year})
        PayPoint.objects.bulk_create(
            [PayPoint(scale=scale, number=number, annual=pounds) for number, pounds in annual.items()],
            update_conflicts=True,
            unique_fields=["scale", "number"],
            update_fields=["annual"],
        )
    return scale


def _points(table: str) -> dict[int, Decimal]:
    lines = table.lstrip("\ufeff").splitlines()
    if not lines or [cell.strip() for cell in lines[0].split(",")] != COLUMNS:
        raise ScaleUnreadable(f"A pay scale begins with the line {','.join(COLUMNS)}.")
    if not 2 <= len(lines) <= MOST_POINTS + 1:
        raise ScaleUnreadable(f"A pay scale has between 1 and {MOST_POINTS} points.")
    annual: dict[int, Decimal] = {}
    faults = []
    for at, line in enumerate(lines[1:], start=2):
        try:
            number, pounds = _point(line)
            if number in annual:
                raise ScaleUnreadable(f"point {number} stands twice")
            annual[number] = pounds
        except ScaleUnreadable as reason:
            faults.append(f"Line {at}: {reason}.")
    if faults:
        raise ScaleUnreadable(" ".join(faults))
    return annual


def _point(line: str) -> tuple[int, Decimal]:
    number, _, annual = (part.strip() for part in line.partition(","))
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise ScaleUnreadable("a line is a point and pounds a year, such as 1,18333")
    try:
        pounds = Decimal(annual)
    except InvalidOperation:
        raise ScaleUnreadable(f"{annual!r} is not an amount, such as 18333 or 18333.50") from None
    if not pounds.is_finite() or not 0 < pounds < 10_000_000 or pounds != round(pounds, 2):
        raise ScaleUnreadable("pay is above nought, in pounds and pence")
    return int(number), pounds
