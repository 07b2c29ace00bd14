"""The other sides of a page: where it stands in Welsh and in English."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from wagtail.models import Page

from union.languages import language_of_text, page_is_welsh
from union.pages.addresses import path_of
from union.pages.base import UnionPage

register = template.Library()
TAGS = {"en-gb": ("en-GB", "English"), "cy": ("cy", "Cymraeg")}


@register.filter
def in_page_language(page: Page | None) -> Page | None:
    """A page that another leads to: on a Welsh page its live Welsh side, where it has one."""
    if page is None or not page_is_welsh():
        return page
    side: Page = page.localized
    return side


@register.filter
def lang_of_page(page: Page) -> str:
    """` lang="en-GB"` on a Welsh page around words of a page that has no Welsh side, else nothing."""
    if not page_is_welsh() or page.locale.language_code == "cy":
        return ""
    return format_html(' lang="{}"', TAGS["en-gb"][0])


@register.filter
def lang_said(text: str) -> str:
    """` lang="…"` around what a member said where it is in another language than the page, else nothing."""
    said = language_of_text(text)
    if (said == "cy") == page_is_welsh():
        return ""
    return format_html(' lang="{}"', "cy" if said == "cy" else TAGS["en-gb"][0])


@register.simple_tag
def address_in(language: str, view: str, *args: object) -> str:
    """The address of a view in `language`: the same page without or with /cy/ in front."""
    with translation.override(language):
        return reverse(view, args=args)


@dataclass(frozen=True)
class Side:
    """One language of a page."""

    tag: str
    name: str
    path: str
    url: str
    here: bool


@register.simple_tag(takes_context=True)
def sides(context: Any) -> list[Side]:
    """The live languages of the page that is shown, itself included; none where it has one alone."""
    page = context.get("page")
    if not isinstance(page, UnionPage) or not page.pk or len(page.live_sides) < 2:
        return []
    return [_side(row, page, context.get("request")) for row in page.live_sides]


def _side(row: Page, page: Page, request: Any) -> Side:
    tag, name = TAGS[row.locale.language_code]
    path = path_of(row, request)
    return Side(tag, name, path, f"{settings.BASE_URL}{path}", row.pk == page.pk)
