"""Who can be the second of two people: the branch's officers, its regional office, or scrutineers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ballots.appointing import is_scrutineer_of
from ballots.models import Ballot
from union.accounts.models import Role, User


def may_approve(user: User, ballot: Ballot) -> bool:
    """Whether this person can agree to what another proposes."""
    if ballot.branch is None and not ballot.by_returns:
        return is_scrutineer_of(user, ballot)
    return user.roles.filter(_own(ballot) | _above(ballot)).exists()


def second_people(ballot: Ballot, *, but: User) -> QuerySet[User]:
    """Those who are asked when `but` proposes: the other officers of the branch, or where there are none
    the regional office; for a national ballot the scrutineers."""
    if ballot.branch is None and not ballot.by_returns:
        accepted = ballot.appointments.filter(accepted_at__isnull=False).exclude(user=but)
        return User.objects.filter(is_active=True, pk__in=accepted.values("user")).order_by("name", "email")
    others = User.objects.filter(is_active=True).exclude(pk=but.pk).order_by("name", "email")
    own = others.filter(roles__in=Role.objects.filter(_own(ballot))).distinct()
    return own if own.exists() else others.filter(roles__in=Role.objects.filter(_above(ballot))).distinct()


def _own(ballot: Ballot) -> Q:
    if ballot.branch is None:  # by returns: there is no box and no key, so nobody is appointed
        return Q(kind=Role.Kind.SCRUTINEER)
    return Q(kind=Role.Kind.BRANCH_OFFICER, branch=ballot.branch)


def _above(ballot: Ballot) -> Q:
    if ballot.branch is None:
        return Q(kind=Role.Kind.SCRUTINEER)
    return Q(kind=Role.Kind.REGIONAL_OFFICE, region=ballot.branch.region_id)
