"""Twenty replies out of nothing: every one of them could have been sent."""

from dataclasses import replace

from campaigns.consultations.fitting import fit
from campaigns.consultations.inventing import invent
from campaigns.consultations.questionnaire import Asked, Choice, Questionnaire
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED

FUELS = (
    Choice("petrol", "Petrol"),
    Choice("other", "Other", asks_which=True),
    Choice("none", "None of these", exclusive=True),
)
EVERY_KIND = Questionnaire(
    (
        WORRIED,
        CASELOAD,
        Asked(key="fuel", kind="multiple", label="Fuel?", section="S", required=True, options=FUELS),
        Asked(key="well", kind="scale", label="How well?", section="S", steps=5, required=True),
        Asked(key="fare", kind="money", label="Fare?", section="S", soft_max="30"),
        Asked(key="since", kind="date", label="Since?", section="S"),
        Asked(key="job", kind="short_text", label="Job?", section="S", max_length=20),
        Asked(
            key="grid",
            kind="matrix",
            label="Often?",
            section="S",
            required=True,
            options=WORRIED.options,
            lines=(Choice("late", "Late"), Choice("home", "Home")),
        ),
        Asked(key="first", kind="rank", label="First?", section="S", options=FUELS),
        replace(CHANGE, only_if="worried", only_if_answers=("yes",)),
    )
)


def test_every_invented_answer_fits_its_question_as_it_would_be_stored() -> None:
    replies = invent(EVERY_KIND)
    assert len(replies) == 20
    for given in replies:
        for key, value in given.items():
            question = EVERY_KIND.get(key)
            assert question is not None
            assert fit(question, value) == value


def test_every_question_is_answered_by_somebody_and_the_required_ones_by_all() -> None:
    replies = invent(EVERY_KIND)
    answered = {
        question.key: sum(question.key in given for given in replies) for question in EVERY_KIND.every()
    }
    assert min(answered.values()) > 0
    assert [answered[key] for key in ("worried", "fuel", "well", "grid")] == [20, 20, 20, 20]


def test_each_reply_keeps_to_its_own_route() -> None:
    replies = invent(EVERY_KIND)
    assert [EVERY_KIND.not_asked(given) for given in replies] == [set()] * 20
    assert {given["worried"] for given in replies if "change" in given} == {"yes"}


def test_the_same_questions_give_the_same_replies() -> None:
    assert invent(EVERY_KIND) == invent(EVERY_KIND)


def test_numbers_lie_within_the_soft_bounds() -> None:
    cases = [float(str(given["caseload"])) for given in invent(EVERY_KIND) if "caseload" in given]
    fares = [float(str(given["fare"])) for given in invent(EVERY_KIND) if "fare" in given]
    assert 1 <= min(cases) < max(cases) <= 60
    assert 0 <= min(fares) < max(fares) <= 30


def test_a_draft_without_answers_yet_is_no_obstacle() -> None:
    assert invent(Questionnaire((replace(WORRIED, options=()),)), count=2) == [{}, {}]
