"""Who holds which role: the questions views and QuerySets ask before they show anything."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from union.accounts.models import Role, User
from union.members.models import Branch


def branches_of(user: User | AnonymousUser) -> QuerySet[Branch]:
    """The branches somebody may work for at the desk: their own, their region's, or all of them."""
    if not user.is_authenticated:
        return Branch.objects.none()
    roles = list(user.roles.all())
    if any(role.kind == Role.Kind.NATIONAL_OFFICE for role in roles):
        return Branch.objects.all()
    own = [role.branch_id for role in roles if role.branch_id and role.kind == Role.Kind.BRANCH_OFFICER]
    regions = [role.region_id for role in roles if role.kind == Role.Kind.REGIONAL_OFFICE]
    return Branch.objects.filter(pk__in=own) | Branch.objects.filter(region__in=regions)


def is_of(user: User | AnonymousUser, branch: Branch) -> bool:
    """Whether this is one of `branches_of` theirs, without asking for the others."""
    for role in user.roles.all() if user.is_authenticated else []:
        if role.kind == Role.Kind.NATIONAL_OFFICE:
            return True
        if role.kind == Role.Kind.BRANCH_OFFICER and role.branch_id == branch.pk:
            return True
        if role.kind == Role.Kind.REGIONAL_OFFICE and role.region_id == branch.region_id:
            return True
    return False


def works_for_a_branch(user: User | AnonymousUser) -> bool:
    """Whether there is a branch somebody may work for; scrutineers have none."""
    roles = user.roles.all() if user.is_authenticated else []
    own = any(role.branch_id and role.kind == Role.Kind.BRANCH_OFFICER for role in roles)
    return own or branches_of(user).exists()


def works_at_the_desk(user: User | AnonymousUser) -> bool:
    """Whether somebody holds any role at all; a superuser without one has no business at the desk.

    Their roles are then at hand, with branch and region: almost everything at the desk asks for them.
    """
    if not user.is_authenticated:
        return False
    prefetch_related_objects([user], Prefetch("roles", Role.objects.select_related("branch", "region")))
    return bool(user.roles.all())
