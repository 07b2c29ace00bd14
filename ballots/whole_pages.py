"""All that is shown of a ballot, at its own address and on its CMS page."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from ballots.models import Ballot, State, TurnoutFigures
from ballots.pausing import why_paused
from ballots.result_shown import shown_of
from ballots.thresholds import bars_of
from ballots.turnout import turnout_of
from union.members.models import Branch
from union.statements import ALL, Tables, records, run

A_QUARTER = 900
TOLD = ("threshold", "extension", "addendum")
BALLOT: Tables = (("b", Ballot, ALL), ("branch", Branch, ALL), ("f", TurnoutFigures, ALL))
FROM_BALLOT = """FROM ballots_ballot b
    LEFT JOIN members_branch branch ON branch.id = b.branch_id
    LEFT JOIN ballots_turnoutfigures f ON f.ballot_id = b.id
    WHERE b.id = %s"""
ANY_OF = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM ballots_{name} WHERE ballot_id = %s)" for name in TOLD
)


def whole_page(pk: int, *, at: datetime) -> dict[str, Any]:
    """The ballot as it runs, or with its drawn `result` once that is out; nothing before it is public."""
    ballot, told = _read(pk)
    if ballot is None or not ballot.is_public:
        return {}
    return (
        {"ballot": ballot, "result": _drawn(ballot)}
        if ballot.result_is_out
        else running(ballot, at=at, told=told)
    )


def running(ballot: Ballot, *, at: datetime, told: Collection[str] = TOLD) -> dict[str, Any]:
    """A ballot before its result: never a count, and the turnout only roughly.

    `told` names what there is of thresholds, extensions and corrections to the roll: nothing else is read.
    """
    questions = list(ballot.questions.prefetch_related("options"))
    return {
        "ballot": ballot,
        "open": ballot.is_open(at),
        "questions": questions,
        "thresholds": bars_of(ballot, questions) if "threshold" in told else [],
        "turnout": turnout_of(ballot) if _tells_turnout(ballot) else None,
        "extensions": ballot.extensions.all() if "extension" in told else [],
        "why_paused": why_paused(ballot) if ballot.state == State.PAUSED else "",
        "addenda": ballot.addenda.all() if "addendum" in told else [],
    }


def _read(pk: int) -> tuple[Ballot | None, set[str]]:
    """The ballot with its branch and last figures, and which of TOLD there is anything of; two statements."""
    rows: list[Any] = records(BALLOT, FROM_BALLOT, [pk])
    for ballot, branch, figures in rows:
        ballot.branch = branch
        Ballot._meta.get_field("figures").set_cached_value(ballot, figures)
        return ballot, {name for (name,) in run(ANY_OF, [pk] * len(TOLD))}
    return None, set()


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
