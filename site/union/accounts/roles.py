"""Who holds which role: the questions views and QuerySets ask before they show anything."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

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


def works_at_the_desk(user: User | AnonymousUser) -> bool:
    """Whether somebody holds any role at all; a superuser without one has no business at the desk."""
    return user.is_authenticated and user.roles.exists()
