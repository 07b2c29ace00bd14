"""The pictures that go with a link: its title where no editor chose one, and its address as a QR code."""

import hashlib
from functools import lru_cache
from io import BytesIO
from textwrap import wrap

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from PIL import Image, ImageDraw, ImageFont

from union.pages.addresses import address
from union.pages.base import UnionPage
from union.pages.context import organisation_of
from union.pages.feeds import asked_each_time
from union.pages.sharing import qr_file
from union.pages.theme import BRAND, SUN, text_on, valid_colour

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
KEPT_SECONDS = 3600


def answer_picture(page: UnionPage, request: HttpRequest) -> HttpResponseBase:
    """1200 by 630 points with the title in the union's colour; kept with us for an hour under what it shows.

    Caches on the way ask before each use: a title may be what is recalled.
    """
    organisation = organisation_of(request)
    shows = (page.told_as, organisation.name, organisation.brand_colour)
    key = f"pages:picture:{hashlib.sha256(repr(shows).encode()).hexdigest()}"
    drawn: bytes | None = cache.get(key)
    if drawn is None:
        drawn = picture(*shows)
        cache.set(key, drawn, KEPT_SECONDS)
    return asked_each_time(HttpResponse(drawn, content_type="image/png"), request, shows=key.encode())


def answer_qr(page: UnionPage) -> HttpResponse:
    """An SVG, black on white. Few open it and it takes as long as half a page: so it is not part of any."""
    answer = HttpResponse(qr_file(address(page)), content_type="image/svg+xml")
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return answer


def picture(title: str, name: str, brand_colour: str) -> bytes:
    """A PNG: the title as large as it fits, and below it the ten dots of the mark with the union's name."""
    ground = valid_colour(brand_colour, otherwise=BRAND)
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw, ink = ImageDraw.Draw(image), text_on(ground)
    size, lines = _fitted(" ".join(title.split()))
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * round(size * 1.2)), line, font=_font(size), fill=ink)
    for dot in range(10):
        left, top = MARGIN + dot % 5 * 30, 506 + dot // 5 * 30
        draw.ellipse((left, top, left + 18, top + 18), fill=SUN if dot == 9 else ink)
    draw.text((MARGIN + 170, 506), name[:50], font=_font(38), fill=ink)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _fitted(title: str) -> tuple[int, list[str]]:
    room = WIDTH - 2 * MARGIN
    for size in (84, 72, 60, 52, 44):
        widest = max(1, room // round(size * 0.56))
        lines = wrap(title, widest)
        if len(lines) * size * 1.2 <= 370 and all(_font(size).getlength(line) <= room for line in lines):
            return size, lines
    return 44, [*wrap(title, 38)[:6], "…"]


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """DejaVu, as in print, which has all of Welsh; else what Pillow brings along."""
    try:
        return ImageFont.truetype("DejaVuSans-Bold.ttf", size)
    except OSError:
        return ImageFont.load_default(size)
