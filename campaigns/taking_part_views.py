"""The page behind “Take part” in the menu."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.taking_part import what_is_on
from union.pages.kept_pages import kept_or_drawn


@require_safe
def taking_part(request: HttpRequest) -> HttpResponseBase:
    """Kept as pages are: what it shows is public already, and a change counts at once."""

    def drawn() -> HttpResponseBase:
        at = timezone.now()
        return render(request, "campaigns/taking_part.html", {"on": what_is_on(at=at), "at": at})

    return kept_or_drawn(request, drawn)


urlpatterns = [path("", taking_part, name="taking_part")]
