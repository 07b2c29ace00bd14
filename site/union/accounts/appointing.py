"""Giving somebody a role at the desk, and taking it away."""

from datetime import datetime

from django.db import transaction

from union.accounts.letters import tell_of_role
from union.accounts.models import Role, User
from union.audit.recording import record
from union.members.models import Branch, Region


def appoint(
    user: User, kind: Role.Kind, *, branch: Branch | None, region: Region | None, by: User, at: datetime
) -> Role:
    """The role, from now on, and a letter about it; the database refuses one without its scope, or held."""
    with transaction.atomic():
        role = Role.objects.create(user=user, kind=kind, branch=branch, region=region)
        _noted("role.given", role, by=by, at=at)
        tell_of_role(role, at=at)
    return role


def dismiss(role: Role, *, by: User, at: datetime) -> None:
    """The role ends at once; what was done in it stays."""
    with transaction.atomic():
        _noted("role.taken", role, by=by, at=at)
        role.delete()


def _noted(action: str, role: Role, *, by: User, at: datetime) -> None:
    scope = {"branch": role.branch_id, "region": role.region_id}
    detail = {"kind": role.kind, **{name: pk for name, pk in scope.items() if pk is not None}}
    record(action, subject=f"user:{role.user_id}", by=by, at=at, detail=detail)
