"""A national ballot of many branches, its box filled without a booth and counted by its scrutineers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from ballots.asking import Answers
from ballots.casting import make_tracker
from ballots.models import Ballot, BoxPaper, RollEntry, State
from ballots.sealing import Paper, digest_of, seal
from tests.ballots import scrutineers
from tests.ballots.factories import a_branch
from tests.ballots.scrutineers import Scrutiny, nell


def a_national_ballot(
    *, noon: datetime, members: Mapping[str, int], draw_up: Callable[[Ballot], object] = lambda draft: None
) -> Scrutiny:
    """Open in branches of these codes (their first letters are the region) with so many members each."""
    for code, many in members.items():
        a_branch(code, region=code[:2], members=many)
    return scrutineers.opened(noon, draw_up=draw_up)


def drawing(ballot: Ballot) -> dict[str, object]:
    """Who draws up and when, for verbs on the draft."""
    return {"by": nell(), "at": ballot.opens_at}


def fill_box(ballot: Ballot, papers: Iterable[tuple[int, Answers]]) -> None:
    """Close with these papers, each of the unit of that number and with a mark on somebody's entry there."""
    sealed = []
    for unit, answers in papers:
        paper = Paper(ballot.form_hash, unit, make_tracker(), answers)
        sealed.append(seal(paper, ballot_id=ballot.pk, public_key=bytes(ballot.public_key or b"")))
        entry = ballot.roll.filter(unit__number=unit, has_voted=False).earliest("pk")
        RollEntry.objects.filter(pk=entry.pk).update(has_voted=True)
    BoxPaper.objects.bulk_create(
        BoxPaper(digest=digest_of(paper), ballot=ballot, sealed=paper, kept_until="2023-03-22")
        for paper in sealed
    )
    Ballot.objects.filter(pk=ballot.pk).update(state=State.CLOSED, closed_at=ballot.closes_at)
    ballot.refresh_from_db()


def publish_nationally(scrutiny: Scrutiny, home: Path) -> bytes:
    """Counted on a laptop, certified, published; the bundle."""
    scrutineers.certified(scrutiny, home)
    return scrutineers.published(scrutiny)
