"""Petitions under `/api/petitions/`: what their pages show, the same figures at the same time."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from petitions import cells
from petitions.keeping import SECONDS, key_of
from petitions.models import Petition
from petitions.showing import shown
from union.api.routes import Route, Schema
from union.api.shapes import ADDRESS, NUMBER, TEXT, TIME, TIME_OR_NOT, a_list, an_object, time_of

MOST = 500  # petitions in the list, the newest first
PLACES_KEPT = 600  # seconds
Json = dict[str, Any]


def petitions() -> Json:
    """Every public petition; nothing is asked of the database while the list is in the cache."""
    listed: list[Json] | None = cache.get("petitions:api")
    if listed is None:
        listed = _list(at=timezone.now())
        cache.set("petitions:api", listed, SECONDS)
    return {"petitions": listed}


def _list(*, at: datetime) -> list[Json]:
    found = list(Petition.objects.public().with_counts().order_by("-opened_at", "-pk")[:MOST])
    # Where the page keeps a number for its ten seconds, the list shows the same.
    pages = cache.get_many([key_of(petition.slug) for petition in found])
    return [
        _petition(petition, count=page.count if (page := pages.get(key_of(petition.slug))) else number, at=at)
        for petition in found
        for number in [max(petition.count, 0)]  # type: ignore[attr-defined]
    ]


def petition(slug: str) -> Json:
    """One petition with the places its signatures come from; Http404 unless it is public."""
    page = shown(slug)
    if page is None:
        raise Http404("There is no public petition at this address.")
    at = timezone.now()
    body = _petition(page.petition, count=page.count, at=at)
    return body | {"as_of": at.isoformat(timespec="seconds"), "places": _places(page.petition, at=at)}


def _petition(petition: Petition, *, count: int, at: datetime) -> Json:
    welsh = {name: getattr(petition, f"{name}_cy") for name in ("title", "demand", "decision_maker")}
    return {
        "slug": petition.slug,
        "title": petition.title,
        "demand": petition.demand,
        "decision_maker": petition.decision_maker,
        "welsh": welsh if petition.speaks_welsh else None,
        "state": petition.stage(at),
        "count": count,
        "goal": petition.goal,
        "opened_at": time_of(petition.opened_at or petition.opens_at),
        "closes_at": time_of(petition.closing_at or petition.closes_at),
        "links": {
            "self": _address("api:petition", petition),
            "page": _address("petition", petition),
            "count": _address("petition_count", petition),
            "embed": _address("petition_embed", petition),
        },
    }


def _places(petition: Petition, *, at: datetime) -> Json:
    """Nations, regions and constituencies, taken together every ten minutes: too seldom to follow anybody."""
    key = f"petitions:places:{petition.pk}"
    found: Json | None = cache.get(key)
    if found is None:
        tables = zip(("nations", "regions", "constituencies"), cells.places(petition), strict=True)
        found = {"as_of": at.isoformat(timespec="seconds")} | {name: _table(table) for name, table in tables}
        cache.set(key, found, PLACES_KEPT)
    return found


def _table(table: cells.Table) -> Json:
    rows = [{"code": key, "name": name, "count": n} for key, name, n in table.rows]
    return {"rows": rows, "unknown": table.unknown, "others": table.others}


def _address(name: str, petition: Petition) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[petition.slug])}"


# --- the shape of the answers -----------------------------------------------------------------------------

WELSH = {**an_object({"title": TEXT, "demand": TEXT, "decision_maker": TEXT}), "type": ["object", "null"]}
PETITION: dict[str, Schema] = {
    "slug": TEXT,
    "title": TEXT,
    "demand": TEXT,
    "decision_maker": TEXT,
    "welsh": WELSH,
    "state": {"type": "string", "enum": Petition.State.values[2:]},
    "count": {**NUMBER, "description": "confirmed signatures, as the page shows them"},
    "goal": NUMBER,
    "opened_at": TIME_OR_NOT,
    "closes_at": TIME_OR_NOT,
    "links": an_object({"self": ADDRESS, "page": ADDRESS, "count": ADDRESS, "embed": ADDRESS}),
}
TABLE = an_object(
    {
        "rows": {
            "type": "array",
            "items": an_object({"code": TEXT, "name": TEXT, "count": {"type": "integer", "minimum": 10}}),
        },
        "unknown": {**NUMBER, "description": "signatures whose place is not known"},
        "others": {**NUMBER, "description": "all other places together, with what hides them"},
    }
)
PLACES = an_object({"as_of": TIME, "nations": TABLE, "regions": TABLE, "constituencies": TABLE})


def api_routes() -> list[Route]:
    return [
        Route(
            path="petitions/",
            name="petitions",
            summary=f"Every public petition with its count, the newest {MOST}",
            answer=petitions,
            schema=an_object({"petitions": a_list(an_object(PETITION))}),
        ),
        Route(
            path="petitions/<slug:slug>/",
            name="petition",
            summary="One petition, and how many sign where; no figure under ten, nor any that gives one away",
            answer=petition,
            schema=an_object({**PETITION, "as_of": TIME, "places": PLACES}),
            in_list=False,
        ),
    ]
