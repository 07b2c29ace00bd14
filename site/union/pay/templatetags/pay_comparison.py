"""{% load pay_comparison %}{% pay_comparison options scale own_point worked %}"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from union.pay.claims import FULL_TIME, PENNY, POUND, Claim, Worked, rounded
from union.pay.comparison import Gain, PointRow, compare
from union.pay.models import PayScale

register = template.Library()

# By the number of the option; no colour says anything alone. The stylesheet's classes win over the plain
# colours, which serve where there is none: in a PDF or a letter.
BARS = [("", "#007a5e"), (" bar--second", "#5b1f69"), (" bar--muted", "#7a6f80"), (" bar--fourth", "#8a5a00")]
# A longer table is drawn without bars, so that a page of it stays under 150 kB.
MOST_BARRED = 60


@register.inclusion_tag("pay/_comparison.html")
def pay_comparison(
    options: Iterable[tuple[str, Claim | None]],
    scale: PayScale | None,
    own_point: int | None = None,
    worked: Worked | None = None,
) -> dict[str, object]:
    """Each option at each point of the scale, the member's own first; nothing without options or points.

    One query.
    """
    annual = scale.annual if scale else {}
    return comparison_context(options, scale, annual, own_point=own_point, worked=worked)


def comparison_context(
    options: Iterable[tuple[str, Claim | None]],
    scale: PayScale | None,
    annual: dict[int, Decimal],
    *,
    own_point: int | None,
    worked: Worked | None,
) -> dict[str, object]:
    """What pay/_comparison.html and pay/_table.html draw."""
    worked = worked or (Worked(scale.hours, full_time=scale.hours) if scale else FULL_TIME)
    comparison = compare(options, annual, own_point=own_point, worked=worked)
    shown = bool(comparison.rows and comparison.options)
    barred = len(comparison.rows) <= MOST_BARRED
    return {"comparison": comparison if shown else None, "scale": scale, "barred": barred}


@register.simple_tag
def point_rows(rows: Iterable[PointRow], barred: bool) -> SafeString:
    """The lines of the table, kept like the gains: only one's own says a word, and that one is drawn anew."""
    return mark_safe("".join(_row(row, barred) if row.own else _kept_row(row, barred) for row in rows))


@lru_cache(maxsize=1024)
def _kept_row(row: PointRow, barred: bool) -> str:
    return _row(row, barred)


def _row(row: PointRow, barred: bool) -> str:
    """Written out: a template for each took longer than all else on the page."""
    own = f' <span class="tag">{escape(_("Yours"))}</span>' if row.own else ""
    gains = "".join(
        f'<td>{pounds(gain.pounds)} <span class="meta">{gain.percentage}%</span>'
        f"{_bar(gain) if barred else ''}</td>"
        for gain in row.gains
    )
    current = ' aria-current="true"' if row.own else ""
    return f'<tr{current}><th scope="row">{row.number}{own}</th><td>{pounds(row.now)}</td>{gains}</tr>\n'


@register.simple_tag
def point_gains(row: PointRow) -> SafeString:
    """What each option gives at a point, with bars: the same for everybody, so kept, but for one's own."""
    return _draw_gains(row) if row.own else _kept_gains(row, get_language())


def _draw_gains(row: PointRow) -> SafeString:
    return render_to_string("pay/_gains.html", {"row": row})


@lru_cache(maxsize=1024)
def _kept_gains(row: PointRow, language: str | None) -> SafeString:
    return _draw_gains(row)


@register.simple_tag
def bar(gain: Gain) -> SafeString:
    """The bar of a gain; its figure stands beside it as text."""
    return mark_safe(_bar(gain))


def _bar(gain: Gain) -> str:
    extra, colour = BARS[(gain.number - 1) % len(BARS)]
    return (
        f'<svg class="bar{extra}" fill="{colour}" width="100%" height="12" aria-hidden="true">'
        f'<rect width="{Decimal(gain.bar) / 10}%" height="100%"/></svg>'
    )


@register.simple_tag
def hours_of(worked: Worked) -> str:
    """“full time”, or “for 18.5 hours a week, 44.2 weeks a year”."""
    if worked.is_full_time:
        return _("full time")
    words = _("for %(hours)s hours a week") % {"hours": plain(worked.hours)}
    if plain(worked.weeks) == "52.143":
        return words
    return f"{words}, " + _("%(weeks)s weeks a year") % {"weeks": plain(worked.weeks)}


@register.filter
def pounds(amount: Decimal) -> str:
    """£26,975: whole pounds, a half going up."""
    whole = amount == amount.to_integral_value()
    return f"£{amount:,.0f}" if whole else f"£{rounded(Fraction(amount), to=POUND):,}"


@register.filter
def in_pence(amount: Decimal) -> str:
    """18,333.00: a figure of a scale, with its pence."""
    return f"{rounded(Fraction(amount), to=PENNY):,}"


@register.filter
def plain(number: Decimal | int) -> str:
    """37, 18.5 or 52.143: no idle noughts."""
    return f"{Decimal(number).normalize():f}"
