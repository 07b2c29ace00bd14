"""On which CMS pages a record stands. The record knows no page: the app of the page answers the hook."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from django.conf import settings
from django.db import models
from wagtail import hooks

from union.languages import page_is_welsh

Record = TypeVar("Record", bound=models.Model)


class RecordPage(Protocol):
    def __call__(self, records: Sequence[models.Model]) -> Mapping[int, Mapping[str, str]]:
        """By the number of each record, all of one kind, the path of the live page that shows it, for each
        language that has one."""
        ...


def spoken_here() -> str:
    """The language of the moment, as pages name theirs."""
    return "cy" if page_is_welsh() else settings.LANGUAGE_CODE


def address_of(record: models.Model) -> str:
    """The path of the first live page that shows this record in the language of the moment; an empty string
    where there is none."""
    return addresses_of([record]).get(record.pk, "")


def addresses_of(records: Sequence[models.Model]) -> dict[int, str]:
    """The same of several records of one kind, without those that stand on no page."""
    found: dict[int, str] = {}
    for pages_of in hooks.get_hooks("record_page") if records else []:
        pages = pages_of(records)
        found = {pk: paths[spoken_here()] for pk, paths in pages.items() if spoken_here() in paths} | found
    return found


def on_no_page(records: Sequence[Record]) -> list[Record]:
    """Those of several records of one kind that no live page shows, in whatever language."""
    shown: set[int] = set()
    for pages_of in hooks.get_hooks("record_page") if records else []:
        shown |= {pk for pk, paths in pages_of(records).items() if paths}
    return [record for record in records if record.pk not in shown]
