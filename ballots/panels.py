"""What other pages show of a ballot: a panel, and the result page kept ready made."""

from datetime import datetime

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from ballots.models import Ballot
from ballots.result_shown import shown_of

A_QUARTER = 900


def panel_context(ballot: Ballot, *, at: datetime) -> dict[str, object]:
    """What the panel of a ballot shows: when it closes while open, its result once published."""
    shown: dict[str, object] = {"ballot": ballot, "open": ballot.is_open(at)}
    if ballot.result_is_out:
        results = ballot.count.results
        shown |= shown_of(results)
    return shown


def published_result(slug: str) -> dict[str, str] | None:
    """Title and body of a published result page, from the cache; None where it is not kept or not out."""
    return cache.get(_key(slug))


def keep_result(ballot: Ballot) -> dict[str, str]:
    """Draw the result page of a published ballot and keep it: the result does not change any more."""
    results = ballot.count.results
    context = {"ballot": ballot, **shown_of(results)}
    page = {"title": ballot.title, "body": render_to_string("ballots/_result.html", context)}
    cache.set(_key(ballot.slug), page, A_QUARTER)
    return page


def _key(slug: str) -> str:
    return f"ballot-result:{get_language()}:{slug}"
