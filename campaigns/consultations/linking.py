"""The personal link of a member: an id and an HMAC that is stored nowhere, so a dump mints no link.

The receipt code of a member who is known, in confidential and named mode, is computed in the same way: so the
link goes on with what was begun, and the member's own desk opens what was sent. That of an anonymous reply is
random, and nobody can find it.
"""

import hmac
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campaigns.consultations.codes import ALPHABET, LENGTH, tidy
from campaigns.consultations.errors import UnknownLink
from campaigns.consultations.models import Consultation, Participation
from union.keys import derive
from union.tokens import id_bytes, read_token, write_token

UNKNOWN_LINK = _("This link opens nothing. Copy it whole from your letter, or ask for it again below.")


def token_for(place: Participation) -> str:
    """The secret part of a member's link; made at the moment of sending, never stored."""
    return write_token(place.link_id, _mac("links", place))


def place_behind(token: str, *, consultation: Consultation) -> Participation:
    """The place in this consultation that a link proves. Raises UnknownLink."""
    read = read_token(token)
    if read is None:
        raise UnknownLink(UNKNOWN_LINK)
    link_id, mac = read
    place = place_of_link(link_id, consultation=consultation)
    if not hmac.compare_digest(mac, _mac("links", place)):
        raise UnknownLink(UNKNOWN_LINK)
    return place


def place_of_link(link_id: int, *, consultation: Consultation) -> Participation:
    """The place with this id, which somebody has proved before. Raises UnknownLink."""
    found = Participation.objects.filter(link_id=link_id, consultation=consultation).first()
    if found is None:
        raise UnknownLink(UNKNOWN_LINK)
    found.consultation = consultation
    return found


def code_of_known(place: Participation) -> str:
    """The receipt code of a confidential or named reply: always the same for one place, stored nowhere."""
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in _mac("codes", place)[:LENGTH])
    return tidy(letters)


def _mac(purpose: str, place: Participation) -> bytes:
    key = derive(settings.VIEWS_LINK_KEY, f"{purpose} of consultation {place.consultation_id}")
    return hmac.new(key, id_bytes(place.link_id), sha256).digest()
