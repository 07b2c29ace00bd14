"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest

from union.pages.models import Organisation


def organisation(request: HttpRequest) -> dict[str, object]:
    """`organisation`, once a request, and whether this is the demo."""
    return {"organisation": Organisation.for_request(request), "demo": settings.DEMO}
