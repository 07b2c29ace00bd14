"""Passing a page on without anybody counting: addresses to send, a QR picture, what others may show of it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from union.languages import page_is_welsh
from union.pages.addresses import address
from union.pages.base import UnionPage
from union.pages.models import Organisation

ENDS_NOTHING = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@dataclass(frozen=True)
class Share:
    """One address in every shape it is passed on in."""

    address: str
    whatsapp: str
    email: str
    words: str
    title: str
    qr_says: str

    @property
    def qr(self) -> SafeString:
        return qr_picture(self.qr_says)


def share_page(page: UnionPage, request: HttpRequest | None = None) -> Share:
    """The same for everybody: nothing in it says who passed it on."""
    link, title = address(page, request), page.seo_title or page.title
    words = page.search_description or page.summary or title
    return Share(
        address=link,
        whatsapp=whatsapp(f"{title}: {link}"),
        email=letter(subject=title, body=f"{words}\r\n\r\n{link}\r\n"),
        words=words,
        title=title,
        qr_says=link,
    )


def whatsapp(text: str) -> str:
    return f"https://wa.me/?{urlencode({'text': text}, quote_via=quote)}"


def letter(*, subject: str, body: str) -> str:
    """A `mailto:` address: the letter is written in the reader's own program."""
    return f"mailto:?{urlencode({'subject': subject, 'body': body}, quote_via=quote)}"


def qr_picture(words: str) -> SafeString:
    """An SVG that stands in a page: black on nothing, no script and no style in it."""
    return mark_safe(_qr(words).svg_inline(scale=6, border=4, omitsize=True))


def qr_uri(words: str) -> str:
    """The same for the `src` of an image: `data:image/svg+xml,...`. Not kept: the words may be a secret."""
    made: str = _qr(words).svg_data_uri(scale=4, border=2, dark="#000")
    return made


@lru_cache(maxsize=500)
def qr_printed(address: str) -> str:
    """That of a public address, kept: a page is drawn for print whenever somebody asks for its PDF."""
    return qr_uri(address)


def qr_file(words: str) -> bytes:
    """The same as a file of its own, black on white."""
    file = BytesIO()
    _qr(words).save(file, kind="svg", scale=10, border=4, light="#fff")
    return file.getvalue()


def _qr(words: str) -> segno.QRCode:
    return segno.make_qr(words, error="m")


def described(
    page: UnionPage,
    organisation: Organisation,
    *,
    front: str,
    picture: str,
    request: HttpRequest | None = None,
) -> SafeString:
    """JSON-LD of the page for search engines: what kind it is, who says it, and where it lies.

    It stands in a script element that no browser runs; nothing in it can end that element.
    """
    publisher = {
        "@type": "Organization",
        "@id": f"{front}#organisation",
        "name": organisation.name,
        "url": front,
    }
    if organisation.contact_email:
        publisher["email"] = organisation.contact_email
    above = [*page.trail, page]
    links = [address(each, request) for each in above]
    graph = [publisher, _page(page, link=links[-1], picture=picture, publisher=publisher["@id"])]
    if len(above) > 1:
        crumbs = [_crumb(n, p.title, link) for n, (p, link) in enumerate(zip(above, links, strict=True), 1)]
        graph.append({"@type": "BreadcrumbList", "itemListElement": crumbs})
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(text.translate(ENDS_NOTHING))


def _page(page: UnionPage, *, link: str, picture: str, publisher: str) -> dict[str, Any]:
    summary = page.search_description or page.summary
    found: dict[str, Any] = {"@type": page.schema_type, "@id": link, "url": link, "name": page.told_as}
    found["inLanguage"] = "cy" if page_is_welsh() else "en-GB"
    if page.schema_type != "WebPage":
        found["headline"] = page.title
    if summary:
        found["description"] = summary
    if page.first_published_at:
        found["datePublished"] = page.first_published_at.isoformat(timespec="seconds")
    if page.last_published_at:
        found["dateModified"] = page.last_published_at.isoformat(timespec="seconds")
    return found | {"image": picture, "publisher": {"@id": publisher}}


def _crumb(number: int, title: str, link: str) -> dict[str, Any]:
    return {"@type": "ListItem", "position": number, "name": title, "item": link}
