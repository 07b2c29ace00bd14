"""The files that leave with a recalled page: those that nothing else leads to."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from union.pages.led_to import OF_A_PAGE, led_to, references_to
from union.pages.models import CampaignDocument
from union.publishing.models import Withdrawal
from union.publishing.views import gone


def files_of(page: Page) -> set[int]:
    """The documents that this page leads to, in a field, a block or a line of its text."""
    found = references_to(CampaignDocument).filter(OF_A_PAGE, object_id=str(page.pk))
    return {int(pk) for pk in found.values_list("to_object_id", flat=True)}


def leaving_with(pages: Iterable[Page]) -> QuerySet[CampaignDocument]:
    """The documents of these pages to which neither another live page leads nor a record."""
    pages = list(pages)
    theirs = set().union(*map(files_of, pages))
    staying = led_to(CampaignDocument, theirs, but=pages)
    return CampaignDocument.objects.filter(pk__in=theirs - staying).order_by("title", "pk")


def refuse(document: CampaignDocument, request: HttpRequest) -> HttpResponse | None:
    """410 with the day and the reason, for what left with a page, until something live leads to it again.

    That a page came back is not enough: it may have come back without the file that was wrong.
    """
    left = Withdrawal.objects.filter(files=document).order_by("-at", "-language").first()
    if left is None or document.pk in led_to(CampaignDocument, [document.pk]):
        return None
    return gone(request, left, file=True)
