"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from union.pages.models import Organisation
from union.pages.theme import stylesheet, version


def organisation_of(request: HttpRequest) -> Organisation:
    """The settings of the site asked for, or the defaults where no site answers yet."""
    try:
        return Organisation.for_request(request)
    except Organisation.DoesNotExist:
        return Organisation()


def organisation(request: HttpRequest) -> dict[str, object]:
    """`organisation`, once a request, the address of its colours, and whether this is the demo."""
    found = organisation_of(request)
    css = stylesheet(found.brand_colour, found.accent_colour)
    return {
        "organisation": found,
        "theme_href": f"{reverse('theme')}?v={version(css)}",
        "demo": settings.DEMO,
    }
