"""The door of the desk, for every view behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from union.accounts.models import User
from union.accounts.roles import works_at_the_desk

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def at_the_desk(view: View) -> View:
    """Let in whoever holds a role; anonymous people go to the login, everybody else finds nothing here.

    Pages of the desk are never kept by a browser or proxy.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not works_at_the_desk(request.user):
            raise Http404("The desk is for people who hold a role in a branch or office.")
        return view(request, *args, **kwargs)

    return cast(View, never_cache(guarded))


def officer(request: HttpRequest) -> User:
    """Who sits at the desk, behind that door: never anonymous."""
    assert request.user.is_authenticated
    return request.user
