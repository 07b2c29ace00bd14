import re
from dataclasses import replace

import pytest
from django.utils import translation

from campaigns.consultations.errors import CannotBeTrue, UnsuitableAnswer
from campaigns.consultations.fitting import fit, parse_number, seems_unusual
from campaigns.consultations.questionnaire import Asked, Choice, Given, Questionnaire, freeze, thaw
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED

ASKED = Questionnaire((WORRIED, CASELOAD, CHANGE))


def test_frozen_questions_thaw_to_the_same() -> None:
    assert thaw(freeze(ASKED)) == ASKED


def test_the_order_of_the_questions() -> None:
    assert ASKED.before(WORRIED, {}) is None
    assert ASKED.before(CHANGE, {}) == CASELOAD
    assert ASKED.after(CASELOAD, {}) == CHANGE
    assert ASKED.after(CHANGE, {}) is None
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


def test_a_number_that_cannot_be_true_is_asked_for_again_with_what_was_typed() -> None:
    def told(value: str, **bounds: str) -> str:
        with pytest.raises(CannotBeTrue) as refusal:
            fit(replace(CASELOAD, **{"greatest": "", **bounds}), value)
        return str(refusal.value)

    assert told("999,999", least="0.5", greatest="200.0") == (
        "You entered 999,999. Look again: enter a number from 0.5 to 200."
    )
    assert told("0", least="1.0") == "You entered 0. Look again: enter 1 or more."
    assert told("1000.5", kind="money", greatest="1000") == (
        "You entered £1,000.50. Look again: enter £1,000 or less."
    )
    bounded = replace(CASELOAD, least="1", greatest="200")
    assert [fit(bounded, value) for value in ("1", "200", "")] == ["1", "200", ""]


def test_an_answer_is_shown_as_its_giver_reads_it() -> None:
    assert WORRIED.shown("unsure") == "Not sure"
    assert CASELOAD.shown("23.5") == "23.5 cases"
    assert CHANGE.shown("Less paper.") == "Less paper."
    assert CASELOAD.shown(None) == ""


TASKS = Asked(
    key="tasks",
    kind="multiple",
    label="What did you do after hours?",
    label_cy="Beth wnaethoch chi ar ôl oriau?",
    section="Your week",
    options=(
        Choice("records", "Case records", "Cofnodion"),
        Choice("visits", "Visits"),
        Choice("other", "Something else", asks_which=True),
        Choice("none", "Nothing", exclusive=True),
    ),
)
PAID = Asked(
    key="paid",
    kind="money",
    label="What were you paid for it?",
    section="Your week",
    only_if="tasks",
    only_if_answers=("records", "visits", "other"),
)
SUPPORT = Asked(
    key="support",
    kind="matrix",
    label="How good is the support you get?",
    section="Support",
    required=True,
    options=(Choice("good", "Good"), Choice("poor", "Poor")),
    lines=(Choice("manager", "From my manager"), Choice("team", "From my team")),
)
ORDER = Asked(
    key="order",
    kind="rank",
    label="What should come first?",
    section="Support",
    options=(Choice("pay", "Pay"), Choice("cases", "Caseloads"), Choice("rooms", "Rooms")),
)
EVERY = Questionnaire((TASKS, PAID, SUPPORT, ORDER))


def test_every_kind_thaws_to_the_same() -> None:
    assert thaw(freeze(EVERY)) == EVERY


def test_several_answers_are_kept_in_the_order_of_the_list() -> None:
    assert fit(TASKS, ["visits", "records"]) == ["records", "visits"]
    assert fit(TASKS, []) == []


