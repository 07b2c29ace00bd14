"""How the pages of a ballot say a time, and where the same page stands in the other language."""

from base64 import b64decode
from datetime import datetime
from hashlib import sha256

from django import template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ballots.models import Ballot
from ballots.own_words import as_written, own_label, own_place
from ballots.receipts import public_signing_key

register = template.Library()
register.filter("own_label", own_label)
register.filter("own_place", own_place)


@register.filter("as_written")
def as_written_in(words: str, ballot: Ballot) -> str:
    """Words of the ballot's officers as they wrote them, marked where the page is in another language."""
    return as_written(words, ballot.language)


@register.filter
def thousands(number: int) -> str:
    """4,624, as in the sentences beside it."""
    return f"{number:,}"


@register.filter
def when(moment: datetime) -> SafeString:
    """The words of `when_plain` as an element that also says the time to machines."""
    exact = timezone.localtime(moment).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', exact, when_plain(moment))


@register.filter
def when_plain(moment: datetime) -> str:
    """Friday 25 March 2022 at 5:00pm, by the union's own clock, in the language of the page or letter."""
    local = timezone.localtime(moment)
    clock = f"{local.hour % 12 or 12}:{local:%M}"
    hour = (_("%(clock)sam") if local.hour < 12 else _("%(clock)spm")) % {"clock": clock}
    return _("%(day)s at %(hour)s") % {"day": date_format(local, "l j F Y"), "hour": hour}


@register.simple_tag
def signing_key_sha256() -> str:
    """The SHA-256 of the public key of this site, as verify.py names the key that signed a bundle."""
    return sha256(b64decode(public_signing_key())).hexdigest()


@register.simple_tag
def address_in(language: str, view: str, *args: object) -> str:
    """The address of a view in `language`: the same page without or with /cy/ in front."""
    with translation.override(language):
        return reverse(view, args=args)
