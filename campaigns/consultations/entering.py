"""A proved link on its way to the button that uses it: a signed cookie for half an hour, and no session."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from campaigns.consultations.codes import new_code
from campaigns.consultations.errors import UnknownLink
from campaigns.consultations.linking import place_of_link
from campaigns.consultations.models import Consultation, Participation
from union.languages import page_is_welsh

# One for each language: a cookie of /views/ is not sent to /cy/views/.
COOKIES = {"en-gb": "invited", "cy": "invited-cy"}
SALT = "consultations.invited"
HALF_AN_HOUR = 30 * 60
FROM_DESK = " desk"


@dataclass(frozen=True)
class Entrance:
    """Whose place this is, and whether they come from their own desk or by the link in a letter."""

    place: Participation
    from_desk: bool


def let_in(response: HttpResponseBase, place: Participation, *, from_desk: bool = False) -> None:
    """Let the browser prove the link again, for half an hour, to the pages of this one consultation."""
    for language, name in COOKIES.items():
        response.set_signed_cookie(
            name,
            f"{place.link_id}{FROM_DESK if from_desk else ''}",
            salt=SALT + place.consultation.slug,
            max_age=HALF_AN_HOUR,
            path=_root(place.consultation, language),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",  # Strict would be withheld on the redirect from a link in a mail
        )


def show_out(response: HttpResponseBase, consultation: Consultation) -> None:
    """Forget the link: from now on the browser holds a receipt code alone."""
    for language, name in COOKIES.items():
        response.delete_cookie(name, path=_root(consultation, language), samesite="Lax")


def entrance_of(request: HttpRequest, consultation: Consultation) -> Entrance:
    """The place that this browser proved in the last half hour. Raises UnknownLink."""
    name = COOKIES["cy" if page_is_welsh() else "en-gb"]
    salt = SALT + consultation.slug
    proved = request.get_signed_cookie(name, default="", salt=salt, max_age=HALF_AN_HOUR)
    if not proved:
        raise UnknownLink
    link_id = int(proved.removesuffix(FROM_DESK))
    return Entrance(place_of_link(link_id, consultation=consultation), proved.endswith(FROM_DESK))


def code_to_offer(place: Participation) -> str:
    """A new receipt code, signed for this place: pressing the button twice then leads to one reply."""
    return signing.dumps(new_code(), salt=f"{SALT}.{place.link_id}")


def code_taken(offered: str, place: Participation) -> str:
    """The code that was offered, or another new one where it does not come from us or is half a day old."""
    try:
        return str(signing.loads(offered, salt=f"{SALT}.{place.link_id}", max_age=24 * HALF_AN_HOUR))
    except signing.BadSignature:
        return new_code()


def _root(consultation: Consultation, language: str) -> str:
    with translation.override(language):
        return reverse("consultations:start", args=[consultation.slug])
