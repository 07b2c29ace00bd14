"""Finding published pages by words, and pages whose address is nearly the one that was asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from union.pages.base import UnionPage
from union.pages.kept_pages import of_now

LONGEST = 100  # characters of what is asked
AROUND = 90  # characters on each side of the first word that was found
KEPT_SECONDS = 60
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
    """A page, with the words around what was asked for."""

    page: Page
    title: SafeString
    excerpt: SafeString


def tidy(asked: str) -> str:
    """What was typed, as words: no control characters, no more than a hundred characters."""
    printable = "".join(sign if sign.isprintable() else " " for sign in asked)
    return " ".join(printable.split())[:LONGEST].strip()


def words_of(asked: str) -> list[str]:
    return WORD.findall(asked)


def search(asked: str) -> QuerySet[Page] | list[Page]:
    """Published pages that anybody may read and that hold every word asked for; else those that hold one."""
    words = " ".join(words_of(asked))
    if not words:
        return []
    everybodys = Page.objects.live().public().filter(depth__gt=1)
    found = everybodys.search(words, operator="and")
    return found if found.count() else everybodys.search(words, operator="or")


def shown(pages: Iterable[Page], *, asked: str) -> list[Found]:
    """The pages of one page of results, as somebody reads them."""
    words = words_of(asked)
    return [
        Found(page, marked(page.title, words), marked(excerpt(page.specific, words), words)) for page in pages
    ]


def excerpt(page: Page, words: list[str]) -> str:
    """The sentence of the page that says what it is about, or the words around the first hit in its text."""
    summary = page.search_description or getattr(page, "summary", "")
    if _hit(summary, words) or not isinstance(page, UnionPage):
        return summary
    text = page_text(page)
    hit = _hit(text, words)
    if hit is None:
        return summary or text[: 2 * AROUND]
    begin, end = max(hit.start() - AROUND, 0), hit.end() + AROUND
    piece = text[begin:end]
    piece = piece.partition(" ")[2] if begin else piece
    return f"{'… ' if begin else ''}{piece}{' …' if end < len(text) else ''}"


def page_text(page: Page) -> str:
    """Everything the page says, as plain words."""
    parts: list[str] = []
    for name in ("demand", "intro", "body", "contact"):
        value = getattr(page, name, None)
        block = getattr(value, "stream_block", None)
        parts += block.get_searchable_content(value) if block else [str(value)] if value else []
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


def near(path: str, *, most: int = 5) -> list[tuple[str, str]]:
    """Titles and addresses of published pages whose slug is like the last part of this address."""
    parts = [part for part in path.split("/") if part]
    if not parts or not words_in(path):
        return []
    key = of_now("pages:slugs")
    pages: dict[str, tuple[str, str]] | None = cache.get(key)
    if pages is None:
        public = Page.objects.live().public().filter(depth__gt=2).order_by("-path")
        pages = {page.slug: (page.title, page.get_url() or "") for page in public[:2000]}
        cache.set(key, pages, KEPT_SECONDS)
    alike = get_close_matches(parts[-1].lower()[:80], pages, n=most, cutoff=0.6)
    return [pages[slug] for slug in alike]
