"""The pay table as readers of a page see it: at no point until they choose theirs, then at their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from union.pay.claims import Claim
from union.pay.models import PayScale
from union.pay.own_pay import HOURS, OwnPayForm
from union.pay.templatetags.pay_comparison import comparison_context, pounds

Points = tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True)
class PayTable:
    """A table with all that it shows. `key` tells it from another on its page, in ids and in the address."""

    key: str
    heading: str
    options: tuple[tuple[str, Claim], ...]
    scale: PayScale
    shown: tuple[str, Decimal, Points]  # of the scale, which counts as the same however it has changed

    @classmethod
    def of(
        cls, scale: PayScale, *, key: str, heading: str, options: tuple[tuple[str, Claim], ...]
    ) -> PayTable:
        return cls(key, heading, options, scale, (scale.name, scale.hours, tuple(scale.annual.items())))


def drawn_for(asked: Mapping[str, str], table: PayTable) -> SafeString:
    """The table for what the page's address says of a reader's pay; empty for a scale without points.

    Who says nothing, and who says a point of the scale and no hours, sees what everybody sees who says the
    same: that is drawn once in a process. Hours, and what is no point, are drawn anew and kept nowhere.
    """
    point = asked.get(f"{table.key}-point", "")
    if any(asked.get(f"{table.key}-{name}") for name in HOURS) or point not in _points(table.shown[-1]):
        return _draw(table, asked)
    return _at_point(table, point, get_language())


@lru_cache(maxsize=256)
def _at_point(table: PayTable, point: str, language: str | None) -> SafeString:
    return _draw(table, {f"{table.key}-point": point} if point else {})


@lru_cache(maxsize=64)
def _points(points: Points) -> frozenset[str]:
    """What a reader's address may say of her point: one of these, or nothing."""
    return frozenset(["", *(str(number) for number, _pay in points)])


def _draw(table: PayTable, asked: Mapping[str, str]) -> SafeString:
    points = _worded(table.shown[-1], get_language())
    form = OwnPayForm(asked, scale=table.scale, points=points, prefix=table.key)
    compared = comparison_context(
        table.options, table.scale, table.scale.annual, own_point=form.own_point, worked=form.worked
    )
    context = {"table": table, "form": form, "sampled": True, **compared}
    return render_to_string("pay/readers_table.html", context)


@lru_cache(maxsize=64)
def _worded(points: Points, language: str | None) -> tuple[tuple[int, str], ...]:
    """What the list of points says of each."""
    words = _("%(number)s: %(pay)s a year")
    return tuple((number, words % {"number": number, "pay": pounds(pay)}) for number, pay in points)
