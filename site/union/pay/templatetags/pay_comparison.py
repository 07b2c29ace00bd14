"""{% load pay_comparison %}{% pay_comparison options scale own_point %}"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import template

from union.pay.claims import Claim
from union.pay.comparison import compare
from union.pay.models import PayScale

register = template.Library()

# By the number of the option; each stands out from white, and none says anything alone.
COLOURS = ["#1d4f91", "#b3400f", "#4b6b1a", "#6d3a8c", "#8a5a00", "#0f6674"]


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
def option_colour(number: int) -> str:
    return COLOURS[(number - 1) % len(COLOURS)]
