"""What fits a question, and how an answer is written in votes.csv and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.answering import lines_of
from ballots.asking import Asked, Bar, Offered, canonical, read_form

OPTIONS = (
    Offered(1, "A"),
    Offered(2, "B; 3: C"),
    Offered(3, "C > 1: A"),
    Offered(4, "Abstain", abstains=True),
)
WRONG = "an answer that does not fit its question"


def asked(kind: str, most: int | None = None) -> Asked:
    return Asked(1, "Which?", OPTIONS, kind=kind, most=most)


def test_what_fits_a_question() -> None:
    for kind, most, answer, complaint in [
        ("single", None, (1,), ""),
        ("single", None, (4,), ""),
        ("single", None, (), "not every question is answered"),
        ("single", None, (5,), "an answer that was not offered"),
        ("single", None, (1, 2), WRONG),
        ("accept_reject", None, (1, 2), WRONG),
        ("approval", None, (1, 2, 3), ""),
        ("approval", 2, (1, 3), ""),
        ("approval", 2, (1, 2, 3), WRONG),
        ("approval", None, (2, 1), WRONG),
        ("approval", None, (1, 1), WRONG),
        ("approval", None, (1, 4), WRONG),
        ("approval", None, (4,), ""),
        ("ranked", None, (3, 1), ""),
        ("ranked", None, (2,), ""),
        ("ranked", None, (3, 1, 2), ""),
        ("ranked", None, (3, 3), WRONG),
        ("ranked", None, (3, 4), WRONG),
    ]:
        assert asked(kind, most).complaint(answer) == complaint, kind


@pytest.mark.parametrize(
    ("kind", "answer", "written", "lines"),
    [
        ("single", (1,), "1: A", ["A"]),
        ("approval", (1, 3), "1: A; 3: C > 1: A", ["A", "C > 1: A"]),
        ("ranked", (2, 1), "2: B; 3: C > 1: A", ["1st: B; 3: C", "2nd: A"]),
        ("ranked", (4,), "4: Abstain", ["Abstain"]),
    ],
)
def test_how_an_answer_is_written(kind: str, answer: tuple[int, ...], written: str, lines: list[str]) -> None:
    question = asked(kind)
    assert (question.written(answer), lines_of(question, answer, language="en-GB")) == (written, lines)


@given(
    kind=st.sampled_from(["single", "approval", "ranked"]),
    answer=st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True).map(tuple),
)
def test_written_answer_is_read_back_even_where_labels_look_like_answers(
    kind: str, answer: tuple[int, ...]
) -> None:
    question = asked(kind)
    assert question.complaint(answer) or question.read(question.written(answer)) == answer


def test_other_text_is_no_answer(subtests: pytest.Subtests) -> None:
    for cell in ["", "1", "1: B", "1: A; ", "1: A;3: C > 1: A", "1: A > 2: B; 3: C", "9: A"]:
        with subtests.test(cell=cell), pytest.raises(ValueError, match="not an answer to question 1"):
            asked("approval").read(cell)


def test_threshold_is_compared_before_anything_is_rounded() -> None:
    half = Bar("Half", "turnout", 1, 2)
    assert [half.reached(*figures) for figures in ((50, 100), (4_999, 10_000), (0, 0))] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("closes", "reached"), [("2022-03-01", None), ("2022-03-02", True)])
def test_form_is_read_from_what_is_hashed(closes: str, reached: bool | None) -> None:
    threshold = {
        "label": "Half", "basis": "turnout", "question": None, "numerator": 1, "denominator": 2,
        "note": "", "valid_from": "2022-03-02", "valid_until": "",
    }  # fmt: skip
    form = {
        "receipt": "tracker",
        "questions": [],
        "thresholds": [threshold],
        "closes_at": f"{closes}T17:00:00",
    }
    read = read_form(form, form_hash="00")
    assert (read.with_trackers, read.bars[0].in_force(read.closes_on)) == (True, reached is not None)
    assert canonical({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'.encode()
