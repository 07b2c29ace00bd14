"""The receipt code on its way from page to page: a signed cookie that scripts cannot read, and no session."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from campaigns.consultations.models import Consultation

NAME = "reply"
SALT = "consultations.reply"
HOURS_12 = 12 * 60 * 60


def code_held(request: HttpRequest) -> str:
    """The code this browser holds for the consultation under this address, or an empty string."""
    return request.get_signed_cookie(NAME, default="", salt=SALT, max_age=HOURS_12) or ""


def hold(response: HttpResponseBase, *, consultation: Consultation, code: str) -> None:
    """Sent back only to the pages of this one consultation, for twelve hours."""
    response.set_signed_cookie(
        NAME,
        code,
        salt=SALT,
        max_age=HOURS_12,
        path=consultation.get_absolute_url(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def let_go(response: HttpResponseBase, *, consultation: Consultation) -> None:
    response.delete_cookie(NAME, path=consultation.get_absolute_url(), samesite="Lax")
