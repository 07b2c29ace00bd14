"""How the pages of a ballot say a time, a number and the words of its officers."""

import shlex
from base64 import b64decode
from hashlib import sha256

from django import template

from ballots.models import Ballot
from ballots.own_words import as_written, own_label, own_place
from ballots.receipts import public_signing_key
from union.pages.templatetags.languages import address_in
from union.pages.templatetags.moments import when, when_plain

register = template.Library()
register.filter("when", when)
register.filter("when_plain", when_plain)
register.filter("own_label", own_label)
register.filter("own_place", own_place)
register.simple_tag(address_in)


@register.filter("as_written")
def as_written_in(words: str, ballot: Ballot) -> str:
    """Words of the ballot's officers as they wrote them, marked where the page is in another language."""
    return as_written(words, ballot.language)


@register.filter
def for_a_shell(words: str) -> str:
    """As one word of a command, whatever stands in it: scrutineers copy it to the laptop with the key."""
    return shlex.quote(words) if set(words) & set('"$`\\!') else f'"{words}"'


@register.filter
def thousands(number: int) -> str:
    """4,624, as in the sentences beside it."""
    return f"{number:,}"


@register.simple_tag
def signing_key_sha256() -> str:
    """The SHA-256 of the public key of this site, as verify.py names the key that signed a bundle."""
    return sha256(b64decode(public_signing_key())).hexdigest()
