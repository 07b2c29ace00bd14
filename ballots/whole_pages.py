"""All that is shown of a ballot, at its own address and on its CMS page."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from ballots.models import Ballot, State
from ballots.pausing import why_paused
from ballots.result_shown import shown_of
from ballots.thresholds import bars_of
from ballots.turnout import turnout_of

A_QUARTER = 900


def whole_page(pk: int, *, at: datetime) -> dict[str, Any]:
    """The ballot as it runs, or with its drawn `result` once that is out; nothing before it is public."""
    ballot = Ballot.objects.public().select_related("branch").filter(pk=pk).first()
    if ballot is None:
        return {}
    return {"ballot": ballot, "result": _drawn(ballot)} if ballot.result_is_out else running(ballot, at=at)


def running(ballot: Ballot, *, at: datetime) -> dict[str, Any]:
    """A ballot before its result: never a count, and the turnout only roughly."""
    questions = list(ballot.questions.prefetch_related("options"))
    return {
        "ballot": ballot,
        "open": ballot.is_open(at),
        "questions": questions,
        "thresholds": bars_of(ballot, questions),
        "turnout": turnout_of(ballot) if _tells_turnout(ballot) else None,
        "extensions": ballot.extensions.all(),
        "why_paused": why_paused(ballot) if ballot.state == State.PAUSED else "",
        "addenda": ballot.addenda.all(),
    }


def _tells_turnout(ballot: Ballot) -> bool:
    return ballot.state not in (State.SCHEDULED, State.VOID) and not ballot.by_returns


def _drawn(ballot: Ballot) -> str:
    """The result without its heading, kept for each language: it does not change any more."""
    key = f"ballot-result-body:{get_language()}:{ballot.slug}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        context = {"ballot": ballot, **shown_of(ballot.count.results)}
        drawn = render_to_string("ballots/_result_body.html", context)
        cache.set(key, drawn, A_QUARTER)
    return drawn
