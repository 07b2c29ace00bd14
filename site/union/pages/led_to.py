"""Which pictures and documents readers are led to: from a live page, or from a record that is published."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

OF_A_PAGE = Q(
    base_content_type__app_label=Page._meta.app_label, base_content_type__model=Page._meta.model_name
)


def references_to(kind: type[Model]) -> QuerySet[ReferenceIndex]:
    """What leads to files of this kind, in a field, a block or a line of text; of pages, not their drafts."""
    return ReferenceIndex.objects.filter(
        to_content_type__app_label=kind._meta.app_label, to_content_type__model=kind._meta.model_name
    )


def led_to(kind: type[Model], files: Iterable[int], *, but: Iterable[Page] = ()) -> set[int]:
    """Those of the files that readers are led to, by other pages than those of `but`."""
    to_them = references_to(kind).filter(to_object_id__in=[str(pk) for pk in files])
    of_pages = to_them.filter(OF_A_PAGE).values_list("object_id", flat=True)
    pages = {int(pk) for pk in of_pages} - {page.pk for page in but}
    live = [str(pk) for pk in Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True)]
    led = to_them.filter(~OF_A_PAGE | Q(object_id__in=live))
    return {int(pk) for pk in led.values_list("to_object_id", flat=True)}


def is_in_a_settled_version(file: Any) -> bool:
    """Whether a version leads to it that waits for its approval, or was approved and waits for its time."""
    kind = ContentType.objects.get_for_model(file).pk
    return any(
        (found[0], str(found[1])) == (kind, str(file.pk))
        for version in _settled()
        for found in ReferenceIndex._extract_references_from_object(version.as_object())
    )


def _settled() -> Iterator[Revision]:
    waits = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    found = Revision.page_revisions.filter(Q(approved_go_live_at__isnull=False) | Q(pk__in=waits))
    yield from found.iterator(chunk_size=50)
