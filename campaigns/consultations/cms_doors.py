"""Who comes in to the pages of members' views in the CMS. For everybody else they do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from union.accounts.models import User

Page = Callable[..., HttpResponse]
MODERATE = "consultations.moderate_replies"
DRAFT = "consultations.draft_consultations"


def for_holders_of(*permissions: str) -> Callable[[Page], Page]:
    """The page for whoever holds one of the permissions; others are told that there is no such page."""

    def guard(page: Page) -> Page:
        @never_cache
        @wraps(page)
        def guarded(request: HttpRequest, **rest: Any) -> HttpResponse:
            if not may_enter(request, *permissions):
                raise Http404
            return page(request, **rest)

        return guarded

    return guard


def may_enter(request: HttpRequest, *permissions: str) -> bool:
    return any(request.user.has_perm(permission) for permission in permissions)


def whoever(request: HttpRequest) -> User:
    """Whoever passed the guard: never anonymous."""
    assert isinstance(request.user, User)
    return request.user


for_drafters = for_holders_of(DRAFT)
