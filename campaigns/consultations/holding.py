"""The receipt code on its way from page to page: a signed cookie that scripts cannot read, and no session."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from campaigns.consultations.models import Consultation

NAME = "reply"
# A cookie has one path, and the pages in Welsh have another.
NAMES = {"en-gb": NAME, "cy": "ateb"}
SALT = "consultations.reply"
HOURS_12 = 12 * 60 * 60


def code_held(request: HttpRequest) -> str:
    """The code this browser holds for the consultation under this address, or an empty string."""
    held = (
        request.get_signed_cookie(name, default="", salt=SALT, max_age=HOURS_12) for name in NAMES.values()
    )
    return next((code for code in held if code), "")


def hold(response: HttpResponseBase, *, consultation: Consultation, code: str) -> None:
    """Sent back only to the pages of this one consultation, in either language, for twelve hours."""
    for language, name in NAMES.items():
        response.set_signed_cookie(
            name,
            code,
            salt=SALT,
            max_age=HOURS_12,
            path=_pages(consultation, language),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def let_go(response: HttpResponseBase, *, consultation: Consultation) -> None:
    for language, name in NAMES.items():
        response.delete_cookie(name, path=_pages(consultation, language), samesite="Lax")


def _pages(consultation: Consultation, language: str) -> str:
    with translation.override(language):
        return consultation.get_absolute_url()
