"""The organisation's colours, made safe to read: pure arithmetic on hex colours.

Contrast is that of WCAG 2.2 (relative luminance of sRGB); text keeps 4.5 to 1 on the ground it stands on.
"""

import re
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\Z", re.IGNORECASE)
BRAND, ACCENT = "#5b1f69", "#007a5e"
INK, WHITE, SUN = "#231a27", "#ffffff", "#ffc93c"
LIGHT_GROUND, DARK_GROUND = "#f3ebe2", "#2a2230"  # the darkest and the lightest ground text stands on
READABLE, VISIBLE = 4.5, 3.0
CLEAR = 6.5  # on a dark ground colours look duller than they measure


class Scheme(NamedTuple):
    """Two colours that can be read as text on the page, and what can be read on them."""

    action: str
    on_action: str
    accent: str
    on_accent: str


def valid_colour(value: str, *, otherwise: str) -> str:
    """`value` as #rrggbb, or `otherwise` where it is no hex colour: nothing else may enter the stylesheet."""
    value = value.strip().lower()
    if not HEX.match(value):
        return otherwise
    return value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, 0 for black to 1 for white."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(ground: str) -> str:
    """White or ink, whichever reads better on `ground`; at least 4.5 to 1 with one of black and white."""
    if contrast(WHITE, ground) >= READABLE:
        return WHITE
    return INK if contrast(INK, ground) >= READABLE else "#000000"


@lru_cache(maxsize=64)  # each letter asks, and the colours hardly ever change
def readable(colour: str, *, ground: str, ratio: float = READABLE) -> str:
    """`colour`, mixed with just enough black or white to stand out from `ground` by `ratio`.

    Raises ValueError where black and white are not enough either.
    """
    end = 0 if luminance(ground) > 0.18 else 255
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(101):
        mixed = "#" + "".join(f"{round(part + (end - part) * step / 100):02x}" for part in parts)
        if contrast(mixed, ground) >= ratio:
            return mixed
    raise ValueError(f"Nothing can be read on {ground}.")


def scheme(brand: str, accent: str, *, ground: str, ratio: float) -> Scheme:
    action, accent = (readable(colour, ground=ground, ratio=ratio) for colour in (brand, accent))
    return Scheme(action, text_on(action), accent, text_on(accent))


def schemes(brand_colour: str, accent_colour: str) -> dict[str, Scheme]:
    """What follows from the two colours of the organisation: a scheme for `light` and one for `dark`."""
    brand = valid_colour(brand_colour, otherwise=BRAND)
    accent = valid_colour(accent_colour, otherwise=ACCENT)
    return {
        "light": scheme(brand, accent, ground=LIGHT_GROUND, ratio=READABLE),
        "dark": scheme(brand, accent, ground=DARK_GROUND, ratio=CLEAR),
    }


def call_on(brand: str) -> tuple[str, str]:
    """Ground and text of a button that calls from a field of the brand's colour: sun where that shows."""
    return (SUN, INK) if contrast(SUN, brand) >= VISIBLE else (text_on(brand), brand)


def _tokens(colours: Scheme) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colours._asdict().items())


@lru_cache(maxsize=64)  # each page asks for its version
def stylesheet(brand_colour: str, accent_colour: str) -> str:
    """The custom properties that follow from the two colours of the organisation, light and dark."""
    brand = valid_colour(brand_colour, otherwise=BRAND)
    call, on_call = call_on(brand)
    fixed = f"--brand:{brand};--on-brand:{text_on(brand)};--call:{call};--on-call:{on_call};"
    both = schemes(brand_colour, accent_colour)
    return (
        f"@media screen{{:root{{{fixed}{_tokens(both['light'])}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_tokens(both['dark'])}}}}}\n"
    )


def version(css: str) -> str:
    """A short name of the stylesheet that changes whenever it does."""
    return sha256(css.encode()).hexdigest()[:12]
