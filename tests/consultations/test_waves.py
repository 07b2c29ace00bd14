"""The union asks again, and closes later."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from campaigns.consultations.checking import Finding
from campaigns.consultations.drafting import as_drafted, change_question, remove_question
from campaigns.consultations.errors import ConsultationClosed, HasAnotherWave, UnsuitableClose
from campaigns.consultations.extending import extend_consultation
from campaigns.consultations.models import Consultation, Option, Question
from campaigns.consultations.opening import (
    checks_before_opening,
    close_consultation,
    open_consultation,
)
from campaigns.consultations.questionnaire import thaw
from campaigns.consultations.theming import retire_theme, write_theme
from campaigns.consultations.waves import draft_next_wave
from tests.consultations.factories import opened
from tests.once import told_once
from union.accounts.models import User
from union.audit.models import Entry
from union.members.models import Region

pytestmark = pytest.mark.django_db


@told_once
def kit() -> User:
    return User.objects.create_user("kit@example.org", name="Kit")


@told_once
def first_wave(noon: datetime) -> Consultation:
    """Open from the day before noon to the day after, closed at its time."""
    consultation = opened(noon)
    close_consultation(consultation, by=None, at=noon + timedelta(days=1))
    consultation.refresh_from_db()
    return consultation


def test_the_next_wave_asks_the_same_under_the_same_keys(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    Option.objects.filter(key="yes").update(label="Never")  # what was asked is what was frozen
    wave = draft_next_wave(first_wave, by=kit, at=noon + timedelta(days=365))
    asked, asked_before = as_drafted(wave), thaw(first_wave.current_version().content)
    assert asked == asked_before
    assert [question.key for question in asked.asked] == ["worried", "caseload", "change"]
    assert [choice.key for choice in asked.asked[0].options] == ["yes", "no", "unsure"]
    assert (wave.state, wave.earlier_wave, wave.slug) == ("draft", first_wave, "your-workload")
    assert wave.purpose == "Tell us about your workload."


def test_the_next_wave_is_open_for_as_long_and_asks_the_same_people(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    north = Region.objects.create(code="XN", name="Far North")
    first_wave.regions.set([north])
    first_wave.sectors = ["Health"]
    first_wave.save()
    later = noon + timedelta(days=365)
    wave = draft_next_wave(first_wave, by=kit, at=later)
    assert (wave.opens, wave.closes) == (later, later + timedelta(days=2))
    assert wave.report_by - wave.closes.date() == first_wave.report_by - first_wave.closes.date()
    assert (list(wave.regions.all()), wave.sectors) == ([north], ["Health"])


def test_a_survey_of_one_day_is_asked_again_in_the_evening_until_the_next_day(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    first_wave.opens = noon + timedelta(hours=20)  # eight in the morning of the day of its close
    first_wave.save()
    evening = noon + timedelta(days=365, hours=6)
    wave = draft_next_wave(first_wave, by=kit, at=evening)
    assert (wave.opens, wave.closes) == (evening, noon + timedelta(days=366))


def test_a_wave_that_would_close_at_an_hour_the_night_leaves_out_closes_a_day_later(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    first_wave.closes = noon.replace(day=16, hour=1, minute=30)  # two days after it opened
    first_wave.save()
    friday = noon.replace(year=2023, month=3, day=24)  # on the Sunday clocks go forward at one
    wave = draft_next_wave(first_wave, by=kit, at=friday)
    wave.refresh_from_db()
    assert timezone.localtime(wave.closes) == noon.replace(year=2023, month=3, day=27, hour=1, minute=30)


def test_the_next_wave_is_opened_at_once_and_takes_the_codebook_over(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    later = noon + timedelta(days=365)
    wave = draft_next_wave(first_wave, by=kit, at=later)
    title = "The last wave has the same title: add the year, so that people can tell the two apart."
    assert checks_before_opening(wave, at=later) == [Finding(title, "words", blocks=False)]
    Consultation.objects.filter(pk=wave.pk).update(title="Your workload, a year on")
    wave.refresh_from_db()
    assert checks_before_opening(wave, at=later) == []
    _, gone, _, _ = [
        write_theme(first_wave, title=title, question=question, by=kit, at=noon)
        for title, question in [("Cover", "change"), ("Gone", "change"), ("Pay", ""), ("Dropped", "left-out")]
    ]
    retire_theme(gone, by=kit, at=noon)
    assert open_consultation(wave, by=kit, at=later).content == first_wave.current_version().content
    taken_over = wave.themes.values_list("title", "question", "key", "order")
    assert list(taken_over) == [("Cover", "change", "cover", 1), ("Pay", "", "pay", 3)]


def test_there_is_one_next_wave_and_none_of_what_is_open(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    wave = draft_next_wave(first_wave, by=kit, at=noon + timedelta(days=365))
    with pytest.raises(HasAnotherWave):
        draft_next_wave(first_wave, by=kit, at=noon + timedelta(days=365))
    open_consultation(wave, by=kit, at=noon + timedelta(days=365))
    with pytest.raises(ConsultationClosed, match="Close this consultation before you ask again"):
        draft_next_wave(wave, by=kit, at=noon + timedelta(days=365))


def test_a_question_that_was_deleted_or_renamed_is_told_before_opening(
    first_wave: Consultation, kit: User, noon: datetime
) -> None:
    later = noon + timedelta(days=365)
    wave = draft_next_wave(first_wave, by=kit, at=later)
    caseload = Question.objects.get(consultation=wave, key="caseload")
    asked = as_drafted(wave).get("caseload")
    assert asked is not None
    change_question(caseload, replace(asked, key="cases"), by=kit, at=later)
    remove_question(Question.objects.get(consultation=wave, key="change"), by=kit, at=later)
    found = [finding for finding in checks_before_opening(wave, at=later) if finding.place != "words"]
    assert [(finding.sentence, finding.blocks) for finding in found] == [
        (f"Question “{label}” of the last wave is missing: results of it cannot be compared.", False)
        for label in ("How many cases do you hold?", "What would you change?")
    ]


def test_a_later_close_takes_replies_for_longer_and_says_why(noon: datetime, kit: User) -> None:
    consultation = opened(noon)
    before, later = consultation.closes, consultation.closes + timedelta(days=7)
    extend_consultation(consultation, closes=later, reason="The post was late.", by=kit, at=noon)
    consultation.refresh_from_db()
    assert (consultation.closes, consultation.extended_because) == (later, "The post was late.")
    assert consultation.is_open(before + timedelta(days=1))
    entry = Entry.objects.get(action="consultation.extended")
    assert entry.detail == {"from": before.isoformat(), "to": later.isoformat()}


def test_a_close_never_comes_earlier_and_never_after_the_promised_report(noon: datetime, kit: User) -> None:
    consultation = opened(noon)
    with pytest.raises(UnsuitableClose, match="Choose a time after the present close"):
        extend_consultation(consultation, closes=consultation.closes, reason="So.", by=kit, at=noon)
    late = noon + timedelta(days=31)
    with pytest.raises(UnsuitableClose, match="promised to report by 14 April 2022"):
        extend_consultation(consultation, closes=late, reason="So.", by=kit, at=noon)


def test_what_has_closed_stays_closed(first_wave: Consultation, noon: datetime, kit: User) -> None:
    late = noon + timedelta(days=9)
    with pytest.raises(ConsultationClosed):
        extend_consultation(first_wave, closes=late, reason="So.", by=kit, at=noon)
    due = opened(noon, slug="due")  # its time has come, and the sweep has not yet
    with pytest.raises(ConsultationClosed):
        extend_consultation(due, closes=late, reason="So.", by=kit, at=due.closes)
