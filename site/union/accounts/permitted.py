"""Screens of the CMS for whoever holds a permission; everybody else finds nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

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
    """Whoever passed such a guard: never anonymous."""
    assert isinstance(request.user, User)
    return request.user
