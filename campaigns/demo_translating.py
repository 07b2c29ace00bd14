"""Putting the demo's pages into Welsh by way of the translator, as an editor does it string by string."""

from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import extract_strings

from campaigns import demo_news_words, demo_welsh_news_words, demo_welsh_words, demo_words
from union.accounts.models import User

ANCHOR = 80  # letters of the title that an anchor is made of


@transaction.atomic
def put_into_welsh(page: Page, welsh: Locale, *, words: Callable[[str], str], by: User | None) -> Page:
    """The Welsh side of a page, live: each string of it as `words` has it, all else the page's own."""
    source, _ = TranslationSource.get_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=welsh)
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=segment.string,
            locale=welsh,
            context=segment.context,
            data=words(segment.string.data),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=by,
        )
        for segment in source.stringsegment_set.select_related("string", "context")
    )
    with disable_reference_index_auto_update():  # it is written as the page is published
        translation.save_target(user=by, publish=False)
    side: Page = page.get_translation(welsh)
    side.get_latest_revision().publish(user=by, skip_permission_checks=True)
    return side


def welsh_of(string: str) -> str:
    """What the demo says in the place of an English string. Raises KeyError where it has no Welsh."""
    return string if string in demo_welsh_words.THE_SAME else _catalogue()[string]


@cache
def _catalogue() -> dict[str, str]:
    """Every string of the demo's pages, as the translator takes them apart."""
    found = dict(demo_welsh_words.BY_THEMSELVES)
    for english, welsh in ((demo_words, demo_welsh_words), (demo_news_words, demo_welsh_news_words)):
        found |= dict(_strings(*_of_one_name(english, welsh)))
    for points in ("TEN_POINTS", "FIVE_DEMANDS"):
        for (title, _text), (titl, _testun) in zip(
            getattr(demo_words, points), getattr(demo_welsh_words, points), strict=True
        ):
            found[slugify(title)[:ANCHOR]] = slugify(titl)[:ANCHOR]
    return found


def _of_one_name(english: ModuleType, welsh: ModuleType) -> tuple[list[Any], list[Any]]:
    names = [name for name in vars(english) if name.isupper() and hasattr(welsh, name)]
    return [getattr(english, name) for name in names], [getattr(welsh, name) for name in names]


def _strings(english: Any, welsh: Any) -> Iterator[tuple[str, str]]:
    """Strings of two things that are alike: lists of lists of words or HTML."""
    if isinstance(english, list | tuple):
        for one, other in zip(english, welsh, strict=True):
            yield from _strings(one, other)
    elif isinstance(english, str):
        pairs = zip(extract_strings(english)[1], extract_strings(welsh)[1], strict=True)
        for (one, _), (other, _) in pairs:
            yield one.data, other.data
