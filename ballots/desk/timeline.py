"""A ballot's way in words: what happened, what comes next and when, and who has to do something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ballots.models import Act, Approval, Ballot, State
from union.audit.models import Entry
from union.audit.recording import audit_actions

# How many of the stages below lie behind a ballot in each state.
BEHIND = {
    State.DRAFT: 1,
    State.FROZEN: 2,
    State.SCHEDULED: 2,
    State.OPEN: 3,
    State.PAUSED: 3,
    State.CLOSED: 4,
    State.COUNTED: 5,
    State.CERTIFIED: 5,
    State.PUBLISHED: 6,
    State.SHREDDED: 6,
}


@dataclass(frozen=True)
class Stage:
    """One stage; `when` is past, or planned, or None while nobody can say. `who` has to act or has acted.

    `came` is what the worker reported of it.
    """

    title: str
    when: datetime | None
    who: str
    done: bool = False
    next: bool = False
    came: str = ""


@dataclass(frozen=True)
class Deed:
    """A line of the history."""

    at: datetime
    who: str
    did: str
    action: str = ""


def timeline_of(
    ballot: Ballot,
    *,
    decisions: list[Approval],
    history: list[Deed],
    reports: Mapping[str, str] | None = None,
) -> list[Stage]:
    """Six stages from the draft to the result, and a last one once the papers are destroyed.

    A void ballot ends where it was declared void.
    `reports` are sentences by the titles of stages.
    """
    drawn = history[-1].at if history else None
    stages = [
        ("Drawn up", drawn, f"By {ballot.created_by.get_full_name()}."),
        ("Fixed", ballot.frozen_at, _two(decisions, Act.FREEZE, "An officer asks, a colleague agrees.")),
        ("Opens", _opened_or_opens(ballot), _opening(ballot)),
        ("Closes", ballot.closed_at or ballot.closes_at, _closing(ballot, decisions)),
        ("Counted", ballot.counted_at, _counting(ballot)),
        (
            "Published",
            ballot.published_at,
            _two(decisions, Act.PUBLICATION, "One asks, a second person agrees."),
        ),
    ]
    came = reports or {}
    if ballot.state == State.VOID:
        return _until_void(ballot, stages, decisions, came)
    behind = BEHIND[State(ballot.state)]
    way = [
        Stage(title, when, who, done=place < behind, next=place == behind, came=came.get(title, ""))
        for place, (title, when, who) in enumerate(stages)
    ]
    return [*way, _destroyed(ballot, history)] if ballot.state == State.SHREDDED else way


def history_of(ballot: Ballot) -> list[Deed]:
    """The audit log of this ballot in words, the latest first; details and counts stay in the log."""
    sentences = audit_actions()
    entries = Entry.objects.filter(subject=ballot.subject).select_related("by").order_by("-pk")
    return [
        Deed(
            entry.at,
            entry.by.get_full_name() if entry.by else "The ballot",
            sentences.get(entry.action, entry.action),
            entry.action,
        )
        for entry in entries
    ]


def _until_void(
    ballot: Ballot,
    stages: list[tuple[str, datetime | None, str]],
    decisions: list[Approval],
    came: Mapping[str, str],
) -> list[Stage]:
    ended = _done(decisions, Act.VOID)
    at = ended.done_at if ended else None
    who = f"{_two(decisions, Act.VOID, '')} {ballot.void_reason}".strip()
    past = [stage for stage in stages if stage[1] and (at is None or stage[1] < at)]
    way = [*past, ("Declared void", at, who)]
    return [Stage(title, when, said, done=True, came=came.get(title, "")) for title, when, said in way]


def _opened_or_opens(ballot: Ballot) -> datetime:
    """Its time, or the moment of the second yes where that came later."""
    return max(ballot.opens_at, ballot.frozen_at) if ballot.frozen_at else ballot.opens_at


def _destroyed(ballot: Ballot, history: list[Deed]) -> Stage:
    when = next((deed.at for deed in history if deed.action == "ballot.shredded"), None)
    said = "By itself, a year after the close. Result and evidence stay."
    if ballot.custody == Ballot.Custody.SCRUTINEERS:
        said += " Tell the scrutineers: they destroy their sheets now."
    return Stage("Papers destroyed", when, said, done=True)


def _opening(ballot: Ballot) -> str:
    if ballot.by_returns:
        return "By itself. Branches send in their figures from then on."
    return "By itself. Members with an e-mail address get their link."


def _closing(ballot: Ballot, decisions: list[Approval]) -> str:
    if ballot.closed_at and (early := _done(decisions, Act.EARLY_CLOSE)) and not early.refusal:
        return f"Early. {_two(decisions, Act.EARLY_CLOSE, '')}"
    return "By itself, at this time."


def _counting(ballot: Ballot) -> str:
    if ballot.custody == Ballot.Custody.SCRUTINEERS:
        return "By the scrutineers, who meet after the close."
    if ballot.by_returns:
        return "By itself, within minutes of the close."
    return "By itself, within minutes of the close, or of the last return of papers that were given out."


def _done(decisions: list[Approval], act: Act) -> Approval | None:
    """The decision of this kind that took effect last."""
    found = [one for one in decisions if one.act == act and one.done_at and not one.refusal]
    return found[-1] if found else None


def _two(decisions: list[Approval], act: Act, otherwise: str) -> str:
    decided = _done(decisions, act)
    if decided is None or decided.approver is None:
        return otherwise
    return f"By {decided.proposer.get_full_name()} and {decided.approver.get_full_name()}."
