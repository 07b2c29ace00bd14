"""How much of what gives somebody away the flags find, and how much harmless they flag; read it with `-s`.

Bounds are what was measured, and the misses are listed in docs/consultations.md.
"""

from fractions import Fraction

import pytest

from campaigns.consultations.risks import find_danger, find_risks
from tests.consultations.risk_corpus import (
    EMPLOYERS,
    HARMLESS,
    HARMLESS_LATER,
    RISKY,
    RISKY_LATER,
    URGENT,
)


def flagged(text: str) -> bool:
    return bool(find_risks(text, employers=EMPLOYERS))


def covered(text: str, words: str) -> bool:
    """Whether a flag stands on the very words that give somebody away."""
    start = text.index(words)
    found = find_risks(text, employers=EMPLOYERS)
    return any(risk.start < start + len(words) and risk.end > start for risk in found)


@pytest.mark.parametrize(
    ("name", "risky", "harmless", "found", "pieces", "false"),
    [
        ("mended by", RISKY, HARMLESS, 44, 46, 2),
        ("written later", RISKY_LATER, HARMLESS_LATER, 17, 17, 2),
    ],
)
def test_what_the_flags_find(
    name: str, risky: list[tuple[str, list[str]]], harmless: list[str], found: int, pieces: int, false: int
) -> None:
    hits = [text for text, _ in risky if flagged(text)]
    wrong = [text for text in harmless if flagged(text)]
    told = [(text, words) for text, all_words in risky for words in all_words]
    caught = [(text, words) for text, words in told if covered(text, words)]
    recall, precision = Fraction(len(hits), len(risky)), Fraction(len(hits), len(hits) + len(wrong))
    print(
        f"\n{name}: {len(risky)} risky and {len(harmless)} harmless sentences, recall {float(recall):.0%}, "
        f"precision {float(precision):.0%}, {len(caught)} of {len(told)} telling words found"
    )
    assert (len(hits), len(caught), len(wrong)) == (found, pieces, false)


def test_the_corpus_is_large_and_evenly_split() -> None:
    assert (len(RISKY), len(HARMLESS), len(RISKY_LATER), len(HARMLESS_LATER)) == (46, 46, 26, 26)


@pytest.mark.parametrize("text", URGENT)
def test_somebody_in_danger_now_is_noticed(text: str) -> None:
    assert find_danger(text)


def test_nothing_else_sounds_urgent() -> None:
    others = [*HARMLESS, *HARMLESS_LATER, *(text for text, _ in [*RISKY, *RISKY_LATER])]
    assert [text for text in others if find_danger(text)] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("my manager at thornbeck said no", "thornbeck"),
        ("Bright Harbour never rings back.", "Bright Harbour"),
        ("At sallow vale council we close early.", "sallow vale council"),
        ("We are sallow, in a vale.", ""),
        ("The council said no, and so did the trust.", ""),
        ("Mae Cyngor Glanyrafon yn gwybod.", "Cyngor Glanyrafon"),
    ],
)
def test_employers_on_the_roll_are_known_by_what_people_call_them(text: str, named: str) -> None:
    found = [risk.text for risk in find_risks(text, employers=EMPLOYERS) if risk.kind == "employer"]
    assert found == ([named] if named else [])


def test_an_employer_called_like_a_word_counts_only_where_it_is_a_name() -> None:
    employers = ("Reading Borough Council",)
    told = [
        [r.text for r in find_risks(text, employers=employers) if r.kind == "employer"]
        for text in ("Nobody is reading this.", "We left Reading.", "i work at reading council")
    ]
    assert told == [[], ["Reading"], ["reading council"]]
