"""An editor's rich text for e-mail and as plain text, with whole addresses."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from wagtail.rich_text import expand_db_html

from union.pages.media import absolute

LINES = {"h1": "=", "h2": "=", "h3": "-", "h4": "-"}
LISTS = {"ul", "ol"}
PARAGRAPHS = {"p", "div", "blockquote"}


def underlined(heading: str, *, line: str = "=") -> str:
    """A heading of plain text: the words, and a line of the same length beneath."""
    return f"{heading}\n{line * len(heading)}"


def rich_text_for_email(source: str) -> str:
    """The HTML of rich text, its links and pictures under whole addresses."""
    soup = _soup(source)
    for name, attribute in (("a", "href"), ("img", "src")):
        for tag in soup.find_all(name):
            if tag.get(attribute):
                tag[attribute] = absolute(str(tag[attribute]))
    return soup.decode(formatter="minimal")


def rich_text_as_text(source: str) -> str:
    """Paragraphs with a line between, headings underlined, lists marked, addresses behind links."""
    return "\n\n".join(part for part in _parts(_soup(source)) if part)


def _soup(source: str) -> BeautifulSoup:
    return BeautifulSoup(expand_db_html(source), "html.parser")


def _parts(within: Tag) -> Iterator[str]:
    """The blocks of text in a tag, one after another."""
    for element in within.children:
        if not isinstance(element, Tag):
            yield _squeezed(str(element))
        elif element.name in LINES:
            yield underlined(_inline(element), line=LINES[element.name])
        elif element.name in LISTS:
            yield "\n".join(_items(element))
        elif element.name in PARAGRAPHS:
            yield _inline(element)
        elif element.name != "br":
            yield _inline_of(element)


def _items(listed: Tag, depth: int = 0) -> Iterator[str]:
    for number, item in enumerate(listed.find_all("li", recursive=False), start=1):
        mark = f"{number}." if listed.name == "ol" else "-"
        inner = list(item.find_all(LISTS, recursive=False))
        for child in inner:
            child.extract()
        yield f"{'  ' * depth}{mark} {_inline(item)}"
        for child in inner:
            yield from _items(child, depth + 1)


def _inline(tag: Tag) -> str:
    return _squeezed("".join(_inline_of(child) for child in tag.children))


def _inline_of(element: PageElement) -> str:
    if isinstance(element, NavigableString):
        return re.sub(r"[ \t\n]+", " ", str(element))
    if not isinstance(element, Tag):
        return ""
    if element.name == "br":
        return "\n"
    words = "".join(_inline_of(child) for child in element.children)
    if element.name == "a" and element.get("href"):
        return _link(words, absolute(str(element["href"])))
    return words


def _link(words: str, address: str) -> str:
    """`words (address)`, and the address alone where the words are that."""
    shown = address.removeprefix("mailto:").removeprefix("tel:")
    return words if words.strip() in (address, shown) else f"{words} ({shown})"


def _squeezed(words: str) -> str:
    return "\n".join(line.strip() for line in re.sub(r" {2,}", " ", words).strip().split("\n"))
