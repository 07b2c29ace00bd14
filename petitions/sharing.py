"""Passing a petition on: addresses to send, each with the way somebody comes by."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.arriving import FRIEND, SOURCE, friend_code
from petitions.models import Petition, Signature
from union.pages.sharing import Share, letter, whatsapp


@dataclass(frozen=True)
class OwnShare(Share):
    """What the page after confirming offers; every address names its own way of coming."""

    invited: int


def share(signature: Signature) -> OwnShare:
    """The personal link of a signer, in every shape it is passed on in."""
    petition = signature.petition
    title = petition.words("title")
    words = _("I have signed “%(title)s”. Will you sign too?") % {"title": title}
    link = {how: address(petition, source=how, of=signature) for how in ("share", "whatsapp", "email", "qr")}
    return OwnShare(
        address=link["share"],
        whatsapp=whatsapp(f"{words} {link['whatsapp']}"),
        email=letter(subject=title, body=f"{words}\r\n\r\n{link['email']}\r\n"),
        words=words,
        title=title,
        qr_says=link["qr"],
        invited=signature.invited,
    )


def address(petition: Petition, *, source: str = "", of: Signature | None = None) -> str:
    """The whole address in the language of the page, with the way somebody comes by and whose friend."""
    told = {FRIEND: friend_code(of.pk) if of else "", SOURCE: source}
    words = urlencode({name: value for name, value in told.items() if value})
    return f"{settings.BASE_URL}{petition.get_absolute_url()}{'?' if words else ''}{words}"
