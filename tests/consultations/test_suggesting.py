"""What is near what: judged on invented answers, and never taken for more than a hint."""

from collections import Counter
from pathlib import Path

import pytest

from campaigns.consultations.suggesting import Coded, nearly_the_same, suggest
from tests.consultations.theme_corpus import CORPUS

ROOT = Path(__file__).parent.parent.parent


def test_the_first_suggestion_is_right_far_more_often_than_a_guess(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each text against all others, as if those were coded by hand."""
    right = second = silent = 0
    for place, (text, theme) in enumerate(CORPUS):
        others = [Coded(words, frozenset({its})) for n, (words, its) in enumerate(CORPUS) if n != place]
        found = [suggestion.theme for suggestion in suggest(text, others)]
        right += found[:1] == [theme]
        second += theme in found
        silent += not found
    commonest = max(Counter(theme for _, theme in CORPUS).values())
    with capsys.disabled():
        print(
            f"\nof {len(CORPUS)} invented answers: first suggestion right {right}, one of two right {second},"
            f" no suggestion {silent}; guessing the commonest theme {commonest}"
        )
    assert (len(CORPUS), commonest) == (65, 13)
    assert right >= 2 * commonest


def test_the_nearest_texts_that_speak_for_a_theme_are_shown_with_it() -> None:
    coded = [
        Coded("Cut the forms and the paperwork.", frozenset({1})),
        Coded("Less paperwork, fewer forms.", frozenset({1, 2})),
        Coded("Forms, forms, forms.", frozenset({1})),
        Coded("The forms ask too much.", frozenset({1})),
        Coded("Better pay.", frozenset({2})),
        Coded("A garden for the office.", frozenset()),
    ]
    first, second = suggest("Fewer forms, please, and less paperwork.", coded)
    assert (first.theme, second.theme) == (1, 2)
    assert first.nearest[:2] == ("Less paperwork, fewer forms.", "Cut the forms and the paperwork.")
    assert len(first.nearest) == 3
    assert second.nearest == ("Less paperwork, fewer forms.",)


@pytest.mark.parametrize("text", ["", "[...]", "the and of", "Nothing in common, entirely"])
def test_where_nothing_is_near_nothing_is_suggested(text: str) -> None:
    assert suggest(text, [Coded("Better pay.", frozenset({1}))]) == []
    assert suggest(text, []) == []


def test_texts_in_nearly_the_same_words_are_found_and_others_are_not() -> None:
    others = [
        "I support the union's ten points, above all visits in pairs!",
        "I support the unions ten points, above all the visits in pairs.",
        "I support visits in pairs.",
        "Better pay.",
        "",
    ]
    assert nearly_the_same("I support the union's ten points, above all visits in pairs.", others) == [0, 1]
    assert nearly_the_same("Anything", []) == []


def test_one_module_names_the_library() -> None:
    """That the site starts without it: tests/config/test_settings.py."""
    naming = [
        str(path.relative_to(ROOT))
        for folder in ("site", "campaigns", "ballots", "petitions")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "sklearn" in path.read_text()
    ]
    assert naming == ["campaigns/consultations/suggesting.py"]
