"""The files that leave with a recalled page: those that nothing else leads to."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, ReferenceIndex

from union.pages.models import CampaignDocument
from union.publishing.models import Withdrawal
from union.publishing.views import gone

OF_A_PAGE = Q(
    base_content_type__app_label=Page._meta.app_label, base_content_type__model=Page._meta.model_name
)


def files_of(page: Page) -> set[int]:
    """The documents that this page leads to, in a field, a block or a line of its text."""
    found = _references().filter(OF_A_PAGE, object_id=str(page.pk))
    return {int(pk) for pk in found.values_list("to_object_id", flat=True)}


def leaving_with(pages: Iterable[Page]) -> QuerySet[CampaignDocument]:
    """The documents of these pages to which neither another live page leads nor a record."""
    pages = list(pages)
    theirs = set().union(*map(files_of, pages))
    return CampaignDocument.objects.filter(pk__in=theirs - _used(theirs, but=pages)).order_by("title", "pk")


def _used(documents: Iterable[int], *, but: Iterable[Page] = ()) -> set[int]:
    """Those of the documents that readers are led to."""
    to_them = _references().filter(to_object_id__in=[str(pk) for pk in documents])
    of_pages = to_them.filter(OF_A_PAGE).values_list("object_id", flat=True)
    pages = {int(pk) for pk in of_pages} - {page.pk for page in but}
    live = [str(pk) for pk in Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True)]
    led = to_them.filter(~OF_A_PAGE | Q(object_id__in=live))
    return {int(pk) for pk in led.values_list("to_object_id", flat=True)}


def _references() -> QuerySet[ReferenceIndex]:
    meta = CampaignDocument._meta
    return ReferenceIndex.objects.filter(
        to_content_type__app_label=meta.app_label, to_content_type__model=meta.model_name
    )


def refuse(document: CampaignDocument, request: HttpRequest) -> HttpResponse | None:
    """410 with the day and the reason, for what left with a page, until something live leads to it again.

    That a page came back is not enough: it may have come back without the file that was wrong.
    """
    left = Withdrawal.objects.filter(files=document).order_by("-at", "-language").first()
    if left is None or document.pk in _used([document.pk]):
        return None
    return gone(request, left, file=True)
