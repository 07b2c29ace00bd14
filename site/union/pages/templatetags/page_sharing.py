"""What every page says of itself to others, and the ways of passing it on."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.translation import get_language
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from union.pages.addresses import address, path_of
from union.pages.base import UnionPage
from union.pages.models import Organisation
from union.pages.sharing import described, qr_printed, share_page

register = template.Library()
WIDE = "fill-1200x630|format-jpeg"


@register.inclusion_tag("pages/_head.html", takes_context=True)
def page_head(context: Context) -> dict[str, Any]:
    """Canonical address, Open Graph, feeds and JSON-LD of the page that is shown; else nothing."""
    page, organisation = context.get("page"), context.get("organisation") or Organisation()
    if not isinstance(page, UnionPage) or not page.pk:
        return {}
    request = context.get("request")
    front, link = f"{settings.BASE_URL}/", address(page, request)
    chosen = _chosen(page)
    picture = f"{settings.BASE_URL}{chosen.get_rendition(WIDE).url}" if chosen else f"{link}picture/"
    return {
        "request": request,
        "page": page,
        "organisation": organisation,
        "address": link,
        "picture": picture,
        "picture_says": chosen.title if chosen else page.told_as,
        "locale": "cy_GB" if get_language() == "cy" else "en_GB",
        "kind": "website" if page.schema_type == "WebPage" else "article",
        "described": described(page, organisation, front=front, picture=picture, request=request),
        "feeds": [(above, path_of(above, request)) for above in [*page.trail, page][:2]],
    }


@register.inclusion_tag("pages/_share.html", takes_context=True)
def page_share(context: Context) -> dict[str, Any]:
    """Links that pass the page on; nothing on the front page, under an embargo and where there is no page."""
    page = context.get("page")
    embargoed = hasattr(context.get("request"), "pdf_address")
    if not isinstance(page, UnionPage) or not page.pk or page.depth <= 2 or embargoed:
        return {}
    request = context.get("request")
    return {"page": page, "share": share_page(page, request), "path": path_of(page, request)}


@register.inclusion_tag("pages/_printed_code.html")
def printed_code(address: str, words: str = "") -> dict[str, str]:
    """On paper: an address as a code for a phone and in letters, with words for what is done there."""
    return {"address": address, "words": words, "picture": qr_printed(address)}


def _chosen(page: UnionPage) -> AbstractImage | None:
    """The picture an editor gave the page, in whatever field it is kept."""
    for name in page.picture_fields:
        found = getattr(page, name, None)
        if isinstance(found, get_image_model()):
            return found
    return None
