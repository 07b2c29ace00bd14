"""Taking words out of a text, and checking that a quote is what somebody wrote. Pure."""

import re
from collections.abc import Iterable
from unicodedata import normalize

CUT = "[...]"
LETTER = r"[^\W\d_]"
UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
Span = tuple[int, int]


def find_words(text: str, words: Iterable[str]) -> list[Span]:
    """Every place where one of the words stands, whatever its case, and never inside a longer word.

    A number ends where its digits end, so that one is found that was typed against a word. An apostrophe may
    be straight or curled, an accent one sign with its letter or one of its own, and what nobody sees (a space
    without width, a hyphen that may be) may stand between two letters.
    """
    spans: set[Span] = set()
    for word in (normalize("NFC", w.strip()) for w in words):
        if not word:
            continue
        left, right = _edge(word[0]), _edge(word[-1])
        before, after = f"(?<!{left})" if left else "", f"(?!{right})" if right else ""
        pattern = r"\s+".join(UNSEEN.join(_sign(sign) for sign in part) for part in word.split())
        spans |= {m.span() for m in re.finditer(f"{before}{pattern}{after}", text, re.IGNORECASE)}
    return merge(spans)


def _edge(sign: str) -> str:
    """What may not stand beside a word that begins or ends with this sign."""
    if sign.isdecimal():
        return r"\d"
    return LETTER if sign.isalnum() else ""


def _sign(sign: str) -> str:
    if sign in "'’":
        return "['’]"
    apart = normalize("NFD", sign)
    return re.escape(sign) if apart == sign else f"(?:{re.escape(sign)}|{re.escape(apart)})"


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
