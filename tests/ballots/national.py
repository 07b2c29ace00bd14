"""A national ballot of many branches, its box filled without a booth. Nell proposes, Joss approves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from ballots.approving import approve, propose
from ballots.asking import Answers
from ballots.casting import make_tracker
from ballots.freezing import freeze_ballot
from ballots.models import Act, Ballot, BoxPaper, RollEntry, State
from ballots.opening import open_ballot, schedule_ballot
from ballots.publishing import publish_ballot
from ballots.sealing import Paper, digest_of, seal
from ballots.tallying import count_ballot
from tests.ballots.factories import a_branch, a_draft, ines
from union.accounts.models import Role, User


def an_official(email: str, kind: Role.Kind) -> User:
    user, _ = User.objects.get_or_create(email=email)
    Role.objects.get_or_create(user=user, kind=kind, branch=None)
    return user


def nell() -> User:
    return an_official("nell@example.org", Role.Kind.NATIONAL_OFFICE)


def joss() -> User:
    return an_official("joss@example.org", Role.Kind.SCRUTINEER)


def open_nationally(ballot: Ballot, *, noon: datetime) -> Ballot:
    approve(propose(ballot, Act.FREEZE, by=nell(), at=noon), by=joss(), at=noon)
    assert freeze_ballot(ballot, at=noon)
    schedule_ballot(ballot, at=noon)
    open_ballot(ballot, at=ballot.opens_at)
    ballot.refresh_from_db()
    return ballot


def a_national_ballot(
    *, noon: datetime, members: Mapping[str, int], draw_up: Callable[[Ballot], object] = lambda draft: None
) -> Ballot:
    """Open in branches of these codes (their first letters are the region) with so many members each."""
    branches = [a_branch(code, region=code[:2], members=many) for code, many in members.items()]
    draft = a_draft(branches[0], noon=noon)
    draw_up(draft)
    Ballot.objects.filter(pk=draft.pk).update(branch=None)
    draft.refresh_from_db()
    return open_nationally(draft, noon=noon)


def drawing(ballot: Ballot) -> dict[str, object]:
    """Who draws up and when, for verbs on a draft that still is a branch's."""
    assert ballot.branch
    return {"by": ines(ballot.branch), "at": ballot.opens_at}


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


def publish_nationally(ballot: Ballot) -> Ballot:
    count_ballot(ballot, at=ballot.closes_at)
    at = ballot.closes_at
    approve(propose(ballot, Act.PUBLICATION, by=nell(), at=at), by=joss(), at=at)
    assert publish_ballot(ballot, at=at, with_certificate=False)
    return ballot
