"""What a machine finds alike: which theme a text may belong to, and which texts are nearly the same.

The only module that knows of scikit-learn, which comes with the extra `analysis`. All is worked out here from
the words at hand, and forgotten afterwards; nothing leaves this machine and nothing is decided. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from campaigns.consultations.cutting import CUT

FEWEST = 30  # coded by hand before anything is suggested
NEIGHBOURS = 10
NEAREST_SHOWN = 3
MOST_SUGGESTIONS = 2
NEARLY_THE_SAME = 0.8
# Below this two texts have hardly a word in common.
FAINT = 0.05


@dataclass(frozen=True)
class Coded:
    """A text that somebody sorted, and the ids of its themes."""

    text: str
    themes: frozenset[int]


@dataclass(frozen=True)
class Suggestion:
    """A theme a text may belong to, and the nearest coded texts that made us think so."""

    theme: int
    nearest: tuple[str, ...]


def is_installed() -> bool:
    return find_spec("sklearn") is not None


def suggest(text: str, coded: Sequence[Coded]) -> list[Suggestion]:
    """The likeliest themes, best first, from the nearest of the coded texts; none where nothing is near.

    Each theme is weighed by how near the neighbours are that have it.
    """
    if not coded:
        return []
    likeness = _likeness(text, [one.text for one in coded])
    ranked = sorted(range(len(coded)), key=lambda place: (-likeness[place], place))
    neighbours = [place for place in ranked[:NEIGHBOURS] if likeness[place] > FAINT]
    weights: dict[int, float] = defaultdict(float)
    for place in neighbours:
        for theme in coded[place].themes:
            weights[theme] += likeness[place]
    best = sorted(weights, key=lambda theme: (-weights[theme], theme))[:MOST_SUGGESTIONS]
    return [
        Suggestion(
            theme,
            tuple(coded[place].text for place in neighbours if theme in coded[place].themes)[:NEAREST_SHOWN],
        )
        for theme in best
    ]


def nearly_the_same(text: str, others: Sequence[str]) -> list[int]:
    """The places of the others that say nearly the same in nearly the same words."""
    if not others:
        return []
    likeness = _likeness(text, others)
    return [place for place, near in enumerate(likeness) if near >= NEARLY_THE_SAME]


def _likeness(text: str, others: Sequence[str]) -> list[float]:
    """The cosine between the text and each other one: 1 for the same words, 0 for nothing in common."""
    # Slow to load, and only coders need it: no web process holds it before the first of them comes.
    from sklearn.feature_extraction.text import TfidfVectorizer

    # Three to five letters in a row within words: “form” is in “forms”, and one wrong letter spoils little.
    weigher: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    tidy = [re.sub(r"[^\w\s]", " ", one.replace(CUT, " ")) for one in (text, *others)]
    try:
        table = weigher.fit_transform(tidy)
    except ValueError:  # no words at all
        return [0.0] * len(others)
    return [float(near) for near in (table[1:] @ table[0].T).toarray().ravel()]
