"""What some alone may read is hidden in every language: the translation says the same."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.page_privacy import set_privacy as ask
from wagtail.models import Page, PageViewRestriction

from union.publishing.recalling import sides_of


@require_admin_access
def set_privacy(request: HttpRequest, page_id: int) -> HttpResponse:
    """Wagtail's form, which holds for one language alone."""
    with transaction.atomic():
        answer: HttpResponse = ask(request, page_id)
        if request.method == "POST":
            hide_alike(get_object_or_404(Page, pk=page_id), by=request.user)
    return answer


@transaction.atomic
def hide_alike(page: Page, *, by: Any) -> None:
    """Give each other language the privacy that this page has now.

    Whoever may hide the page hides them all; one is opened by those alone who may open it.
    """
    held = PageViewRestriction.objects.filter(page=page).first()
    for side in sides_of(page)[1:]:
        lock = PageViewRestriction.objects.filter(page=side).first()
        if held is not None:
            _hide(lock or PageViewRestriction(page=side), held, by)
        elif lock is not None and side.permissions_for_user(by).can_set_view_restrictions():
            lock.delete(user=by)


def _hide(lock: PageViewRestriction, held: PageViewRestriction, by: Any) -> None:
    lock.restriction_type, lock.password = held.restriction_type, held.password
    lock.save(user=by)
    lock.groups.set(held.groups.all())
