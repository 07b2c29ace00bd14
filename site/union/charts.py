"""Bar charts drawn on the server: plain SVG that reads on a phone, on paper and through a screen reader.

Bars are per cent of the width and text keeps its size, so nothing shrinks on a small screen.
Presentation attributes pass a policy that forbids inline styles and are all that the PDF maker needs; the
classes let the site's stylesheet put its own colours over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LABEL_WIDTH = 36  # characters of a label's line: fits 320 pixels
LINE, BAR, GAP = 22, 34, 22
INK, TRACK, LEAD, REST = "#1d1a26", "#eceaf1", "#4b2a85", "#6a6184"


@dataclass(frozen=True)
class Bar:
    """One option: its count, and its share of the whole as per cent to one decimal.

    `words` stand beside the bar where it shows something else than a count: the share is then its length.
    """

    label: str
    count: int
    share: Decimal
    leads: bool = False
    words: str = ""

    @property
    def says(self) -> str:
        return self.words or f"{self.count:,} ({self.share}%)"


def bar_chart(bars: Sequence[Bar], *, title: str) -> SafeString:
    """Horizontal bars in the given order, each under its label and beside its figure.

    Its title speaks every figure, and nothing in it points at the title: browsers read out a description, or
    a title that is pointed at, after the name. A PDF keeps the title alone.
    """
    top, drawn = 0, []
    for bar in bars:
        part, height = _bar(bar, top=top)
        drawn.append(part)
        top += height + GAP
    return format_html(
        '<svg class="chart" role="img"'
        ' width="100%" height="{height}" font-family="system-ui, sans-serif" font-size="16">'
        "<title>{title}</title>{drawn}</svg>",
        height=max(top - GAP, 0),
        title=_in_words(title, bars),
        drawn=format_html_join("", "{}", ((part,) for part in drawn)),
    )


def _in_words(title: str, bars: Sequence[Bar]) -> str:
    """“Who pays? The council: 12 (60.0%). …”: what the drawing shows, in one paragraph."""
    figures = ". ".join(f"{bar.label}: {bar.says}" for bar in bars)
    return f"{title}{' ' if title.endswith(('?', '.')) else ': '}{figures}." if figures else title


def _bar(bar: Bar, *, top: int) -> tuple[SafeString, int]:
    """The drawing of one bar that begins at `top`, and how high it is."""
    lines = wrap(bar.label, LABEL_WIDTH) or [""]
    texts = format_html_join(
        "",
        '<text x="0" y="{}" fill="{}">{}</text>',
        ((top + 16 + LINE * number, INK, line) for number, line in enumerate(lines)),
    )
    y = top + LINE * len(lines) + 4
    figure = _figure(bar, y=y + BAR // 2 + 6)
    return (
        format_html(
            '<g aria-hidden="true">{}'
            '<rect class="chart__track" x="0" y="{}" width="100%" height="{}" fill="{}"/>'
            '<rect class="{}" x="0" y="{}" width="{}%" height="{}" fill="{}"/>{}</g>',
            texts,
            y,
            BAR,
            TRACK,
            "chart__bar chart__bar--leads" if bar.leads else "chart__bar",
            y,
            bar.share,
            BAR,
            LEAD if bar.leads else REST,
            figure,
        ),
        LINE * len(lines) + 4 + BAR,
    )


def _figure(bar: Bar, *, y: int) -> SafeString:
    """The figure, inside the end of a long bar or after a short one."""
    inside = bar.share > 50
    return format_html(
        '<text class="{}" x="{}%" dx="{}" y="{}" text-anchor="{}" font-weight="700" fill="{}">{}</text>',
        "chart__inside" if inside else "",
        bar.share,
        -10 if inside else 10,
        y,
        "end" if inside else "start",
        "#ffffff" if inside else INK,
        bar.says,
    )
