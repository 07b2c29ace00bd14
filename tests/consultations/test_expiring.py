"""A reply that was started and never sent does not stay."""

from datetime import datetime, timedelta

import pytest

from campaigns.consultations.answering import save_answer, start_reply
from campaigns.consultations.expiring import WHAT
from campaigns.consultations.models import Answer, Consultation, Reply
from campaigns.consultations.opening import close_consultation
from tests.consultations.everything import asking
from tests.consultations.factories import opened, reply
from union.audit.models import Entry
from union.expiring import expire

pytestmark = pytest.mark.django_db


def started(consultation: Consultation, *, at: datetime) -> None:
    save_answer(start_reply(consultation, at=at), question="worried", value="1", at=at)


def let_go(at: datetime, *, dry_run: bool = False) -> tuple[str, int]:
    [line] = [line for line in expire(at=at, dry_run=dry_run) if line.what == WHAT]
    return line.rule, line.n


def test_after_thirty_days_it_goes_with_its_answers(noon: datetime) -> None:
    started(asking(noon), at=noon)
    rule = "30 days, or 7 days after the close"
    assert let_go(noon + timedelta(days=29)) == (rule, 0)
    assert let_go(noon + timedelta(days=30), dry_run=True) == (rule, 1)
    assert Answer.objects.count() == 1
    assert let_go(noon + timedelta(days=30)) == (rule, 1)
    assert (Reply.objects.count(), Answer.objects.count()) == (0, 0)
    assert let_go(noon + timedelta(days=30)) == (rule, 0)


def test_seven_days_after_the_close_it_goes_earlier(noon: datetime) -> None:
    consultation = opened(noon)  # closes a day later
    started_and_yes(consultation, noon)
    week = consultation.closes + timedelta(days=7)
    assert let_go(week - timedelta(seconds=1))[1] == 0
    assert let_go(week)[1] == 1


def test_closed_early_counts_from_then(noon: datetime) -> None:
    consultation = asking(noon)  # would close after forty days
    started(consultation, at=noon)
    close_consultation(consultation, by=None, at=noon + timedelta(days=2))
    assert let_go(noon + timedelta(days=8))[1] == 0
    assert let_go(noon + timedelta(days=9))[1] == 1


def test_what_was_sent_or_withdrawn_stays(noon: datetime) -> None:
    reply(opened(noon), at=noon)
    assert let_go(noon + timedelta(days=400))[1] == 0
    assert Answer.objects.count() == 1


def test_the_audit_log_has_the_number_and_no_reply(noon: datetime) -> None:
    consultation = asking(noon)
    started(consultation, at=noon)
    started(consultation, at=noon)
    let_go(noon + timedelta(days=30), dry_run=True)
    assert not Entry.objects.filter(action="consultations.expired").exists()
    let_go(noon + timedelta(days=30))
    entry = Entry.objects.get(action="consultations.expired")
    assert (entry.subject, entry.by, entry.detail) == ("consultations", None, {WHAT: 2})


def started_and_yes(consultation: Consultation, at: datetime) -> None:
    save_answer(start_reply(consultation, at=at), question="worried", value="yes", at=at)