@pytest.mark.parametrize(
    ("asked", "value", "sentence"),
    [
        (TASKS, ["none", "visits"], "Choose “Nothing” by itself, or take it away."),
        (TASKS, ["lunch"], "Choose from the answers in the list."),
        (PAID, "much", "Enter an amount in pounds, such as 1,200 or 15.50."),
        (PAID, "1.234", "Enter an amount in pounds, such as 1,200 or 15.50."),
        (SUPPORT, {"manager": "good"}, "Choose an answer for “From my team”."),
        (SUPPORT, {"manager": "so-so"}, "Choose one answer on each line, from those in the list."),
        (SUPPORT, {"boss": "good"}, "Choose one answer on each line, from those in the list."),
        (ORDER, ["pay", "pay"], "Give each place to one answer only."),
        (ORDER, ["lunch"], "Choose from the answers in the list."),
    ],
)
def test_an_answer_that_does_not_fit(asked: Asked, value: str, sentence: str) -> None:
    with pytest.raises(UnsuitableAnswer, match=re.escape(sentence)):
        fit(asked, value)


@pytest.mark.parametrize(("typed", "stored"), [("£1,200", "1200"), ("15.5", "15.50"), ("0", "0"), ("", "")])
def test_an_amount_of_money(typed: str, stored: str) -> None:
    assert fit(PAID, typed) == stored


def test_a_date_and_a_step() -> None:
    day = Asked(key="day", kind="date", label="When?", section="Your week")
    step = Asked(key="step", kind="scale", label="How sure?", section="Your week", steps=7)
    assert fit(day, "2026-03-27") == "2026-03-27"
    assert fit(step, "7") == "7"
    with pytest.raises(UnsuitableAnswer, match=r"Enter a real date, such as 27 3 2026\."):
        fit(day, "2026-02-30")
    with pytest.raises(UnsuitableAnswer, match=r"Choose one of the answers in the list\."):
        fit(step, "8")


def test_answers_read_back() -> None:
    assert TASKS.shown(["records", "none"]) == "Case records\nNothing"
    assert PAID.shown("15.50") == "£15.50"
    assert SUPPORT.shown({"manager": "good", "team": "poor"}) == "From my manager: Good\nFrom my team: Poor"
    assert ORDER.shown(["cases", "pay"]) == "1. Caseloads\n2. Pay"
    assert TASKS.in_welsh().shown(["records", "visits"]) == "Cofnodion\nVisits"


def test_a_question_is_asked_only_after_the_answer_that_leads_to_it() -> None:
    assert EVERY.route({"tasks": ["visits"]}) == (TASKS, PAID, SUPPORT, ORDER)
    assert EVERY.route({"tasks": ["none"]}) == (TASKS, SUPPORT, ORDER)
    assert EVERY.after(TASKS, {"tasks": ["none"]}) == SUPPORT
    assert EVERY.before(SUPPORT, {"tasks": ["none"]}) == TASKS
    assert EVERY.not_asked({"tasks": ["none"], "paid": "3", "tasks__other": "Lunch"}) == {
        "paid",
        "tasks__other",
    }
    assert EVERY.not_asked({"tasks": ["other"], "paid": "3", "tasks__other": "Lunch"}) == set()


def test_words_beside_other_are_a_text_of_their_own() -> None:
    other = EVERY.get("tasks__other")
    assert other is not None
    assert (other.kind, other.label) == ("short_text", "What did you do after hours?: Something else")
    assert EVERY.texts() == [other]


def test_a_changed_answer_leads_to_each_question_it_opened_and_no_further() -> None:
    paid, where = replace(PAID, only_if="tasks"), replace(ORDER, key="where", only_if="tasks")
    paid, where = (replace(one, only_if_answers=("visits",)) for one in (paid, where))
    asking = Questionnaire((TASKS, paid, where, SUPPORT, ORDER))
    given: dict[str, Given] = {"tasks": ["visits"], "support": {"manager": "good", "team": "good"}}
    assert asking.still_to_answer(TASKS, given) == paid
    assert asking.still_to_answer(paid, given) == where
    assert asking.still_to_answer(where, given | {"where": ["pay"]}) is None
    assert asking.still_to_answer(TASKS, given | {"tasks": ["records"]}) is None
    assert asking.still_to_answer(ORDER, {"tasks": ["records"]}) == SUPPORT


def test_a_date_is_read_back_in_words() -> None:
    day = Asked(key="day", kind="date", label="When?", section="Your week")
    assert day.shown("2026-03-07") == "7 March 2026"
    with translation.override("cy"):
        assert day.shown("2026-03-07") == "7 Mawrth 2026"
