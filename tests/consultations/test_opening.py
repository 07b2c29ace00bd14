from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from campaigns.consultations.drafting import as_drafted
from campaigns.consultations.errors import ConsultationClosed, NotADraft, NothingToAsk
from campaigns.consultations.models import Option, Participation, Reply
from campaigns.consultations.opening import (
    close_consultation,
    close_due,
    open_consultation,
)
from campaigns.consultations.questionnaire import Asked, Choice, thaw
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED, draft, moderator, opened
from union.audit.models import Entry
from union.members.models import Branch, Member, Region

pytestmark = pytest.mark.django_db


def test_opening_freezes_the_questions_as_they_were_drafted(noon: datetime) -> None:
    consultation = draft(noon)
    version = open_consultation(consultation, by=None, at=noon)
    assert thaw(version.content) == as_drafted(consultation)
    assert [question.key for question in thaw(version.content).asked] == ["worried", "caseload", "change"]
    consultation.refresh_from_db()
    assert (consultation.state, consultation.opened_at) == ("open", noon)


def test_a_later_change_of_an_option_changes_no_question_that_is_being_answered(noon: datetime) -> None:
    consultation = opened(noon)
    Option.objects.filter(key="yes").update(label="Never")
    frozen = thaw(consultation.current_version().content).get("worried")
    assert frozen is not None
    assert frozen.label_of("yes") == "Yes"


def test_opening_twice_is_refused(noon: datetime) -> None:
    with pytest.raises(NotADraft):
        open_consultation(opened(noon), by=None, at=noon)


def test_opening_after_its_closing_time_is_refused(noon: datetime) -> None:
    with pytest.raises(ConsultationClosed):
        open_consultation(draft(noon), by=None, at=noon + timedelta(days=1))


def test_a_consultation_without_questions_is_refused(noon: datetime) -> None:
    with pytest.raises(NothingToAsk):
        open_consultation(draft(noon, asked=[]), by=None, at=noon)


def test_a_choice_with_a_single_option_is_refused(noon: datetime) -> None:
    alone = Asked(key="a", kind="single", label="A?", section="S", options=(Choice("yes", "Yes"),))
    with pytest.raises(NothingToAsk, match="Give “A\\?” at least two answers"):
        open_consultation(draft(noon, asked=[alone]), by=None, at=noon)


def test_it_is_open_from_its_first_to_its_last_moment(noon: datetime) -> None:
    consultation = opened(noon)
    first, last = consultation.opens, consultation.closes
    moments = [first - timedelta(seconds=1), first, last - timedelta(seconds=1), last]
    assert [consultation.is_open(moment) for moment in moments] == [False, True, True, False]
    assert [consultation.is_waiting(moment) for moment in moments] == [True, False, False, False]


def test_the_clock_closes_what_is_due_once(noon: datetime) -> None:
    consultation = opened(noon)
    later = noon + timedelta(days=1)
    assert [close_due(at=noon), close_due(at=later), close_due(at=later)] == [0, 1, 0]
    consultation.refresh_from_db()
    assert (consultation.state, consultation.closed_at) == ("closed", later)


def test_closing_what_is_not_open_is_refused(noon: datetime) -> None:
    with pytest.raises(ConsultationClosed):
        close_consultation(draft(noon), by=None, at=noon)


def test_opening_and_closing_are_in_the_log(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    close_consultation(consultation, by=sana, at=noon)
    assert list(Entry.objects.values_list("action", "by")) == [
        ("consultation.drafted", None),
        ("consultation.opened", None),
        ("consultation.closed", sana.pk),
    ]


def test_sections_keep_their_questions_in_order(noon: datetime) -> None:
    consultation = draft(noon, asked=[WORRIED, CASELOAD, CHANGE])
    assert [section.title for section in consultation.sections.all()] == ["Your week", "Change"]


@pytest.mark.any_database
@pytest.mark.parametrize("mode", ["public", "anonymous_verified"])
def test_the_database_refuses_an_anonymous_reply_with_a_roll_row(noon: datetime, mode: str) -> None:
    consultation = opened(noon)
    region = Region.objects.create(code="ZZ", name="Nowhere")
    branch = Branch.objects.create(code="ZZ-001", name="Nowhere Local", region=region)
    rowan = Member.objects.create(number="1", name="Rowan Ashby", branch=branch, joined=noon.date())
    row = Participation.objects.create(consultation=consultation, member=rowan, answered_on=noon.date())
    with pytest.raises(IntegrityError, match="reply_anonymous_has_no_roll_row"):
        Reply.objects.create(
            consultation=consultation,
            version=consultation.current_version(),
            mode=mode,
            participation=row,
            code_hash="x",
            started_on=noon.date(),
        )


@pytest.mark.any_database
def test_the_database_refuses_a_named_reply_without_a_roll_row(noon: datetime) -> None:
    consultation = opened(noon)
    with pytest.raises(IntegrityError, match="reply_anonymous_has_no_roll_row"):
        Reply.objects.create(
            consultation=consultation,
            version=consultation.current_version(),
            mode="named",
            code_hash="x",
            started_on=noon.date(),
        )
