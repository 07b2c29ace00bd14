"""The CMS's buttons to lock a page and to unlock it, in every language."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.admin.views.pages.lock import LockView, UnlockView
from wagtail.models import Page

from union.accounts.permitted import staff
from union.publishing.locking import lock, unlock


class OfAPage:
    def setup(self, request: HttpRequest, *args: Any, **named: Any) -> None:
        """The root of the pages is none itself; Wagtail locks it, and trips over the way back."""
        get_object_or_404(Page, pk=named["page_id"], depth__gt=1)
        super().setup(request, *args, **named)  # type: ignore[misc]


class LockEverySide(OfAPage, LockView):
    def perform_operation(self) -> None:
        lock(self.object, by=staff(self.request), at=timezone.now())


class UnlockEverySide(OfAPage, UnlockView):
    def perform_operation(self) -> None:
        unlock(self.object, by=staff(self.request))
