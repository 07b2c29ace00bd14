"""The number of questions is never less than what somebody meets, and exact where the page says so."""

from hypothesis import given
from hypothesis import strategies as st

from campaigns.consultations.progress import Progress, progress_at
from campaigns.consultations.questionnaire import Asked, Choice, Given, Questionnaire
from tests.consultations.everything import EVERYTHING, ROLE, SUPPORT, WHY, WORRIED
from tests.consultations.factories import CASELOAD, CHANGE
from tests.consultations.factories import WORRIED as PLAIN

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


def test_without_conditions_the_number_is_exact() -> None:
    plain = Questionnaire((PLAIN, CASELOAD, CHANGE))
    assert progress_at(CASELOAD, plain, {}) == Progress(2, 3, at_most=False)


def test_with_a_condition_ahead_it_is_said_to_be_the_most() -> None:
    everything = Questionnaire(EVERYTHING)
    assert progress_at(ROLE, everything, {}) == Progress(1, 10, at_most=True)
    assert progress_at(WORRIED, everything, {"role": "worker"}) == Progress(3, 10, at_most=True)


def test_behind_the_condition_it_is_exact_again() -> None:
    everything = Questionnaire(EVERYTHING)
    assert progress_at(WHY, everything, {"worried": "5"}) == Progress(4, 10, at_most=False)
    assert progress_at(SUPPORT, everything, {"worried": "1"}) == Progress(8, 9, at_most=False)


def yes_no(number: int, only_if: int | None) -> Asked:
    return Asked(
        key=f"q{number}",
        kind="single",
        label="?",
        section="",
        options=YES_NO,
        only_if="" if only_if is None else f"q{only_if}",
        only_if_answers=("yes",),
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Up to six questions, each asked of all or after a yes to one before it."""
    many = draw(st.integers(1, 6))
    before = [
        draw(st.one_of(st.none(), st.integers(0, number - 1))) if number else None for number in range(many)
    ]
    return Questionnaire(tuple(yes_no(number, only_if) for number, only_if in enumerate(before)))


@given(questionnaires(), st.lists(st.sampled_from(["yes", "no"]), min_size=6, max_size=6))
def test_whoever_goes_on_meets_no_more_questions_than_they_were_told(
    questionnaire: Questionnaire, says: list[str]
) -> None:
    given: dict[str, Given] = {}
    told: list[Progress] = []
    question: Asked | None = questionnaire.asked[0]
    while question is not None:
        told.append(progress_at(question, questionnaire, given))
        given[question.key] = says[len(told) - 1]
        question = questionnaire.after(question, given)
    met = len(told)
    assert [progress.place for progress in told] == list(range(1, met + 1))
    assert all(progress.total >= met for progress in told)
    assert [progress.total for progress in told if not progress.at_most] == [
        met for progress in told if not progress.at_most
    ]
