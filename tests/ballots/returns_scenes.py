"""Votes on paper and at meetings in a national ballot, marked and keyed by officers of two branches."""

from collections.abc import Sequence
from datetime import datetime

from ballots import marking, returning
from ballots.closing import close_ballot
from ballots.models import Ballot, Method
from ballots.piles import Pile
from tests.ballots.factories import a_branch, an_officer, cast_by_many, while_open
from tests.ballots.scrutineers import Scrutiny, opened
from union.accounts.models import User

A, B = (1,), (2,)


def officers(code: str) -> tuple[User, User]:
    """Ada and Ben of that branch."""
    branch = a_branch(code)
    ada, ben = (an_officer(f"{name}.{code.lower()}@example.org", branch=branch) for name in ("ada", "ben"))
    return ada, ben


def mark(ballot: Ballot, code: str, method: Method, *members: int) -> None:
    for member in members:
        number, by = f"{code}-{member:05}", officers(code)[0]
        marking.mark(ballot, number=number, method=method, by=by, at=while_open(ballot))


def key(
    scrutiny: Scrutiny, code: str, method: Method, *, a: int, b: int, spoilt: int = 0, by: Sequence[User] = ()
) -> None:
    """Both officers of the branch find the same."""
    for officer in by or officers(code):
        returning.key_return(
            scrutiny.ballot,
            unit=scrutiny.ballot.units.get(name=f"Branch {code}"),
            method=method,
            piles=[Pile({1: A}, a), Pile({1: B}, b)],
            spoilt=spoilt,
            by=officer,
            at=scrutiny.ballot.closes_at,
        )


def key_all(scrutiny: Scrutiny) -> None:
    key(scrutiny, "NW-001", Method.PAPER, a=1, b=1, spoilt=1)
    key(scrutiny, "NW-002", Method.PAPER, a=0, b=2)
    key(scrutiny, "NW-002", Method.MEETING, a=4, b=7)


def closed_with_papers(noon: datetime) -> Scrutiny:
    """Closed: 24 of Harbour voted by link; 3 got a paper, and 2 in Moor, where 11 came to a meeting."""
    a_branch("NW-001", members=40)
    a_branch("NW-002", members=40)
    scrutiny = opened(noon)
    ballot = scrutiny.ballot
    cast_by_many(ballot, 24)
    mark(ballot, "NW-001", Method.PAPER, 38, 39, 40)
    mark(ballot, "NW-002", Method.PAPER, 1, 2)
    mark(ballot, "NW-002", Method.MEETING, *range(3, 14))
    assert close_ballot(ballot, at=ballot.closes_at)
    return scrutiny
