"""The turnout of a ballot by region and branch: for the branches one works for, and never to the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ballots.desk.access import officer
from ballots.models import BEFORE_RESULT, Ballot
from ballots.returning import units_of
from ballots.turnout import summed, turnout_by_region, turnout_of
from union.accounts.models import Role, User
from union.desk.access import at_the_desk

EVERYWHERE = (Role.Kind.NATIONAL_OFFICE, Role.Kind.SCRUTINEER)


@require_safe
@at_the_desk
def turnout(request: HttpRequest, slug: str) -> HttpResponse:
    """Marked members by region and branch, as last told; a national ballot's for one's own branches."""
    by = officer(request)
    followed = Ballot.objects.followed_by(by).filter(state__in=BEFORE_RESULT)
    ballot = get_object_or_404(followed.select_related("branch", "figures"), slug=slug)
    units = units_for(by, ballot)
    regions = turnout_by_region(ballot, units=units)
    context = {
        "ballot": ballot,
        "regions": regions,
        "total": turnout_of(ballot) if units is None else summed([region.turnout for region in regions]),
        "whole": units is None,
        "figures": getattr(ballot, "figures", None),
        "works_here": ballot.branch is not None or units is None,
    }
    return render(request, "desk/ballots/turnout.html", context)


def units_for(by: User, ballot: Ballot) -> set[int] | None:
    """The numbers of the units in which members of one's branches vote; None for all of them."""
    if ballot.branch is not None or by.roles.filter(kind__in=EVERYWHERE).exists():
        return None
    return set(units_of(by, ballot).values_list("number", flat=True))


def has_turnout(ballot: Ballot) -> bool:
    """Whether there is a turnout to follow: from the opening on, where members vote by link."""
    return ballot.state in BEFORE_RESULT and not ballot.by_returns
