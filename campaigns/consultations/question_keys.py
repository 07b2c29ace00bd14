"""Keys of questions and answers: made of their words, and kept when the words are only corrected. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from django.utils.text import slugify

from campaigns.consultations.questionnaire import OF_OTHER, Choice

LONGEST = 40 - len(OF_OTHER)  # room for the words beside "other", which have a key of their own
SAME = 0.7  # from here on two labels are one label, corrected


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

    A label that says something else is a new answer with a key of its own: otherwise the answers of two
    waves would be compared that mean different things.
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
    compared = SequenceMatcher(None, old.lower(), new.lower())
    return compared.quick_ratio() >= SAME and compared.ratio() >= SAME
