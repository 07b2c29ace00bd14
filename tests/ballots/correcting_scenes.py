"""Noor Haddad, whom the roll of a ballot forgot, and the corrections that Ines makes to it."""

from datetime import date, datetime

from ballots.correcting import add_member, change_address, strike_member
from ballots.models import Ballot, RollEntry
from tests.ballots.factories import a_branch, ines, while_open
from union.members.models import Member


def noor(**fields: object) -> Member:
    """Noor Haddad joined in time and was recorded late."""
    values = {"number": "NW-001-00099", "name": "Noor Haddad", "email": "noor@example.org"} | fields
    return Member.objects.create(branch=a_branch(), joined=date(2015, 1, 5), **values)


def added(ballot: Ballot, number: str = "nw-001-00099 ", *, at: datetime | None = None) -> RollEntry:
    at = at or while_open(ballot)
    return add_member(ballot, number=number, reason="late_record", by=ines(a_branch()), at=at)


def struck(ballot: Ballot, number: str, *, at: datetime | None = None) -> None:
    at = at or while_open(ballot)
    strike_member(ballot, number=number, reason="twice", by=ines(a_branch()), at=at)


def changed(ballot: Ballot, number: str, address: str, *, at: datetime | None = None) -> None:
    at = at or while_open(ballot)
    change_address(ballot, number=number, address=address, reason="moved", by=ines(a_branch()), at=at)
