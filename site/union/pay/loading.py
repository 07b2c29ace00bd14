"""Loading a pay scale: all of it or nothing, and never under the feet of people who are voting by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from union.audit.recording import record
from union.pay.in_use import fixed_by
from union.pay.models import PayPoint, PayScale
from union.pay.scale_file import ScaleSheet, read_scale

NJC_2021_22 = Path(__file__).parent / "data" / "njc-2021-22-pay-spine.csv"


class ScaleInUse(Exception):
    """Members decide by this scale: its figures stay. The message says what to do instead."""


@dataclass(frozen=True)
class Difference:
    """What a sheet changes in the scale as it is: `words` of its own, and points with pounds a year."""

    code: str
    new: bool
    words: list[tuple[str, str, str]] = field(default_factory=list)
    added: list[tuple[int, Decimal]] = field(default_factory=list)
    changed: list[tuple[int, Decimal, Decimal]] = field(default_factory=list)
    unchanged: int = 0
    kept: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.words or self.added or self.changed)


def load_scale(
    sheet: ScaleSheet, *, by: AbstractBaseUser | None, at: datetime, dry_run: bool = False
) -> Difference:
    """Bring the scale `sheet.code` to what the sheet says, or make it, with an audit entry; or nothing.

    The same sheet again changes and records nothing. A point that the sheet lacks stays as it is, since
    members may stand on it. A dry run tells the difference and writes nothing. Raises ScaleInUse, also
    in a dry run, when there is a difference and something fixed shows the scale.
    """
    with transaction.atomic():
        scale, new = _locked(sheet, make=not dry_run)
        difference = _difference(sheet, scale, new=new)
        if not difference:
            return difference
        if not new and (titles := fixed_by(scale)):
            raise ScaleInUse(_sentence(sheet, titles))
        if not dry_run:
            _write(sheet, scale)
            detail = {"added": len(difference.added), "changed": len(difference.changed)}
            record("pay.scale_loaded", subject=f"pay_scale:{sheet.code}", by=by, at=at, detail=detail)
    return difference


def load_njc_scale(*, at: datetime) -> PayScale:
    """The national pay spine of local government, 2021-22, which comes with the product."""
    sheet = read_scale(
        NJC_2021_22.read_bytes(), code="njc-2021-22", title="NJC pay spine 2021-22", year="2021-22"
    )
    load_scale(sheet, by=None, at=at)
    return PayScale.objects.get(code=sheet.code)


def _locked(sheet: ScaleSheet, *, make: bool) -> tuple[PayScale, bool]:
    """The scale under a lock, and whether it is new; in a dry run a new one is not saved."""
    fields = {"name": sheet.title, "year": sheet.year, "hours": sheet.hours}
    if make:
        scale, new = PayScale.objects.select_for_update().get_or_create(code=sheet.code, defaults=fields)
        return scale, new
    found = PayScale.objects.filter(code=sheet.code).first()
    return found or PayScale(code=sheet.code, **fields), found is None


def _difference(sheet: ScaleSheet, scale: PayScale, *, new: bool) -> Difference:
    before = dict(scale.points.values_list("number", "annual")) if not new else {}
    both = [
        ("title", scale.name, sheet.title),
        ("year", scale.year, sheet.year),
        ("hours", f"{scale.hours:.2f}", f"{sheet.hours:.2f}"),
    ]
    return Difference(
        code=sheet.code,
        new=new,
        words=[(name, was, now) for name, was, now in both if was != now],
        added=[(number, pounds) for number, pounds in sheet.annual.items() if number not in before],
        changed=[
            (number, before[number], pounds)
            for number, pounds in sheet.annual.items()
            if number in before and before[number] != pounds
        ],
        unchanged=sum(before.get(number) == pounds for number, pounds in sheet.annual.items()),
        kept=sorted(set(before) - set(sheet.annual)),
    )


def _write(sheet: ScaleSheet, scale: PayScale) -> None:
    scale.name, scale.year, scale.hours = sheet.title, sheet.year, sheet.hours
    scale.save(update_fields=["name", "year", "hours"])
    PayPoint.objects.bulk_create(
        [PayPoint(scale=scale, number=number, annual=pounds) for number, pounds in sheet.annual.items()],
        update_conflicts=True,
        unique_fields=["scale", "number"],
        update_fields=["annual"],
    )


def _sentence(sheet: ScaleSheet, titles: list[str]) -> str:
    shown = " and ".join(f"“{title}”" for title in titles[:2])
    more = f" and {len(titles) - 2} more" if len(titles) > 2 else ""
    return (
        f"Members decide by the figures of {sheet.code} in {shown}{more}, so they stay as they are. "
        "Give the new figures a code and a year of their own."
    )
