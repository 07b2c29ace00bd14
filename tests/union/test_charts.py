"""Charts say their figures in words and use nothing the public pages forbid."""

import xml.etree.ElementTree as ET
from decimal import Decimal

from union.charts import Bar, bar_chart

BARS = [
    Bar("A: RPI plus 2%", 129, Decimal("56.1"), leads=True),
    Bar("B: a flat £2,000 on each pay point", 92, Decimal("40.0")),
    Bar("Abstain", 9, Decimal("3.9")),
]


def test_a_chart_speaks_every_figure_once_in_its_name() -> None:
    svg = ET.fromstring(bar_chart(BARS, title="Votes for each option"))
    assert [name for name in svg.attrib if name == "role" or name.startswith("aria")] == ["role"]
    assert [part.text for part in svg if part.tag != "g"] == [
        "Votes for each option: A: RPI plus 2%: 129 (56.1%). B: a flat £2,000 on each pay point: 92 (40.0%). "
        "Abstain: 9 (3.9%)."
    ]
    asked = ET.fromstring(bar_chart(BARS[2:], title="Which claim?"))
    assert asked[0].text == "Which claim? Abstain: 9 (3.9%)."


def test_bars_are_as_wide_as_their_share() -> None:
    svg = ET.fromstring(bar_chart(BARS, title="Votes"))
    widths = [group[-2].attrib["width"] for group in svg[1:]]
    assert widths == ["56.1%", "40.0%", "3.9%"]


def test_a_chart_has_no_inline_style_and_escapes_labels() -> None:
    drawing = bar_chart([Bar("<script>&", 1, Decimal("100.0"))], title="<b>")
    assert "style" not in drawing
    assert "<script" not in drawing
    assert "<b>" not in drawing


def test_a_long_label_is_wrapped() -> None:
    label = "The greater of five per cent or one pound an hour on every point of the spine"
    svg = ET.fromstring(bar_chart([Bar(label, 0, Decimal("0.0"))], title="Votes"))
    lines = [text.text or "" for text in svg[1] if text.tag == "text"][:-1]
    assert " ".join(lines) == label
    assert max(map(len, lines)) <= 36


def test_no_bars_make_an_empty_drawing() -> None:
    assert ET.fromstring(bar_chart([], title="Votes")).attrib["height"] == "0"
