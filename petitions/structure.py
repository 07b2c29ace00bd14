"""The structure test: where members have signed, as a share of those who could. Small cells stay hidden.

A branch officer sees the workplaces of the branch, an office the branches. What is hidden cannot be worked
out: not from the totals, and not from another table, for an office opens a branch only where it is shown.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils import timezone

from petitions.models import Petition, Signature
from union.accounts.models import Role, User
from union.accounts.roles import branches_of
from union.asking import at_time
from union.disclosure import SMALLEST, publishable_cells, recoverable_cells
from union.members.models import Branch, Member

ELSEWHERE = "Somewhere else, or not said"
KEPT = 26 * 3600  # seconds: the longest day, and a little


@dataclass(frozen=True)
class Line:
    """One workplace or branch that may be shown."""

    name: str
    signers: int
    members: int
    code: str = ""

    @property
    def share(self) -> int:
        """Signers in a hundred members, rounded half up; more than 100 where others signed too."""
        return (self.signers * 200 + self.members) // (2 * self.members)

    @property
    def bar(self) -> int:
        return min(self.share, 100)


@dataclass(frozen=True)
class Structure:
    """What may be shown: lines, the names of the hidden ones, and the totals, or no totals at all."""

    lines: tuple[Line, ...]
    hidden: tuple[str, ...]
    total: Line | None


# --- pure


def structure(signers: Mapping[str, int], members: Mapping[str, int]) -> Structure:
    """The table of cells that give nobody away, largest share first.

    A cell is shown with at least 10 signers and 10 members. While a small hidden cell could be worked out
    from the totals (it is alone, or all hidden ones together hold under 10), the smallest shown cell is
    hidden too; totals under 10 are not shown. That nobody has signed somewhere gives nobody away.
    """
    cells = {name: (signers.get(name, 0), members.get(name, 0)) for name in {*signers, *members}}
    cells = {name: cell for name, cell in cells.items() if any(cell)}
    signed, could = ({name: cell[part] for name, cell in cells.items()} for part in (0, 1))
    if sum(signed.values()) < SMALLEST or sum(could.values()) < SMALLEST:
        return Structure((), tuple(sorted(cells)), None)
    shown = publishable_cells(signed) & publishable_cells(could)
    while shown and any(recoverable_cells(counts, shown=shown) for counts in (signed, could)):
        shown.remove(min(shown, key=lambda name: (*cells[name], name)))
    lines = [Line(name, *cells[name]) for name in shown]
    total = Line("All together", sum(signed.values()), sum(could.values()))
    return Structure(
        tuple(sorted(lines, key=lambda line: (-line.share, line.name))),
        tuple(sorted(cells.keys() - shown)),
        total,
    )


# --- from the tables


def by_workplace(petition: Petition, *, branch: Branch, at: datetime) -> Structure:
    """The workplaces of one branch, as of last midnight."""
    members = Member.objects.active().filter(branch=branch).values_list("employer__name")
    could = Counter({name or ELSEWHERE: n for name, n in members.annotate(n=Count("pk")).order_by()})
    known = {name.casefold(): name for name in could}
    signed: Counter[str] = Counter()
    for code, employer, n in _signers(petition, at=at):
        if code == branch.code:
            signed[known.get(employer.casefold(), ELSEWHERE)] += n
    return structure(signed, could)


def by_branch(petition: Petition, *, branches: QuerySet[Branch], at: datetime) -> Structure:
    """The branches of an office, as of last midnight; a line carries the branch's code."""
    names = dict(branches.values_list("code", "name"))
    members = Member.objects.active().filter(branch__in=branches).values_list("branch__code")
    could = dict(members.annotate(n=Count("pk")).order_by())
    signed: Counter[str] = Counter()
    for code, _, n in _signers(petition, at=at):
        if code in names:
            signed[code] += n
    made = structure(signed, could)
    lines = (Line(names[line.name], line.signers, line.members, code=line.name) for line in made.lines)
    return Structure(tuple(lines), tuple(sorted(names[code] for code in made.hidden)), made.total)


def office_sees(user: User) -> QuerySet[Branch] | None:
    """The branches somebody sees from an office beside each other; None for an officer of single branches."""
    offices = [Role.Kind.REGIONAL_OFFICE, Role.Kind.NATIONAL_OFFICE]
    return branches_of(user) if user.roles.filter(kind__in=offices).exists() else None


def as_of(at: datetime) -> datetime:
    """Last midnight: whoever looks twice in a day cannot see who has signed or left in between."""
    return at_time(timezone.localdate(at), time.min)


def _signers(petition: Petition, *, at: datetime) -> list[tuple[str, str, int]]:
    """How many have signed in each branch and workplace, the same for everybody and for the whole day.

    Whoever takes their name off leaves no branch behind, so they could not be counted until the night: what
    the first look of a day found is kept instead. A cache that is emptied by day counts anew.
    """
    midnight = as_of(at)
    key = f"petitions:structure:{petition.pk}:{midnight:%Y-%m-%d}"
    return cache.get_or_set(key, lambda: _counted(petition, until=midnight), KEPT) or []


def _counted(petition: Petition, *, until: datetime) -> list[tuple[str, str, int]]:
    confirmed = Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED)
    here = confirmed.filter(confirmed_at__lt=until).exclude(branch="").values_list("branch", "employer")
    return list(here.annotate(n=Count("pk")).order_by())
