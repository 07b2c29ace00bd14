"""The CMS's buttons to lock a page and to unlock it, in every language."""

from django.utils import timezone
from wagtail.admin.views.pages.lock import LockView, UnlockView

from union.publishing.locking import lock, unlock
from union.publishing.staff import who_asks


class LockEverySide(LockView):
    def perform_operation(self) -> None:
        lock(self.object, by=who_asks(self.request), at=timezone.now())


class UnlockEverySide(UnlockView):
    def perform_operation(self) -> None:
        unlock(self.object, by=who_asks(self.request))
