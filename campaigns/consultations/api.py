"""Released tables under `/api/views/`: what the page of results shows, the same numbers."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from campaigns.consultations.models import Consultation, ReleasedTable
from campaigns.consultations.results import newest, number_in_words, says, shown
from campaigns.consultations.tabulating import Heading, Line, rounded
from union.api.routes import Route, Schema
from union.api.shapes import ADDRESS, TEXT, a_list, an_object

MOST = 500  # consultations in the list, the newest first
Json = dict[str, Any]


def consultations() -> Json:
    """Every consultation that has released tables."""
    released = ReleasedTable.objects.values("consultation")
    found = Consultation.objects.filter(pk__in=released).order_by("-opens", "-pk")[:MOST]
    return {"consultations": [_consultation(consultation) for consultation in found]}


def tables(slug: str) -> Json:
    """The tables of one consultation."""
    found = Consultation.objects.public().filter(slug=slug).first()
    if found is None:
        raise Http404("There is no public consultation at this address.")
    return _consultation(found) | {"tables": [_table(table) for table in newest(found).values()]}


def _consultation(consultation: Consultation) -> Json:
    return {
        "slug": consultation.slug,
        "title": consultation.title,
        "state": consultation.state,
        "links": {
            "self": _address("api:consultation", consultation),
            "page": _address("consultations:start", consultation),
            "results": _address("consultations:results", consultation),
        },
    }


def _table(table: ReleasedTable) -> Json:
    return {
        "question": table.question,
        "line": table.line,
        "split_by": table.split_by,
        "title": table.title,
        "split_title": table.split_title,
        "kind": table.kind,
        "unit": table.unit,
        "base": table.base,
        "counted_on": table.counted_on.isoformat(),
        "columns": [_heading(column) for column in table.tabulated.columns],
        "lines": [_line(line, table) for line in table.tabulated.lines],
        "notes": shown(table).notes,
    }


def _heading(heading: Heading) -> Json:
    return {"key": heading.key, "label": says(heading) if heading.key else "", "measure": heading.measure}


def _line(line: Line, table: ReleasedTable) -> Json:
    pairs = zip(table.tabulated.columns, line.numbers, strict=True)
    return {
        "key": line.heading.key,
        "label": says(line.heading) if line.heading.key else "",
        "base": line.base,
        "numbers": [
            {
                "value": None if number.value is None else float(rounded(number.value, decimals=2)),
                "people": number.numerator,
                "shown": number_in_words(number, column, unit=table.unit),
            }
            for column, number in pairs
        ],
    }


def _address(name: str, consultation: Consultation) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[consultation.slug])}"


# --- the shape of the answers -----------------------------------------------------------------------------

PEOPLE: Schema = {"type": ["integer", "null"], "minimum": 0}
CONSULTATION: dict[str, Schema] = {
    "slug": TEXT,
    "title": TEXT,
    "state": {"type": "string", "enum": Consultation.State.values[1:]},
    "links": an_object({"self": ADDRESS, "page": ADDRESS, "results": ADDRESS}),
}
NUMBER = an_object(
    {
        "value": {"type": ["number", "null"], "description": "null where it is held back"},
        "people": {**PEOPLE, "description": "how many the share is of; null for averages"},
        "shown": TEXT,
    }
)
LINE = an_object(
    {
        "key": {"type": "string", "description": "empty for all who answered"},
        "label": TEXT,
        "base": {**PEOPLE, "description": "null where it would tell a few people apart"},
        "numbers": {"type": "array", "items": NUMBER, "description": "one for each column"},
    }
)
TABLE = an_object(
    {
        **dict.fromkeys(["question", "line", "split_by", "title", "split_title", "kind", "unit"], TEXT),
        "base": {"type": "integer", "minimum": 10},
        "counted_on": {"type": "string", "format": "date"},
        "columns": a_list(
            an_object(
                {
                    "key": TEXT,
                    "label": TEXT,
                    "measure": {"type": "string", "enum": ["share", "mean", "median", "first", "place"]},
                }
            )
        ),
        "lines": a_list(LINE),
        "notes": a_list(TEXT),
    }
)


def api_routes() -> list[Route]:
    return [
        Route(
            path="views/",
            name="consultations",
            summary=f"Consultations with released tables, the newest {MOST}",
            answer=consultations,
            schema=an_object({"consultations": a_list(an_object(CONSULTATION))}),
        ),
        Route(
            path="views/<slug:slug>/",
            name="consultation",
            summary="The released tables of one consultation; no number under ten or that gives one away",
            answer=tables,
            schema=an_object({**CONSULTATION, "tables": a_list(TABLE)}),
            in_list=False,
        ),
    ]
