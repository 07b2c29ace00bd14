"""The manners of `/api/`: read-only, JSON whatever happens, for every origin, fit for every cache."""

from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from union.api.openapi import document
from union.api.routes import Route, routes

SECONDS = 10
READING = ("GET", "HEAD")
Answer = Callable[..., Mapping[str, Any]]


def endpoint(answer: Answer) -> Callable[..., HttpResponse]:
    """A view of `answer`, which gives the JSON of one address or raises Http404."""
    # Nobody is signed in here and nothing is written, so there is no forgery to guard against.
    return csrf_exempt(partial(_respond, answer))


def _respond(answer: Answer, request: HttpRequest, **parameters: object) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    elif request.method not in READING:
        response = _fault(405, "This can only be read: ask with GET.")
    else:
        try:
            response = JsonResponse(answer(**parameters), json_dumps_params={"ensure_ascii": False})
            response["Cache-Control"] = f"public, max-age={SECONDS}, stale-while-revalidate=30"
            response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
            response = get_conditional_response(request, etag=response["ETag"], response=response) or response
        except Http404 as missing:
            response = _fault(404, str(missing) or "There is nothing at this address.")
    if response.status_code in (204, 405):
        response["Allow"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _fault(status: int, sentence: str) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status)


def root() -> dict[str, object]:
    """What there is, for whoever comes without a manual."""
    listed = [
        {"url": f"{settings.BASE_URL}{reverse(f'api:{route.name}')}", "summary": route.summary}
        for route in routes()
        if route.in_list
    ]
    return {"openapi": f"{settings.BASE_URL}{reverse('api:openapi')}", "resources": listed}


def nothing(**parameters: object) -> dict[str, object]:
    raise Http404(f"There is nothing at this address: begin at {reverse('api:root')}.")


ROOT = Route(
    path="",
    name="root",
    summary="What there is to read",
    answer=root,
    schema={
        "type": "object",
        "required": ["openapi", "resources"],
        "additionalProperties": False,
        "properties": {
            "openapi": {"type": "string", "format": "uri"},
            "resources": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["url", "summary"],
                    "additionalProperties": False,
                    "properties": {"url": {"type": "string", "format": "uri"}, "summary": {"type": "string"}},
                },
            },
        },
    },
    in_list=False,
)


def openapi() -> dict[str, object]:
    return document([ROOT, *routes()], server=settings.BASE_URL, prefix=reverse("api:root"))
