"""Charts an editor typed in: `{% chart_of value %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from union.charts import Bar, bar_chart

register = template.Library()


@register.simple_tag
def chart_of(value: Any) -> SafeString:
    """The bars of a chart block; the longest, in the lead colour, fills the width unless they are shares."""
    rows = [(row["label"], row["number"]) for row in value["rows"]]
    most = max((number for _label, number in rows), default=Decimal(0)) or Decimal(1)
    whole = max(most, Decimal(100)) if value["unit"] == "%" else most
    bars = [
        Bar(label, 0, _length(number, whole), number == most, with_unit(number, value["unit"]))
        for label, number in rows
    ]
    return bar_chart(bars, title=value["title"])


@register.filter
def with_unit(number: Decimal, unit: str) -> str:
    """1,140 cases; 39%; the number alone where it has no unit."""
    plain = f"{number.normalize():,f}"
    return f"{plain}{unit}" if unit in ("", "%") else f"{plain} {unit}"


def _length(number: Decimal, whole: Decimal) -> Decimal:
    return (100 * number / whole).quantize(Decimal("0.1"))
