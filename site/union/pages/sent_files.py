"""How many files one person sends to the CMS in a day: no stolen session and no folder fills the disk."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from union.expiring import Expired
from union.pages.led_to import is_in_a_settled_version, led_to
from union.pages.printing import lies_since

A_DAY = timedelta(days=1)
ENOUGH = (
    "You have sent {} files within a day, which is as many as one person may. Nothing of this one is kept: "
    "send it tomorrow."
)

SETTLED = (
    "Readers find this file on the site, or a page with it waits for approval or for its time, so it stays "
    "as it is. Send the new one by itself and choose that on the page: then somebody approves the change."
)


class CountedFile:
    """A form that takes a file, for somebody who has not sent too many of them.

    What readers are led to already, or somebody has read to approve it, keeps its file: docs/decisions/0253.
    """

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]
        self.sender = user

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]  # type: ignore[attr-defined]
        is_new = "file" in self.changed_data  # type: ignore[attr-defined]
        if is_new and self.sender and _sent_lately(self.sender) >= settings.FILES_A_DAY:
            raise ValidationError(ENOUGH.format(settings.FILES_A_DAY))
        if is_new and _is_settled(self.instance):  # type: ignore[attr-defined]
            raise ValidationError(SETTLED)
        return file


class DocumentForm(CountedFile, BaseDocumentForm):
    pass


def _is_settled(file: Any) -> bool:
    return file.pk is not None and (bool(led_to(type(file), [file.pk])) or is_in_a_settled_version(file))


def _sent_lately(user: Any) -> int:
    """Those of many at once whose form nobody has finished bear no date: they go after a day (`expire`)."""
    since = timezone.now() - A_DAY
    kinds = (get_document_model(), get_image_model())
    finished = (kind.objects.filter(uploaded_by_user=user, created_at__gt=since).count() for kind in kinds)
    return sum(finished) + UploadedFile.objects.filter(uploaded_by_user=user).count()


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Files whose form nobody finished, which Wagtail would keep for good."""
    gone = [
        sent
        for sent in UploadedFile.objects.iterator()
        if lies_since(sent.file.storage, sent.file.name) < at - A_DAY
    ]
    for sent in [] if dry_run else gone:
        sent.file.delete(save=False)
        sent.delete()
    return [Expired("files sent to the CMS and never described", "1 day", len(gone))]
