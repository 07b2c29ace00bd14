"""The empty lines of a sheet as one drawing: a table of blank cells takes the PDF maker long. Pure."""

from collections.abc import Sequence
from urllib.parse import quote

HEIGHT = 7.5  # of a line, in millimetres
BOX = 3.6


def grid(widths: Sequence[float], *, lines: int, boxes: Sequence[int]) -> str:
    """`data:image/svg+xml,...`: numbered lines with columns of these widths, and a box to tick in some."""
    width, height = sum(widths), lines * HEIGHT
    edges = [sum(widths[:n]) for n in range(len(widths) + 1)]
    drawn = [f"M{x:g} 0V{height:g}" for x in edges]
    drawn += [f"M0 {n * HEIGHT:g}H{width:g}" for n in range(lines + 1)]
    for n in range(lines):
        top = n * HEIGHT + (HEIGHT - BOX) / 2
        for column in boxes:
            left = edges[column] + (widths[column] - BOX) / 2
            drawn.append(f"M{left:g} {top:g}h{BOX}v{BOX}h-{BOX}z")
    numbers = "".join(
        f'<text x="{widths[0] / 2:g}" y="{(n + 0.5) * HEIGHT + 1:g}">{n + 1}</text>' for n in range(lines)
    )
    view = f"-0.13 -0.13 {width + 0.26:g} {height + 0.26:g}"
    font = 'font-family="DejaVu Sans, Noto Sans, sans-serif" font-size="2.8" font-weight="700"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" viewBox="{view}">'
        f'<path d="{"".join(drawn)}" fill="none" stroke="#000" stroke-width="0.25"/>'
        f'<g {font} text-anchor="middle">{numbers}</g></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
