"""What follows when a page or a record that pages show has changed: they are drawn anew.

A record knows no page. Its app says here what changed, in its own transaction, or names the kind of its
records under the hook `shown_records`: then each entry of the audit log about one of them says it. The pages
that show a record are found in the CMS's index of references.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, reduce
from operator import or_
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model, Q
from django.db.models.signals import post_save, pre_delete
from django.dispatch import Signal
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from union.audit.models import Entry
from union.pages.context import read_anew
from union.pages.drawing import remove_prints, want_prints
from union.pages.kept_pages import forget_pages

taken_back = Signal()  # in the transaction; for those above who keep drawn what may hold such a record


class ShownRecords(Protocol):
    def __call__(self) -> Mapping[str, type[Model]]:
        """The records of an app that pages show, by the word before the colon in the audit log's subjects."""
        ...


def record_changed(model: type[Model], keys: Iterable[int], *, at: datetime) -> None:
    """Let everything that shows these records be drawn anew, in the caller's transaction."""
    forget_pages()
    want_prints(pages_showing(model, keys), at=at)


def record_taken_back(
    model: type[Model],
    keys: Iterable[int],
    *,
    at: datetime,
    also: Mapping[type[Model], Iterable[int]] | None = None,
) -> None:
    """The same for what nobody may read any more: printed pages that hold it go at once, and `taken_back` is
    sent. `also` are records whose pages show it without naming it.
    """
    forget_pages()
    pages = pages_showing(model, keys, also=also)
    remove_prints(pages)
    want_prints(pages, at=at)
    taken_back.send(sender=model)


def pages_showing(
    model: type[Model], keys: Iterable[int], *, also: Mapping[type[Model], Iterable[int]] | None = None
) -> set[int]:
    """The pages that point at one of these records, in a field, a block or a part of theirs. One query."""
    records = [
        Q(
            to_content_type__app_label=kind._meta.app_label,
            to_content_type__model__in=_names(kind),
            to_object_id__in=[str(key) for key in some],
        )
        for kind, some in {**(also or {}), model: keys}.items()
    ]
    found = ReferenceIndex.objects.filter(
        reduce(or_, records),
        base_content_type__app_label=Page._meta.app_label,
        base_content_type__model=Page._meta.model_name,
    )
    return {int(pk) for pk in found.values_list("object_id", flat=True).distinct()}


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    """How a reference may name the model: as itself, or as one of the proxies that choosers offer."""
    concrete = model._meta.concrete_model
    alike = [other for other in apps.get_models() if other._meta.concrete_model is concrete]
    return tuple(str(other._meta.model_name) for other in alike)


# --- pages ------------------------------------------------------------------------------------------------


def page_came(sender: type[Model], instance: Page, **news: Any) -> None:
    """Published: its PDF, and those of the pages that show it; the menu may have it too."""
    read_anew()
    want_prints({instance.pk, *_around(instance)}, at=timezone.now())


def page_moved(sender: type[Model], instance: Page, **news: Any) -> None:
    """Moved or renamed: the addresses of all beneath it are others."""
    read_anew()
    beneath = Page.objects.descendant_of(instance, inclusive=True).values_list("pk", flat=True)
    want_prints({*beneath, *_around(instance)}, at=timezone.now())


def page_went(sender: type[Model], instance: Page, **news: Any) -> None:
    """Unpublished or deleted: nothing of it stays, in the menu either."""
    read_anew()
    remove_prints([instance.pk])
    want_prints(_around(instance), at=timezone.now())


def _around(page: Page) -> set[int]:
    above = page.get_parent()
    return pages_showing(Page, [page.pk]) | ({above.pk} if above else set())


def listen() -> None:
    """Hear of pages that come, move and go, and of every entry of the audit log; twice is once."""
    page_published.connect(page_came, dispatch_uid="page_came")
    for news in (page_slug_changed, post_page_move):
        news.connect(page_moved, dispatch_uid=f"page_moved:{id(news)}")
    page_unpublished.connect(page_went, dispatch_uid="page_went")
    pre_delete.connect(page_went, sender=Page, dispatch_uid="page_goes")
    post_save.connect(entry_written, sender=Entry, dispatch_uid="entry_written")


def entry_written(sender: type[Model], instance: Entry, **news: Any) -> None:
    """Whatever was done to a record that pages show."""
    kind, _, key = instance.subject.partition(":")
    shown = {name: model for gather in hooks.get_hooks("shown_records") for name, model in gather().items()}
    if kind in shown and key.isdecimal():
        record_changed(shown[kind], [int(key)], at=instance.at)
