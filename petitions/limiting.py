"""How many signings may come from one place: counted in the database, so that it holds across processes.

Whoever is over a limit is held for a moderator and told nothing; nobody is turned away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network

from petitions import identity
from petitions.keys import key_for, keyed
from petitions.models import Limits, Petition, RateWindow, Stall, WorkplaceRange
from union.networks import network_of, parsed
from union.statements import Row, count_up

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LETTERS_A_DAY = 6
LATEST_RULES = max(identity.RULES)
LONGEST_DOMAIN = 255  # one in other letters may be longer once it is spelt in these
# As `canonical_address` names them: whoever writes from protonmail.com is at proton.me.
COMMON = {
    identity.canonical_address(f"x@{domain}", version=LATEST_RULES).rpartition("@")[2]
    for domain in identity.COMMON_DOMAINS
}
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Window:
    """One limit and the stretch of time it is counted in."""

    name: str
    place: str  # what is counted: an address, a domain, a mailbox, a stall
    length: timedelta
    limit: int
    reason: str  # what a moderator reads
    petition: int | None
    shown: str = ""
    since: datetime | None = None  # where it begins with what is counted, and not by the clock

    def starts(self, at: datetime) -> datetime:
        if self.since:
            return self.since
        seconds = int(self.length.total_seconds())
        return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)

    def key(self, at: datetime) -> str:
        """64 hex digits; another stretch of time gives another key, so that nobody is followed."""
        words = f"{self.petition}:{self.name}:{self.place}:{self.starts(at).isoformat()}"
        return keyed(key_for("window.1"), words).hexdigest()


@dataclass(frozen=True)
class Workplace:
    name: str
    network: Network


@dataclass(frozen=True)
class Guard:
    """The limits of one petition and the workplaces that have a wider one."""

    limits: Limits
    workplaces: tuple[Workplace, ...] = ()

    def workplace_of(self, address: str) -> Workplace | None:
        found = parsed(address)
        return next((place for place in self.workplaces if found and found in place.network), None)


def doubt(
    petition: Petition, *, guard: Guard, address: str, email: str, stall: Stall | None = None, at: datetime
) -> str:
    """Count this signing under every limit it falls under, in one statement; the reason to hold it, or "".

    It stands outside the transaction of the signature: no signer waits for another one's count.
    """
    counted = windows(petition, guard=guard, address=address, email=email, stall=stall)
    reached = count(counted, at=at)
    return next((window.reason for window in counted if reached[window.name] > window.limit), "")


def windows(
    petition: Petition, *, guard: Guard, address: str, email: str, stall: Stall | None = None
) -> list[Window]:
    """The limits that one signing falls under."""
    limits, number = guard.limits, petition.pk
    mailbox = identity.canonical_address(email, version=LATEST_RULES)
    found = [Window("mailbox_day", mailbox, DAY, LETTERS_A_DAY, "many letters to one mailbox", None)]
    domain = mailbox.rpartition("@")[2][:LONGEST_DOMAIN]
    if domain not in COMMON:
        why = f"many from {domain}"
        found.append(Window("domain_hour", domain, HOUR, limits.domain_hold, why, number, shown=domain))
    if stall:
        lasts, why = stall.ends_at - stall.started_at, "many at one stall"
        place = str(stall.pk)
        return [*found, Window("stall", place, lasts, limits.stall, why, number, since=stall.started_at)]
    if workplace := guard.workplace_of(address):
        why = f"many from {workplace.name}"
        return [*found, Window("workplace_hour", workplace.name, HOUR, limits.workplace_hour, why, number)]
    place = network_of(address)
    why = "many from one internet address"
    return [
        *found,
        Window("address_minute", place, MINUTE, limits.address_minute, why, number),
        Window("address_hour", place, HOUR, limits.address_hour, why, number),
        Window("address_day", place, DAY, limits.address_day, why, number),
    ]


def count(counted: Iterable[Window], *, at: datetime) -> dict[str, int]:
    """Add one to each window, in the order of the keys so that nobody waits in a circle; what each has."""
    rows: list[Row] = [
        {
            "key": window.key(at),
            "petition_id": window.petition,
            "name": window.name,
            "shown": window.shown,
            "ends_at": window.starts(at) + window.length,
        }
        for window in counted
    ]
    rows.sort(key=lambda row: str(row["key"]))
    return dict(count_up(RateWindow, rows, returning="name, n"))


def guard_of(petition: Petition, *, limits: Limits | None = None) -> Guard:
    """The petition's limits, or the usual ones, and the union's list of workplaces."""
    limits = limits or Limits.objects.filter(petition=petition).first() or Limits(petition=petition)
    ranges = WorkplaceRange.objects.all()
    return Guard(limits, tuple(Workplace(r.name, ip_network(r.network)) for r in ranges))


def address_hash(address: str, *, at: datetime) -> str:
    """32 hex digits that group the signings of one place on one day; another day gives others."""
    words = f"{at.astimezone(UTC).date()}:{network_of(address)}"
    return keyed(key_for("address.1"), words).hexdigest()[:32]


def forget_windows(*, at: datetime) -> int:
    """Delete the windows that are over by a day; how many."""
    return RateWindow.objects.filter(ends_at__lt=at - DAY).delete()[0]
