"""Screens of the CMS for whoever holds a permission; everybody else finds nothing there, or is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from wagtail.permission_policies import ModelPermissionPolicy

from union.accounts.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def for_holders(*permissions: str) -> Callable[[View], View]:
    """Whoever holds none of these permissions is told that there is no such page; no page is kept."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **rest: Any) -> HttpResponseBase:
            if not any(request.user.has_perm(permission) for permission in permissions):
                raise Http404
            return view(request, **rest)

        return cast(View, never_cache(guarded))

    return guard


def staff(request: HttpRequest) -> User:
    """Whoever passed such a guard, or the door of the CMS: never anonymous."""
    assert isinstance(request.user, User)
    return request.user


def holder(request: HttpRequest, permission: str) -> User:
    """Whoever asks, if they hold this permission. Raises PermissionDenied."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return staff(request)


class NothingIsDeleted(ModelPermissionPolicy):
    """Django's own permissions, but for deleting: nobody may, since others rely on what once was there."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)
