"""Charts an editor typed in: `{% chart_of value block %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from union.charts import Bar, bar_chart

register = template.Library()


@register.simple_tag
def chart_of(value: Any, block: Any = None) -> SafeString:
    """The bars of a chart block: the longest takes the whole width and the lead colour."""
    numbers = [row["number"] for row in value["rows"]]
    most = max(numbers, default=Decimal(0)) or Decimal(1)
    bars = [
        Bar(
            row["label"],
            0,
            _length(row["number"], most),
            row["number"] == most,
            with_unit(row["number"], value["unit"]),
        )
        for row in value["rows"]
    ]
    return bar_chart(
        bars, key=f"chart-{str(getattr(block, 'id', None) or 'shown')[:8]}", title=value["title"]
    )


@register.filter
def with_unit(number: Decimal, unit: str) -> str:
    """1,140 cases; 39%; the number alone where it has no unit."""
    plain = f"{number.normalize():,f}"
    return f"{plain}{unit}" if unit in ("", "%") else f"{plain} {unit}"


def _length(number: Decimal, most: Decimal) -> Decimal:
    return (100 * number / most).quantize(Decimal("0.1"))
