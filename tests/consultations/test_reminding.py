"""Reminders: on their days, to those who have not answered, of whom no list exists anywhere."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from campaigns.consultations.answering import save_answer, send_reply
from campaigns.consultations.errors import BadReminderDays, ConsultationClosed
from campaigns.consultations.inviting import INVITATION
from campaigns.consultations.linking import token_for
from campaigns.consultations.models import Consultation, Reminder
from campaigns.consultations.opening import close_consultation, open_consultation
from campaigns.consultations.planning import usual_days
from campaigns.consultations.reminding import REMINDER, forget_left, remind_due, render_reminder, set_days
from campaigns.consultations.under_way import invite_due, plan_due
from tests.consultations.factories import draft, moderator
from tests.consultations.members import a_branch, answered, begin, place_of, put_to_members
from union.audit.models import Entry
from union.mail.composing import render
from union.mail.models import Message
from union.mail.sending import send_due
from union.members.models import Member

pytestmark = pytest.mark.django_db
FRIDAY = date(2022, 3, 18)


@pytest.fixture
def consultation(noon: datetime) -> Consultation:
    """Open until Friday 25 March, with one reminder on the Friday before."""
    consultation = put_to_members(noon, branch=a_branch(members=20))
    Consultation.objects.update(closes=noon + timedelta(days=10))
    Reminder.objects.all().delete()
    Reminder.objects.create(consultation=consultation, day=FRIDAY)
    consultation.refresh_from_db()
    return consultation


def ten_on(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


@pytest.mark.parametrize(("days", "usual"), [(1, []), (2, [15]), (3, [15]), (4, [16]), (9, [18, 21])])
def test_the_usual_days_come_with_the_places(noon: datetime, days: int, usual: list[int]) -> None:
    consultation = draft(noon)
    consultation.closes = consultation.opens + timedelta(days=days)
    assert [day.day for day in usual_days(consultation, at=consultation.opens)] == usual


def test_days_chosen_before_there_are_places_stand_and_hold_up_nobody(noon: datetime) -> None:
    consultation = draft(noon)
    Consultation.objects.update(mode="anonymous_verified", closes=noon + timedelta(days=8))
    a_branch(members=20)
    consultation.refresh_from_db()
    open_consultation(consultation, by=None, at=noon)
    half_way = usual_days(consultation, at=noon)[0]
    set_days(consultation, days=[half_way], by=moderator("sana"), at=noon)
    assert plan_due(at=noon) == 1
    assert consultation.participations.count() == 20
    assert [reminder.day for reminder in Reminder.objects.all()] == [half_way]


@pytest.mark.django_db(transaction=True)
def test_who_has_not_answered_is_found_out_in_the_send(
    consultation: Consultation, noon: datetime, mailoutbox: list[object]
) -> None:
    Member.objects.filter(number="NW-001-00020").update(email="")
    for number in range(1, 17):
        begin(place_of(consultation, number), at=noon)
    at = ten_on(FRIDAY)
    assert [remind_due(at=at) for _ in range(2)] == [19, 0]
    begin(place_of(consultation, 17), at=at)  # between the queue and the send
    send_due(at=at)
    assert sorted(mail.to[0] for mail in mailoutbox) == [  # type: ignore[attr-defined]
        "member18.nw-001@example.org",
        "member19.nw-001@example.org",
    ]
    assert (forget_left(at=at), Message.objects.filter(kind=REMINDER).count()) == (19, 0)


def test_the_reminder_has_the_link_and_stops_with_the_answer(
    consultation: Consultation, noon: datetime
) -> None:
    remind_due(at=ten_on(FRIDAY))
    rowan = place_of(consultation)
    message = Message.objects.get(subject=f"participation:{rowan.pk}")
    letter = render(message)
    assert letter
    assert (letter.subject, token_for(rowan) in letter.text, token_for(rowan) in letter.html) == (
        "There is still time to answer",
        True,
        True,
    )
    begin(rowan, at=noon)
    assert render(message) is None


def test_a_known_member_is_reminded_until_the_reply_is_sent(noon: datetime) -> None:
    consultation = put_to_members(noon, mode="confidential", branch=a_branch(members=2))
    rowan = place_of(consultation)
    message = Message(kind=REMINDER, subject=f"participation:{rowan.pk}")
    code = begin(rowan, at=noon)
    assert render_reminder(message)
    save_answer(code, question="worried", value="no", at=noon)
    send_reply(code, consents=[], at=noon)
    assert render_reminder(message) is None


def test_nothing_is_queued_early_in_the_morning_before_its_day_or_after_the_close(
    consultation: Consultation, noon: datetime
) -> None:
    assert remind_due(at=ten_on(FRIDAY) - timedelta(minutes=1)) == 0
    assert remind_due(at=ten_on(FRIDAY - timedelta(days=1))) == 0
    close_consultation(consultation, by=None, at=noon)
    assert remind_due(at=ten_on(FRIDAY)) == 0


@pytest.mark.parametrize("field", ["opens", "closes"])
def test_on_the_first_and_the_last_day_only_the_hours_in_which_it_is_open_count(
    consultation: Consultation, field: str
) -> None:
    """It opens after ten on the day of the reminder, or closes before the sweep has closed it."""
    edge = timedelta(minutes=1 if field == "opens" else -1)
    Consultation.objects.update(**{field: ten_on(FRIDAY) + edge})
    assert remind_due(at=ten_on(FRIDAY)) == 0


def test_only_reminders_that_have_left_are_forgotten(consultation: Consultation, noon: datetime) -> None:
    invite_due(at=noon)
    Message.objects.update(state="sent", sent_at=noon)
    remind_due(at=ten_on(FRIDAY))
    assert forget_left(at=ten_on(FRIDAY)) == 0
    kinds = Message.objects.order_by("kind").values_list("kind").annotate(n=Count("pk"))
    assert list(kinds) == [(INVITATION, 20), (REMINDER, 20)]


def test_a_day_on_which_reminders_went_stays_when_others_are_set(consultation: Consultation) -> None:
    remind_due(at=ten_on(FRIDAY))
    set_days(consultation, days=[date(2022, 3, 22)], by=moderator("sana"), at=ten_on(FRIDAY))
    assert [row.day.day for row in Reminder.objects.order_by("day")] == [18, 22]


def test_of_two_missed_days_the_last_one_counts(consultation: Consultation) -> None:
    Reminder.objects.create(consultation=consultation, day=FRIDAY + timedelta(days=1))
    assert remind_due(at=ten_on(FRIDAY + timedelta(days=2))) == 20
    assert list(Reminder.objects.values_list("begun", "done")) == [(True, True), (True, True)]


def test_a_moderator_sets_other_days(consultation: Consultation, noon: datetime) -> None:
    sana = moderator("sana")
    set_days(consultation, days=[date(2022, 3, 16), date(2022, 3, 24)], by=sana, at=noon)
    assert [row.day.day for row in Reminder.objects.all()] == [16, 24]
    assert Entry.objects.latest("pk").detail == {"days": ["2022-03-16", "2022-03-24"]}
    set_days(consultation, days=[], by=sana, at=noon)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("day", [14, 15, 26])
def test_a_day_that_is_over_or_after_the_close_is_refused(
    consultation: Consultation, noon: datetime, day: int
) -> None:
    with pytest.raises(BadReminderDays, match="from 16 March 2022 to 25 March 2022"):
        set_days(consultation, days=[date(2022, 3, day)], by=moderator("sana"), at=noon)
    assert [row.day for row in Reminder.objects.all()] == [FRIDAY]


def test_members_are_reminded_twice_at_most(consultation: Consultation, noon: datetime) -> None:
    remind_due(at=ten_on(FRIDAY))
    days = [date(2022, 3, 22), date(2022, 3, 23)]
    with pytest.raises(BadReminderDays, match="twice at most"):
        set_days(consultation, days=days, by=moderator("sana"), at=ten_on(FRIDAY))
    close_consultation(consultation, by=None, at=noon)
    with pytest.raises(ConsultationClosed):
        set_days(consultation, days=[], by=moderator("kit"), at=noon)


def test_a_reminder_goes_on_behind_the_last_place_it_was_queued_for(
    consultation: Consultation, noon: datetime
) -> None:
    answered(place_of(consultation), at=noon)
    places = list(consultation.participations.order_by("pk").values_list("pk", flat=True))
    Reminder.objects.update(upto=places[14], begun=True)
    assert remind_due(at=ten_on(FRIDAY)) == 5
