"""On which CMS pages a record stands. The record knows no page: the app of the page answers the hook."""

from collections.abc import Mapping
from typing import Protocol

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from wagtail import hooks


class RecordPage(Protocol):
    def __call__(self, record: models.Model) -> Mapping[str, str]:
        """The path of the live page that shows this record, for each language that has one."""
        ...


def spoken_here() -> str:
    """The language of the moment, as pages name theirs."""
    return "cy" if (get_language() or "").startswith("cy") else settings.LANGUAGE_CODE


def addresses_of(record: models.Model) -> dict[str, str]:
    """The path of the first live page that shows this record, by language; none where there is no page."""
    found: dict[str, str] = {}
    for pages_of in hooks.get_hooks("record_page"):
        found = {**pages_of(record), **found}
    return found


def address_of(record: models.Model) -> str:
    """The path of the first live page that shows this record in the language of the moment; an empty string
    where there is none."""
    return addresses_of(record).get(spoken_here(), "")
