import re

import pytest

from campaigns.consultations.errors import UnsuitableAnswer
from campaigns.consultations.questionnaire import (
    Questionnaire,
    fit,
    freeze,
    parse_number,
    seems_unusual,
    thaw,
)
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED

ASKED = Questionnaire((WORRIED, CASELOAD, CHANGE))


def test_frozen_questions_thaw_to_the_same() -> None:
    assert thaw(freeze(ASKED)) == ASKED


def test_the_order_of_the_questions() -> None:
    assert [ASKED.number_of(question) for question in ASKED.asked] == [1, 2, 3]
    assert ASKED.before(WORRIED) is None
    assert ASKED.before(CHANGE) == CASELOAD
    assert ASKED.after(CASELOAD) == CHANGE
    assert ASKED.after(CHANGE) is None
    assert ASKED.get("nothing") is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("23", "23"),
        (" 23 ", "23"),
        ("23.5", "23.5"),
        ("23.0", "23"),
        ("1,200", "1200"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_a_number_is_stored_in_one_spelling(typed: str, stored: str) -> None:
    assert parse_number(typed, decimals=1) == stored


@pytest.mark.parametrize(
    "typed", ["twenty", "-3", "1e9", "23,5", "1,20", "½", "٣", "2 3", "1234567890", "23."]
)
def test_what_is_no_number_in_figures_is_refused(typed: str) -> None:
    with pytest.raises(UnsuitableAnswer, match=re.escape("Enter a number in figures, such as 23 or 23.5.")):
        parse_number(typed, decimals=1)


def test_too_many_decimals_are_refused() -> None:
    with pytest.raises(UnsuitableAnswer, match="Enter a number with 1 decimal place at most"):
        parse_number("23.55", decimals=1)
    with pytest.raises(UnsuitableAnswer, match=re.escape("Enter a whole number, such as 23.")):
        parse_number("23.5", decimals=0)


def test_a_required_answer_cannot_be_left_blank() -> None:
    with pytest.raises(UnsuitableAnswer, match=re.escape("Answer this question to go on.")):
        fit(WORRIED, " ")
    assert fit(CHANGE, " ") == ""


def test_only_an_option_of_the_list_is_an_answer() -> None:
    assert fit(WORRIED, "yes") == "yes"
    with pytest.raises(UnsuitableAnswer, match=re.escape("Choose one of the answers in the list.")):
        fit(WORRIED, "perhaps")


def test_a_long_text_is_counted_with_line_ends_as_one_character() -> None:
    assert fit(CHANGE, "a\r\n" * 100) == ("a\n" * 100).strip()
    with pytest.raises(
        UnsuitableAnswer, match=re.escape("Your answer is 203 characters: take out 3 to keep to 200.")
    ):
        fit(CHANGE, "a" * 203)


def test_characters_that_cannot_be_stored_are_refused() -> None:
    with pytest.raises(UnsuitableAnswer, match=re.escape("Take out the characters that cannot be read.")):
        fit(CHANGE, "a\x00b")


@pytest.mark.parametrize(
    ("value", "unusual"), [("0", True), ("1", False), ("60", False), ("60.5", True), ("", False)]
)
def test_a_number_outside_the_soft_bounds_is_worth_asking(value: str, unusual: bool) -> None:
    assert seems_unusual(CASELOAD, value) is unusual


def test_an_answer_is_shown_as_its_giver_reads_it() -> None:
    assert WORRIED.shown("unsure") == "Not sure"
    assert CASELOAD.shown("23.5") == "23.5 cases"
    assert CHANGE.shown("Less paper.") == "Less paper."
    assert CASELOAD.shown(None) == ""
