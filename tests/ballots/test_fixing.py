"""The form that two people fixed is read once in a process; a draft is read as it stands."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from ballots.fixing import questions_of, scale_of
from ballots.models import Question
from tests.ballots import scenes
from tests.ballots.factories import a_branch, frozen

pytestmark = pytest.mark.django_db


def test_a_frozen_form_is_read_once(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ballot = scenes.scheduled(noon).ballot
    with django_assert_num_queries(3):  # the ballot with its scale, questions, options
        [question] = questions_of(ballot)
    with django_assert_num_queries(0):
        assert questions_of(ballot) == (question,)
        assert [option.label for option in question.options.all()] == [
            "A: RPI plus 2%",
            "B: a flat £2,000 on each pay point",
            "Abstain",
        ]
        assert getattr(scale_of(ballot), "pk", None) == ballot.pay_scale_id


def test_the_figures_of_a_frozen_ballot_are_read_once(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ballot = scenes.scheduled(noon).ballot
    for queries in (3 + 1, 0):
        with django_assert_num_queries(queries):
            scale = scale_of(ballot)
            assert scale
            assert {point: f"{pounds:.2f}" for point, pounds in scale.annual.items()} == scenes.SPINE


def test_a_draft_is_read_as_it_stands(noon: datetime) -> None:
    ballot = scenes.drafted(noon).ballot
    before = questions_of(ballot)
    Question.objects.update(text="Which claim shall we make?")
    assert [question.text for question in (*before, *questions_of(ballot))] == [
        "Which pay claim should the union make?",
        "Which claim shall we make?",
    ]


def test_each_ballot_has_questions_of_its_own(noon: datetime) -> None:
    harbour = a_branch(members=12)
    ballots = [frozen(harbour, noon=noon, slug=slug) for slug in ("first", "second")]
    assert [question.ballot_id for ballot in ballots for question in questions_of(ballot)] == [
        ballot.pk for ballot in ballots
    ]
