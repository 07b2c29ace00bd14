"""Kit and Sana release tables of a question, and of others that are asked only after some of its answers."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from campaigns.consultations.errors import TooFew
from campaigns.consultations.models import Consultation
from campaigns.consultations.questionnaire import Asked, Choice
from tests.consultations.counted import opened, propose, release, send

pytestmark = pytest.mark.django_db
TOLD = "asked only after certain answers to “Role”"


def asked(key: str, *options: str, kind: str = "single") -> Asked:
    choices = tuple(Choice(option, option.title()) for option in options)
    return Asked(key=key, kind=kind, label=key.title(), section="All", options=choices)


ROLE = asked("role", "senior", "newly", "student", "agency")
PLACE = asked("place", "wales", "north")
SICK = replace(asked("sick", "often", "never"), only_if="role", only_if_answers=("senior", "student"))
LATE = replace(asked("late", "often", "never"), only_if="role", only_if_answers=("senior",))


def hospital(noon: datetime, *, students: int = 3, students_north: int = 0) -> Consultation:
    """Forty seniors, who are shown, and three students, who are not: both were asked about sickness."""
    consultation = opened(noon, (ROLE, PLACE, SICK, LATE))
    seniors = [
        ({"role": "senior", "place": place, "sick": said, "late": said}, 10)
        for place, said in product(("wales", "north"), ("often", "never"))
    ]
    others = [
        ({"role": "student", "place": "wales", "sick": "often"}, students),
        ({"role": "student", "place": "north", "sick": "never"}, students_north),
        ({"role": "newly", "place": "wales"}, 20),
        ({"role": "agency", "place": "north"}, 20),
    ]
    send(consultation, [*seniors, *others], at=noon)
    return consultation


@pytest.mark.parametrize(("first", "second"), [("role", "sick"), ("sick", "role")])
def test_asked_less_shown_is_three_students(noon: datetime, first: str, second: str) -> None:
    consultation = hospital(noon)
    assert release(consultation, first, at=noon).base == {"role": 83, "sick": 43}[first]
    with pytest.raises(TooFew, match=TOLD):
        propose(consultation, second, at=noon)


def test_asked_less_asked_is_three_students_too(noon: datetime) -> None:
    """Without any table of the roles: one question went to seniors, the other to students besides."""
    consultation = hospital(noon)
    release(consultation, "late", at=noon)
    with pytest.raises(TooFew, match=TOLD):
        propose(consultation, "sick", at=noon)


def test_so_are_three_who_ticked_one_of_several_answers(noon: datetime) -> None:
    tasks = asked("tasks", "forms", "visits", "calls", kind="multiple")
    sick = replace(SICK, only_if="tasks", only_if_answers=("forms", "visits"))
    late = replace(LATE, only_if="tasks", only_if_answers=("forms",))
    consultation = opened(noon, (tasks, sick, late))
    forms = [({"tasks": ["forms"], "sick": said, "late": said}, 20) for said in ("often", "never")]
    send(consultation, [*forms, ({"tasks": ["visits"], "sick": "often"}, 3)], at=noon)
    release(consultation, "late", at=noon)
    with pytest.raises(TooFew, match="asked only after certain answers to “Tasks”"):
        propose(consultation, "sick", at=noon)


def test_ten_students_may_be_worked_out(noon: datetime) -> None:
    consultation = hospital(noon, students=10)
    bases = [release(consultation, question, at=noon).base for question in ("role", "sick", "late")]
    assert bases == [90, 50, 40]


def test_in_one_place_there_may_be_few_students_where_in_all_there_are_enough(noon: datetime) -> None:
    consultation = hospital(noon, students=4, students_north=10)
    assert release(consultation, "role", at=noon).base == 94
    assert release(consultation, "sick", at=noon).base == 54
    assert release(consultation, "late", split_by="place", at=noon).base == 40
    with pytest.raises(TooFew, match=TOLD):
        propose(consultation, "sick", split_by="place", at=noon)


def test_what_is_split_by_a_question_tells_how_many_were_asked_it(noon: datetime) -> None:
    consultation = hospital(noon)
    release(consultation, "role", at=noon)
    with pytest.raises(TooFew, match=TOLD):
        propose(consultation, "place", split_by="sick", at=noon)


def test_a_line_may_stand_in_either_of_two_tables(noon: datetime) -> None:
    """Twenty seniors in Wales were asked whether they come home late, and 24 people about sickness."""
    consultation = hospital(noon, students=4, students_north=10)
    release(consultation, "late", split_by="place", at=noon)
    with pytest.raises(TooFew, match=TOLD):
        propose(consultation, "place", split_by="sick", at=noon)


def test_where_no_student_is_in_wales_nobody_learns_that_all_are_in_the_north(noon: datetime) -> None:
    consultation = hospital(noon, students=0, students_north=10)
    assert release(consultation, "role", split_by="place", at=noon).base == 90
    with pytest.raises(TooFew, match=TOLD):
        propose(consultation, "sick", split_by="place", at=noon)


def test_who_was_not_asked_hides_nobody_who_was(noon: datetime) -> None:
    """33 seniors in Wales less 30 who are often late: “never, or not asked” would leave three of them."""
    consultation = opened(noon, (ROLE, PLACE, LATE))
    seniors = [
        ({"role": "senior", "place": place, "late": said}, n)
        for place, said, n in [
            ("wales", "often", 30), ("wales", "never", 3), ("north", "often", 20), ("north", "never", 20)
        ]
    ]  # fmt: skip
    agency = [({"role": "agency", "place": place}, 20) for place in ("wales", "north")]
    send(consultation, [*seniors, *agency], at=noon)
    by_role = release(consultation, "role", split_by="place", at=noon)
    assert [[number.numerator for number in line.numbers] for line in by_role.tabulated.lines[1:]] == [
        [33, 20],
        [40, 20],
    ]
    by_late = release(consultation, "late", split_by="place", at=noon)
    assert sorted(map(sorted, by_late.content["answers"])) == [[""], ["never", "often"]]
    turned = release(consultation, "place", split_by="late", at=noon)
    assert sorted(map(sorted, turned.content["splits"])) == [[""], ["never", "often"]]


def test_so_it_is_where_several_answers_may_be_given(noon: datetime) -> None:
    """In Wales three of 23 seniors have no visits: seven agency workers, who were not asked, hid them."""
    tasks = replace(LATE, key="tasks", kind="multiple", options=asked("tasks", "calls", "visits").options)
    consultation = opened(noon, (ROLE, PLACE, tasks))
    rows = [
        ({"role": "senior", "place": "wales", "tasks": ["calls", "visits"]}, 20),
        ({"role": "senior", "place": "wales", "tasks": ["calls"]}, 3),
        ({"role": "senior", "place": "north", "tasks": ["calls", "visits"]}, 20),
        ({"role": "senior", "place": "north", "tasks": ["calls"]}, 20),
        ({"role": "agency", "place": "wales"}, 7),
        ({"role": "agency", "place": "north"}, 20),
    ]
    send(consultation, rows, at=noon)
    with pytest.raises(TooFew, match="fewer than 10 people would stand behind"):
        propose(consultation, "tasks", split_by="place", at=noon)


def test_a_question_after_a_question_after_a_question_tells_of_the_second(noon: datetime) -> None:
    """73 seniors were asked whether they are late; 70 were asked why, so three never are."""
    why = replace(asked("why", "calls", "forms"), only_if="late", only_if_answers=("often",))
    consultation = opened(noon, (ROLE, LATE, why))
    rows = [
        ({"role": "senior", "late": "often", "why": "calls"}, 70),
        ({"role": "senior", "late": "never"}, 3),
        ({"role": "agency"}, 40),
    ]
    send(consultation, rows, at=noon)
    assert release(consultation, "role", at=noon).base == 113
    with pytest.raises(TooFew, match="asked only after certain answers to “Late”"):
        propose(consultation, "why", at=noon)
