"""Passing a petition on: addresses to send, and the picture a phone reads."""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from petitions.arriving import FRIEND, SOURCE, friend_code
from petitions.models import Petition, Signature


@dataclass(frozen=True)
class Share:
    """What the page after confirming offers; every address names its own way of coming."""

    address: str
    whatsapp: str
    email: str
    words: str
    title: str
    qr: SafeString
    invited: int


def share(signature: Signature) -> Share:
    """The personal link of a signer, in every shape it is passed on in."""
    petition = signature.petition
    title = petition.words("title")
    words = _("I have signed “%(title)s”. Will you sign too?") % {"title": title}
    link = {how: address(petition, source=how, of=signature) for how in ("share", "whatsapp", "email", "qr")}
    letter = {"subject": title, "body": f"{words}\r\n\r\n{link['email']}\r\n"}
    return Share(
        address=link["share"],
        whatsapp=f"https://wa.me/?{urlencode({'text': f'{words} ' + link['whatsapp']}, quote_via=quote)}",
        email=f"mailto:?{urlencode(letter, quote_via=quote)}",
        words=words,
        title=title,
        qr=qr_picture(link["qr"]),
        invited=signature.invited,
    )


def address(petition: Petition, *, source: str = "", of: Signature | None = None) -> str:
    """The whole address in the language of the page, with the way somebody comes by and whose friend."""
    told = {FRIEND: friend_code(of.pk) if of else "", SOURCE: source}
    words = urlencode({name: value for name, value in told.items() if value})
    return f"{settings.BASE_URL}{petition.get_absolute_url()}{'?' if words else ''}{words}"


def qr_picture(words: str) -> SafeString:
    """An SVG that stands in a page: black on nothing, no script and no style in it."""
    return mark_safe(_qr(words).svg_inline(scale=6, border=4, omitsize=True))


def qr_file(words: str) -> bytes:
    """The same as a file of its own, black on white."""
    file = BytesIO()
    _qr(words).save(file, kind="svg", scale=10, border=4, light="#fff")
    return file.getvalue()


def _qr(words: str) -> segno.QRCode:
    return segno.make_qr(words, error="m")
