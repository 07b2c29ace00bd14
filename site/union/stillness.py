"""Pages that wait look again by themselves: not for a reader who would rather be left to read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

STILL = "still"  # the cookie, and the word in the address that sets it
WISHES = ("yes", "no")
KEPT_FOR = 365 * 24 * 60 * 60  # seconds


def stays_still(request: HttpRequest) -> bool:
    """Whether pages stay as they are for this reader until they ask again."""
    return (_wish(request) or request.COOKIES.get(STILL)) == "yes"


def _wish(request: HttpRequest) -> str:
    wish = request.GET.get(STILL, "")
    return wish if wish in WISHES else ""


class StillMiddleware:
    """No page reloads by itself for whoever followed a link to `?still=yes`, until they follow `?still=no`.

    A page that waits is asked for again by its `Refresh` header, and a screen reader begins it anew each
    time (WCAG 2.2.1 and 2.2.2). The wish is kept in the browser and nowhere else. It is heard where a
    page waits, and at the desk, where there is time to find it before one does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        waits = "Refresh" in answer
        if waits and stays_still(request):
            del answer["Refresh"]
        if (wish := _wish(request)) and (waits or request.path_info.startswith("/desk/")):
            answer.set_cookie(
                STILL,
                wish,
                max_age=KEPT_FOR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer
