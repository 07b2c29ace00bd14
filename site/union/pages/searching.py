"""Finding published pages by words, and pages whose address is nearly the one that was asked for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple, Protocol

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks
from wagtail.models import Locale, Page
from wagtail.search.index import SearchField

from union.pages.addresses import path_of
from union.pages.base import UnionPage
from union.pages.kept_pages import of_now

LONGEST = 100  # characters of what is asked
AROUND = 90  # characters on each side of the first word that was found
KEPT_SECONDS = 60
TOLD_APART = ("title", "summary")
WORD = re.compile(r"[^\W_]+")
PRIVATE = (  # addresses with somebody's key in them
    "/accounts/",
    "/cms/",
    "/comments/",
    "/demo/",
    "/desk/",
    "/embargo/",
    "/me/",
    "/newsletters/",
    "/petitions/confirm/",
    "/views/",
    "/vote/",
)


@dataclass(frozen=True)
class Found:
    """An address, with the words around what was asked for."""

    url: str
    title: SafeString
    excerpt: SafeString
    lang: str  # where its language is not that of the moment


class FoundRecord(NamedTuple):
    """A public record that stands on no page, as it is found by words; `lang` where it is not ours."""

    title: str
    text: str
    url: str
    lang: str = ""


class FoundRecords(Protocol):
    def __call__(self, words: Sequence[str]) -> Sequence[FoundRecord]:
        """The public records of an app that hold every one of these words and stand on no page."""
        ...


def tidy(asked: str) -> str:
    """What was typed, as words: no control characters, no more than a hundred characters."""
    printable = "".join(sign if sign.isprintable() else " " for sign in asked)
    return " ".join(printable.split())[:LONGEST].strip()


def words_of(asked: str) -> list[str]:
    return WORD.findall(asked)


def search(asked: str) -> QuerySet[Page] | list[Page]:
    """Published pages that anybody may read and that hold every word asked for; else those that hold one.

    A page that stands in the language of the moment too is found there alone.
    """
    words = " ".join(words_of(asked))
    if not words:
        return []
    everybodys = Page.objects.live().public().filter(depth__gt=1)
    here = everybodys.filter(locale=Locale.get_active())
    elsewhere = everybodys.exclude(locale=Locale.get_active()).filter(
        translation_key__in=here.values("translation_key")
    )
    searched = everybodys.exclude(pk__in=list(elsewhere.values_list("pk", flat=True)))
    found = searched.search(words, operator="and")
    return found if found.count() else searched.search(words, operator="or")


def records(asked: str) -> list[Found]:
    """What stands on no page and holds every word asked for: a petition at its own address."""
    words = words_of(asked)
    found = [one for gather in hooks.get_hooks("found_records") for one in gather(words)] if words else []
    return [
        Found(one.url, marked(one.title, words), marked(_around(one.text, words), words), one.lang)
        for one in found
    ]


def shown(pages: Iterable[Page], *, asked: str) -> list[Found]:
    """The pages of one page of results, as somebody reads them."""
    words, here = words_of(asked), Locale.get_active()
    codes = dict(Locale.objects.exclude(pk=here.pk).values_list("pk", "language_code"))
    return [
        Found(
            path_of(page),
            marked(page.title, words),
            marked(excerpt(page.specific, words), words),
            "cy" if codes.get(page.locale_id) == "cy" else "en-GB" if page.locale_id in codes else "",
        )
        for page in pages
    ]


def excerpt(page: Page, words: list[str]) -> str:
    """The sentence of the page that says what it is about, or the words around the first hit in its text."""
    summary = page.search_description or getattr(page, "summary", "")
    if _hit(summary, words) or not isinstance(page, UnionPage):
        return summary
    return _around(page_text(page), words, otherwise=summary)


def _around(text: str, words: list[str], *, otherwise: str = "") -> str:
    """The words around the first hit in a text; without one what stands for it, or the beginning."""
    hit = _hit(text, words)
    if hit is None:
        return otherwise or text[: 2 * AROUND]
    begin, end = max(hit.start() - AROUND, 0), hit.end() + AROUND
    piece = text[begin:end]
    piece = piece.partition(" ")[2] if begin else piece
    piece = piece.rpartition(" ")[0] if end < len(text) else piece
    return f"{'… ' if begin else ''}{piece}{' …' if end < len(text) else ''}"


def page_text(page: Page) -> str:
    """Everything the page says beneath its title and its sentence, as plain words: what the index reads."""
    parts: list[object] = []
    for field in type(page).get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in TOLD_APART:
            value = field.get_value(page)
            parts += value if isinstance(value, list) else [value] if value else []
    return " ".join(strip_tags(" ".join(map(str, parts)).replace("<", " <")).split())


def marked(text: str, words: list[str]) -> SafeString:
    """The text for a page, with each word asked for, or one that begins so, in a mark."""
    pattern = _pattern(words)
    if pattern is None:
        return conditional_escape(text)
    pieces, last = [], 0
    for hit in pattern.finditer(text):
        pieces += [conditional_escape(text[last : hit.start()]), mark_safe("<mark>")]
        pieces += [conditional_escape(hit[0]), mark_safe("</mark>")]
        last = hit.end()
    return mark_safe("".join([*pieces, conditional_escape(text[last:])]))


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{alternatives})\w*", re.IGNORECASE) if words else None


def _hit(text: str, words: list[str]) -> re.Match[str] | None:
    pattern = _pattern(words)
    return pattern.search(text) if pattern and text else None


# --- an address that leads nowhere ------------------------------------------------------------------------


def words_in(path: str) -> str:
    """The words of an address, for the box of the search; nothing of one that may hold a private link."""
    if path.removeprefix("/cy").startswith(PRIVATE):
        return ""
    parts = [part for part in path.split("/") if re.fullmatch(r"[a-zA-Z]+(?:[-_][a-zA-Z0-9]+)*", part)]
    last = parts[-1] if parts else ""
    return tidy(re.sub(r"[-_]+", " ", last)) if len(last) <= 60 else ""


def near(path: str) -> list[tuple[str, str]]:
    """Titles and addresses of up to five published pages whose slug is like the last part of this address."""
    parts = [part for part in path.split("/") if part]
    if not parts or not words_in(path):
        return []
    key = of_now("pages:slugs")
    pages: dict[str, tuple[str, str]] | None = cache.get(key)
    if pages is None:
        public = Page.objects.live().public().filter(depth__gt=2).order_by("-path")
        pages = {page.slug: (page.title, page.get_url() or "") for page in public[:2000]}
        cache.set(key, pages, KEPT_SECONDS)
    alike = get_close_matches(parts[-1].lower()[:80], pages, n=5, cutoff=0.6)
    return [pages[slug] for slug in alike]
