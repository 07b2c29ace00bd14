"""On which CMS page a record stands. The record knows no page: the app of the page answers the hook."""

from typing import Protocol

from django.db import models
from wagtail import hooks


class RecordPage(Protocol):
    def __call__(self, record: models.Model) -> str:
        """The path of the live page that shows this record, or an empty string."""
        ...


def address_of(record: models.Model) -> str:
    """The path of the first live page that shows this record; an empty string where there is none."""
    return next(
        (path for page_of in hooks.get_hooks("record_page") if (path := page_of(record))),
        "",
    )
