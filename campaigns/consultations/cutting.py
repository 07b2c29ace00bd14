"""Taking words out of a text, and checking that a quote is what somebody wrote. Pure."""

import re
from collections.abc import Iterable

CUT = "[...]"
Span = tuple[int, int]


def find_words(text: str, words: Iterable[str]) -> list[Span]:
    """Every place where one of the words stands, whatever its case, and never inside a longer word.

    An apostrophe may be straight or curled.
    """
    spans: set[Span] = set()
    for word in (w.strip() for w in words):
        if not word:
            continue
        left = r"(?<!\w)" if word[0].isalnum() else ""
        right = r"(?!\w)" if word[-1].isalnum() else ""
        pattern = r"\s+".join(re.escape(part) for part in word.split())
        pattern = re.sub("['’]", "['’]", pattern)
        spans |= {m.span() for m in re.finditer(f"{left}{pattern}{right}", text, re.IGNORECASE)}
    return merge(spans)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted spans without overlap."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def cut(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by [...]; neighbouring cuts become one."""
    pieces, place = [], 0
    for start, end in merge(spans):
        pieces += [text[place:start], CUT]
        place = end
    joined = "".join([*pieces, text[place:]])
    return re.sub(r"\[\.\.\.\](\s*\[\.\.\.\])+", CUT, joined)


def is_faithful(quote: str, text: str) -> bool:
    """Whether the quote is made of passages of the text, in their order, every gap marked [...].

    Space may differ; words, their order and their punctuation may not.
    """
    place, source = 0, _flat(text)
    pieces = [_flat(piece) for piece in quote.split(CUT)]
    if not any(pieces):
        return False
    for piece in filter(None, pieces):
        found = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(source, place)
        if not found:
            return False
        place = found.end()
    return True


def _flat(text: str) -> str:
    return " ".join(text.split())
