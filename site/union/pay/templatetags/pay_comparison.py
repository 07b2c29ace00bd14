"""{% load pay_comparison %}{% pay_comparison options scale own_point %}"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import template

from union.pay.claims import Claim
from union.pay.comparison import compare
from union.pay.models import PayScale

register = template.Library()

# By the number of the option; no colour says anything alone. The stylesheet's classes win over the plain
# colours, which serve where there is none: in a PDF or a letter.
BARS = [("", "#007a5e"), (" bar--second", "#5b1f69"), (" bar--muted", "#7a6f80")]


@register.inclusion_tag("pay/_comparison.html")
def pay_comparison(
    options: Iterable[tuple[str, Claim | None]], scale: PayScale | None, own_point: int | None = None
) -> dict[str, object]:
    """Each option at each point of the scale, the member's own first; nothing without options or points.

    One query.
    """
    annual = {point.number: point.annual for point in scale.points.all()} if scale else {}
    comparison = compare(options, annual, own_point=own_point)
    shown = bool(comparison.rows and comparison.options)
    return {"comparison": comparison if shown else None, "scale": scale}


@register.filter
def pounds(amount: Decimal) -> str:
    """£26,975, and pence only where there are any."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


@register.filter
def bar_class(number: int) -> str:
    return BARS[(number - 1) % len(BARS)][0]


@register.filter
def bar_colour(number: int) -> str:
    return BARS[(number - 1) % len(BARS)][1]
