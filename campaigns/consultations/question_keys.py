"""Keys of questions and answers: made of their words, and kept when the words are only corrected. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from django.utils.text import slugify

from campaigns.consultations.questionnaire import OF_OTHER, Choice

LONGEST = 40 - len(OF_OTHER)  # room for the words beside "other", which have a key of their own
SAME = 0.7  # from here on two labels are one label, corrected
TURNED_ROUND = {"not", "no", "never", "none", "nobody", "nothing", "without"}
BEFORE_A_WORD = ("dis", "un", "in", "im", "ir", "il", "non-", "non")


def key_of(label: str, *, taken: Collection[str] = (), otherwise: str = "question") -> str:
    """A key that is made of the label and not among those taken: `How many cases?` is `how-many-cases`."""
    made = tidy_key(label) or otherwise
    tried, number = made, 2
    while tried in taken:
        ending = f"-{number}"
        tried, number = made[: LONGEST - len(ending)].rstrip("-") + ending, number + 1
    return tried


def tidy_key(words: str) -> str:
    """Small letters, digits and hyphens, cut at a word where it is too long; may be empty."""
    whole = slugify(words.replace("_", "-")).strip("-")
    if len(whole) <= LONGEST:
        return whole
    cut = whole[: LONGEST + 1].rpartition("-")[0]
    return cut or whole[:LONGEST]


def keyed(labels: Iterable[str], before: Iterable[Choice] = ()) -> list[Choice]:
    """The labels as choices. One that stood there before keeps its key, also when it is corrected a little.

    A label that says something else is a new answer with a key of its own, and so is one with another number
    or one turned round (“I disagree”): otherwise the answers of two waves would be compared that mean
    different things.
    """
    labels, before = list(labels), list(before)
    keys: dict[int, str] = {}
    left = {choice.key: choice.label for choice in before}
    for alike in (lambda a, b: a == b, _is_corrected):
        for place, label in enumerate(labels):
            kept = next((key for key, old in left.items() if place not in keys and alike(old, label)), "")
            if kept:
                keys[place] = kept
                del left[kept]
    taken = {*keys.values(), *(choice.key for choice in before)}
    choices = []
    for place, label in enumerate(labels):
        key = keys.get(place) or key_of(label, taken=taken, otherwise="answer")
        taken.add(key)
        choices.append(Choice(key, label))
    return choices


def _is_corrected(old: str, new: str) -> bool:
    old, new = old.lower(), new.lower()
    if re.findall(r"\d+", old) != re.findall(r"\d+", new) or _is_turned_round(old, new):
        return False
    compared = SequenceMatcher(None, old, new)
    return compared.quick_ratio() >= SAME and compared.ratio() >= SAME


def _is_turned_round(old: str, new: str) -> bool:
    """Whether a word that denies came or went: not, or the dis- of disagree."""
    words, other = set(re.findall(r"[\w’'-]+", old)), set(re.findall(r"[\w’'-]+", new))
    went, came = words - other, other - words
    denied = {word for word in went | came if word in TURNED_ROUND or word.endswith(("n't", "n’t"))}
    opposites = {before + word for word in went | came for before in BEFORE_A_WORD}
    return bool(denied or opposites & (went | came))
