"""Finding employers of the roll in a text, by their full name or by what people call them. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
# What employers are, and not who they are.
WORDS = """
a academy and association authority board borough bwrdeistref care children children's city cic college
community council county cyngor district for foundation group health hospital hospitals housing in limited
london ltd metropolitan nhs of partnership plc primary royal school schools secondary service services sir
social the trust unitary university ymddiriedolaeth
"""
KINDS = frozenset(WORDS.split())
ADJOINING = KINDS - {"a", "and", "for", "in", "of", "the"}
LEADING_TO_ONE = frozenset({"at", "joined", "left"})


def find_employers(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where an employer is named, with the words behind it that say what it is: `thornbeck council`.

    A name of one word, once “Council” and the like are taken off it, counts with a capital inside a sentence,
    before such a word, or after “at”: there may be employers called Reading.
    """
    wanted = names_said(names)
    words = list(WORD.finditer(text))
    lower = [word.group().lower().replace("’", "'") for word in words]
    for place in range(len(words)):
        for name in wanted.get(_bare(lower[place]), ()):
            last = place + len(name) - 1
            if tuple(_bare(word) for word in lower[place : last + 1]) != name:
                continue
            begin, end = place, last
            while end + 1 < len(words) and lower[end + 1] in ADJOINING:
                end += 1
            while begin and lower[begin - 1] in ADJOINING:
                begin -= 1
            alone = len(name) == 1 and (begin, end) == (place, last)
            if not alone or _stands_as_name(text, words, lower, place):
                yield words[begin].start(), words[end].end()
                break


def _stands_as_name(text: str, words: list[re.Match[str]], lower: list[str], place: int) -> bool:
    if place and lower[place - 1] in LEADING_TO_ONE:
        return True
    inside = text[: words[place].start()].rstrip()[-1:] not in {"", ".", "!", "?", ":", "\n"}
    return inside and words[place].group()[0].isupper()


@lru_cache(maxsize=4)
def names_said(names: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """What people say for each employer, longest first, by its first word; once, whoever else is called so.

    Sixty schools of St Mary would else be compared one by one wherever a text says “St”.
    """
    wanted: dict[str, list[tuple[str, ...]]] = {}
    for said in dict.fromkeys(tuple(_said(name)) for name in names):
        if said:
            wanted.setdefault(said[0], []).append(said)
    for same in wanted.values():
        same.sort(key=len, reverse=True)
    return wanted


def _said(name: str) -> list[str]:
    """The words that tell this employer from others; the whole name where all of them are common."""
    whole = [_bare(word.group().lower().replace("’", "'")) for word in WORD.finditer(name)]
    told = list(whole)
    while told and told[-1] in KINDS:
        told.pop()
    while told and told[0] in KINDS:
        told.pop(0)
    return told or whole


def _bare(word: str) -> str:
    return word.removesuffix("'s")
