"""What Kit is told before a consultation opens."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaigns.consultations.checking import Finding, check, check_against, check_dates, minutes
from campaigns.consultations.questionnaire import Asked, Choice, Questionnaire
from tests.consultations.factories import CASELOAD, CHANGE, WORDS, WORRIED

SAID = {"title": "Your workload", **WORDS}
WHY = Asked(
    key="why",
    kind="long_text",
    label="Why?",
    section="Your week",
    only_if="worried",
    only_if_answers=("yes",),
)
GRID = Asked(
    key="grid",
    kind="matrix",
    label="How often?",
    section="Your week",
    options=(Choice("never", "Never"), Choice("often", "Often")),
    lines=(Choice("late", "I stay late"), Choice("home", "I work at home")),
)


def findings(*asked: Asked, in_welsh: bool = False, **words: str) -> list[Finding]:
    return check(Questionnaire(asked), words=SAID | words, in_welsh=in_welsh, earlier=None)


def sentences(found: list[Finding], *, blocks: bool) -> list[str]:
    return [finding.sentence for finding in found if finding.blocks is blocks]


def compared(*asked: Asked) -> list[str]:
    """With a last wave that asked WORRIED, GRID and CHANGE."""
    earlier = Questionnaire((WORRIED, GRID, CHANGE))
    return [f.sentence for f in check(Questionnaire(asked), words=SAID, in_welsh=False, earlier=earlier)]


def test_a_sound_questionnaire_gives_no_finding() -> None:
    assert findings(WORRIED, CASELOAD, WHY, GRID, CHANGE) == []


def test_everything_that_is_missing_is_said_at_once() -> None:
    found = findings(purpose=" ", who_reads="", attribution="")
    assert sentences(found, blocks=True) == [
        "Write what it is for.",
        "Write who reads the replies.",
        "Write how quotes are signed.",
        "Add at least one question before you open.",
    ]


@pytest.mark.parametrize("kind", ["single", "multiple", "rank"])
def test_a_choice_needs_two_answers(kind: str) -> None:
    alone = Asked(key="a", kind=kind, label="A?", section="S", options=(Choice("yes", "Yes"),))
    assert findings(alone) == [Finding("Give “A?” at least two answers to choose from.", "question", "a")]


def test_a_table_needs_lines() -> None:
    assert sentences(findings(replace(GRID, lines=())), blocks=True) == [
        "Give “How often?” at least one line to answer."
    ]


def test_two_answers_that_read_alike_block_and_two_questions_are_a_hint() -> None:
    twice = replace(WORRIED, options=(Choice("yes", "Yes"), Choice("yes-2", " yes")))
    assert sentences(findings(twice), blocks=True) == [
        "Two answers of “Did you go home worried?” read “Yes”: change one."
    ]
    found = findings(CHANGE, replace(CHANGE, key="change-2"))
    assert [finding.about for finding in found] == ["change", "change-2"]
    assert sentences(found, blocks=False)[0] == (
        "Two questions read “What would you change?”: word them so that they differ."
    )


def test_a_condition_has_to_point_back() -> None:
    assert sentences(findings(WHY, WORRIED), blocks=True) == [
        "“Why?” is asked only after a certain answer to a question that does not stand before it: "
        "move it down, or choose another condition."
    ]


def test_a_condition_has_to_name_answers_that_are_offered() -> None:
    for answers in [("maybe",), ()]:
        found = findings(WORRIED, replace(WHY, only_if_answers=answers))
        assert sentences(found, blocks=True) == [
            "“Why?” is asked only after an answer that “Did you go home worried?” does not offer: "
            "tick the answers again."
        ]


def test_a_condition_may_name_a_step_of_a_scale() -> None:
    scale = Asked(key="well", kind="scale", label="How well?", section="S", steps=3)
    assert findings(scale, replace(WHY, only_if="well", only_if_answers=("1", "3"))) == []
    assert len(findings(scale, replace(WHY, only_if="well", only_if_answers=("4",)))) == 1


def test_capitals_and_bare_numbers_are_hints() -> None:
    loud = replace(CASELOAD, label="HOW MANY CASES?", unit="")
    assert sentences(findings(loud), blocks=False) == [
        "Write “HOW MANY CASES?” in small letters: capitals are hard to read.",
        "Say what is counted in “HOW MANY CASES?”, as a unit or in the help text.",
    ]
    assert findings(replace(CHANGE, label="NHS?")) == []


def test_an_average_that_a_slip_can_make_absurd_is_a_hint_and_bounds_that_nothing_fits_a_fault() -> None:
    open_ended = replace(CASELOAD, greatest="")
    assert sentences(findings(open_ended), blocks=False) == [
        "“How many cases do you hold?” gives an average, and one slip such as 999999 makes it absurd: "
        "enter the greatest number that can be true."
    ]
    assert len(findings(replace(open_ended, kind="money"))) == 1
    assert sentences(findings(replace(CASELOAD, least="1001")), blocks=True) == [
        "No answer to “How many cases do you hold?” can lie between its least and greatest."
    ]


def test_each_missing_welsh_word_is_named() -> None:
    section = {"section_cy": "Eich wythnos"}
    found = findings(
        replace(WORRIED, label_cy="Poeni?", **section),
        replace(CASELOAD, help_text="All of them.", **section),
        in_welsh=True,
        title_cy="Eich llwyth gwaith",
        purpose_cy="Dywedwch.",
        already_decided_cy="Dim.",
    )
    assert sentences(found, blocks=True) == [
        "Write who reads the replies in Welsh.",
        "Write the answer “Yes” in Welsh.",
        "Write the answer “No” in Welsh.",
        "Write the answer “Not sure” in Welsh.",
        "Write the question “How many cases do you hold?” in Welsh.",
        "Write the help text “All of them.” in Welsh.",
        "Write the unit “cases” in Welsh.",
    ]
    assert [finding.about for finding in found if finding.about] == ["worried"] * 3 + ["caseload"] * 3


def test_the_title_of_a_section_is_asked_for_in_welsh_once() -> None:
    found = findings(
        replace(CHANGE, label_cy="Beth?"), replace(CHANGE, key="b", label_cy="Beth?"), in_welsh=True
    )
    assert [f.sentence for f in found if "section" in f.sentence] == [
        "Write the title of the section “Change” in Welsh."
    ]


def test_the_time_it_takes_is_reckoned_by_kind() -> None:
    assert minutes(Questionnaire(())) == 1
    assert minutes(Questionnaire((WORRIED, CASELOAD, CHANGE))) == 2  # 12 + 20 + 90 seconds
    assert minutes(Questionnaire((GRID,) * 8)) == 3  # 8 times 10 + 2 lines of 6


def test_a_long_questionnaire_is_a_hint_from_the_eleventh_minute_and_the_twenty_first_question() -> None:
    texts = [replace(CHANGE, key=f"t{number}", label=f"Text {number}?") for number in range(8)]
    assert sentences(findings(*texts[:6]), blocks=False) == []
    assert sentences(findings(*texts), blocks=False) == [
        "Answering takes about 12 minutes. With more than 10, many people stop on the way: "
        "take out a long text first."
    ]
    short = [replace(WORRIED, key=f"s{number}", label=f"Short {number}?") for number in range(21)]
    assert sentences(findings(*short[:20]), blocks=False) == []
    assert sentences(findings(*short), blocks=False) == [
        "There are 21 questions. With more than 20, many people stop on the way: take some out."
    ]


def test_the_dates_have_to_lie_ahead_and_in_order(noon: datetime) -> None:
    def said(closes: datetime, days: int) -> list[str]:
        found = check_dates(closes=closes, report_by=closes.date() + timedelta(days=days), at=noon)
        return [finding.sentence for finding in found]

    assert said(noon + timedelta(hours=1), 0) == []
    assert said(noon, 0) == ["Set a closing time that is still to come."]
    assert said(noon + timedelta(hours=1), -1) == ["Set a day for the report that is not before the close."]


def test_a_question_of_the_last_wave_that_was_deleted_or_renamed_is_told() -> None:
    missing = (
        "Question “What would you change?” of the last wave is missing: results of it cannot be compared."
    )
    assert compared(WORRIED, GRID, CHANGE) == []
    assert compared(WORRIED, GRID) == [missing]
    assert compared(WORRIED, GRID, replace(CHANGE, key="change-first")) == [missing]


def test_a_question_of_the_last_wave_that_is_asked_otherwise_is_told() -> None:
    assert compared(replace(WORRIED, kind="multiple"), GRID, CHANGE) == [
        "“Did you go home worried?” is answered in another way than in the last wave: "
        "results of it cannot be compared."
    ]
    assert compared(replace(WORRIED, label="Were you worried?"), GRID, CHANGE) == [
        "“Were you worried?” read “Did you go home worried?” in the last wave: compare results with care."
    ]
    assert compared(WORRIED, replace(GRID, lines=GRID.lines[:1]), CHANGE) == [
        "The answer “I work at home” to “How often?” of the last wave is missing: "
        "results of it cannot be compared."
    ]
    assert compared(WORRIED, GRID, replace(CHANGE, only_if="worried", only_if_answers=("yes",))) == [
        "“What would you change?” is asked of others than in the last wave: compare results with care."
    ]
    days, steps = replace(CASELOAD, unit="days"), replace(WORRIED, kind="scale", low_label="Never")
    for now, before, told in [
        (days, CASELOAD, "takes other numbers than in the last wave: compare averages with care."),
        (steps, replace(steps, low_label="Seldom"), "read otherwise in the last wave."),
    ]:
        [finding] = check_against(Questionnaire((before,)), Questionnaire((now,)))
        assert (finding.sentence.endswith(told), finding.blocks) == (True, False)


def test_an_answer_that_is_new_or_reworded_since_the_last_wave_is_told() -> None:
    yes, no, unsure = WORRIED.options
    slightly = replace(no, label="Not really")
    rather_not = Choice("rather-not", "I would rather not say")
    assert compared(replace(WORRIED, options=(yes, slightly, unsure, rather_not)), GRID, CHANGE) == [
        "The answer “Not really” to “Did you go home worried?” read “No” in the last wave, and is compared "
        "with it. If it says something else, delete the line, save, and write it anew.",
        "The answer “I would rather not say” to “Did you go home worried?” is new: whoever gives it gave "
        "another one in the last wave, so compare the others with care.",
    ]
