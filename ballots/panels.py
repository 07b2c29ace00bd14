"""What other pages show of a ballot: a panel, and the result page kept ready made.

A kept page is the same for everybody. It is drawn without the request, so that nothing of one visitor, no
token and no nonce can stand in it, and drawn anew after ten seconds.
"""

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from ballots.models import Ballot, Count
from ballots.result_shown import questions_shown, shown_of
from union.pages.context import organisation
from union.statements import Tables, records

SECONDS = 10
COUNT: Tables = (("c", Count, ("id", "results")),)
FROM_COUNT = "FROM ballots_count c WHERE c.ballot_id = %s"


def panel_context(ballot: Ballot, *, at: datetime) -> dict[str, object]:
    """What the panel of a ballot shows: when it closes while open, its result once published."""
    shown: dict[str, object] = {"ballot": ballot, "open": ballot.is_open(at)}
    if ballot.result_is_out:
        [[count]] = records(COUNT, FROM_COUNT, [ballot.pk])
        assert isinstance(count, Count)
        shown |= {"results": count.results, "questions": questions_shown(count.results)}
    return shown


def kept_result(request: HttpRequest, slug: str) -> str | None:
    """The published result page at this address; None where none is kept."""
    return cache.get(_key(request, slug))


def keep_result(request: HttpRequest, ballot: Ballot) -> str:
    """Draw the result page of a published ballot in the language and for the site asked for, and keep it."""
    results = Count.objects.only("results").get(ballot=ballot).results
    shown = {"ballot": ballot, **shown_of(results)}
    page = {"title": ballot.title, "body": render_to_string("ballots/_result.html", shown)}
    drawn = render_to_string("ballots/result.html", {**organisation(request), **page})
    cache.set(_key(request, ballot.slug), drawn, SECONDS)
    return drawn


def _key(request: HttpRequest, slug: str) -> str:
    return f"ballots:result:{slug}:{get_language()}:{request.get_host()}"
