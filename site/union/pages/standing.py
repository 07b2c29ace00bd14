"""On which CMS page a record stands. The record knows no page: the app of the page answers the hook."""

from typing import Protocol

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from wagtail import hooks


class RecordPage(Protocol):
    def __call__(self, record: models.Model, *, language: str) -> str:
        """The path of the live page in this language that shows the record, or an empty string."""
        ...


def spoken_here() -> str:
    """The language of the moment, as pages name theirs."""
    return "cy" if (get_language() or "").startswith("cy") else settings.LANGUAGE_CODE


def address_of(record: models.Model, *, language: str = "") -> str:
    """The path of the first live page that shows this record in a language, that of the moment unless another
    is given; an empty string where there is none."""
    spoken = language or spoken_here()
    found = (page_of(record, language=spoken) for page_of in hooks.get_hooks("record_page"))
    return next(filter(None, found), "")
