"""On which CMS page a record stands. The record knows no page: the app of the page answers the hook."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.db import models
from wagtail import hooks


class RecordPage(Protocol):
    def __call__(self, records: Sequence[models.Model]) -> Mapping[int, str]:
        """By the number of each record, all of one kind, the path of the live page that shows it."""
        ...


def address_of(record: models.Model) -> str:
    """The path of the first live page that shows this record; an empty string where there is none."""
    return addresses_of([record]).get(record.pk, "")


def addresses_of(records: Sequence[models.Model]) -> dict[int, str]:
    """The same of several records of one kind, without those that stand on no page."""
    found: dict[int, str] = {}
    for pages_of in hooks.get_hooks("record_page") if records else []:
        found = {**pages_of(records), **found}
    return found
