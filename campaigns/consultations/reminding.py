"""Reminders to those who have not answered. Who that is stands nowhere: it is found out in the send.

A reminder is queued for everybody with an address; where an answer is in, no letter comes of it. Rows of the
outbox that have left are deleted at once, since their state would tell the two apart.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.editions import MEANWHILE
from campaigns.consultations.errors import BadReminderDays, ConsultationClosed, DecidedMeanwhile
from campaigns.consultations.inviting import envelopes, letter_with_link, place_to_write_to, reachable
from campaigns.consultations.models import Consultation, Reminder
from union.accounts.models import User
from union.audit.recording import record
from union.editions import digest
from union.mail import forgetting
from union.mail.models import Message
from union.mail.rendering import Letter
from union.mail.sending import enqueue_many

REMINDER = "views_reminder"
FROM_HOUR = 10
MOST_DAYS = 2
BATCH = 1000


@transaction.atomic
def set_days(
    consultation: Consultation, *, days: Collection[date], by: User, at: datetime, seen: str = ""
) -> None:
    """Put these days in the place of those on which nothing has been sent; none at all is possible.

    Raises ConsultationClosed, and BadReminderDays unless it is open on each, each is to come, and there are
    two at most with those that were sent; DecidedMeanwhile where other days are planned than were `seen`.
    """
    row = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if row.state != Consultation.State.OPEN:
        raise ConsultationClosed("Reminders are planned while the consultation is open.")
    if seen not in ("", planned(row)) and planned(row) != _edition(days):
        raise DecidedMeanwhile(MEANWHILE)
    chosen = sorted(set(days))
    _refuse_bad_days(row, chosen, at=at)
    row.reminders.filter(begun=False).delete()
    Reminder.objects.bulk_create(Reminder(consultation=row, day=day) for day in chosen)
    detail = {"days": [day.isoformat() for day in chosen]}
    record("consultation.reminders_set", subject=row.subject, by=by, at=at, detail=detail)


def planned(consultation: Consultation) -> str:
    """The edition of the days on which nothing has been sent yet."""
    return _edition(consultation.reminders.filter(begun=False).values_list("day", flat=True))


def _edition(days: Iterable[date]) -> str:
    return digest(sorted(set(days)))


def remind_due(*, at: datetime) -> int:
    """Queue what is due, batch by batch; killed anywhere it goes on behind the last batch.

    Of several days that were missed the last one counts.
    """
    local = timezone.localtime(at)
    if local.hour < FROM_HOUR:
        return 0
    due = Reminder.objects.filter(
        done=False,
        day__lte=local.date(),
        consultation__state=Consultation.State.OPEN,
        consultation__opens__lte=at,
        consultation__closes__gt=at,
    )
    latest = {reminder.consultation_id: reminder for reminder in due.order_by("day")}
    due.exclude(pk__in=[reminder.pk for reminder in latest.values()]).update(begun=True, done=True)
    queued = 0
    for reminder in latest.values():
        while batch := _queue_some(reminder, at=at):
            queued += batch
    return queued


def render_reminder(message: Message) -> Letter | None:
    """The reminder with the link; None once an answer is in, or the consultation no longer open."""
    place = place_to_write_to(message)
    if place is None or place.answered_on is not None:
        return None
    return letter_with_link("consultations/reminder", place)


def forget_left(*, at: datetime) -> int:
    """Delete reminders that have left, or never will: their state would tell who has answered. How many."""
    return forgetting.forget_left(REMINDER)


def _refuse_bad_days(consultation: Consultation, days: Collection[date], *, at: datetime) -> None:
    sent = set(consultation.reminders.filter(begun=True).values_list("day", flat=True))
    first = max(timezone.localdate(consultation.opens), _first_day(at))
    last = timezone.localdate(consultation.closes - timedelta(seconds=1))
    if not sent.isdisjoint(days) or not all(first <= day <= last for day in days):
        raise BadReminderDays(
            f"Choose days from {first:%-d %B %Y} to {last:%-d %B %Y} on which none has been sent."
        )
    if len(sent) + len(days) > MOST_DAYS:
        raise BadReminderDays("Members are reminded twice at most. Leave a day out.")


def _first_day(at: datetime) -> date:
    """Today until letters begin to leave, and then tomorrow."""
    local = timezone.localtime(at)
    return local.date() if local.time() < time(FROM_HOUR) else local.date() + timedelta(days=1)


def _queue_some(reminder: Reminder, *, at: datetime) -> int:
    """The next batch, in one transaction; 0 when everybody had their turn."""
    with transaction.atomic():
        locked = Reminder.objects.select_for_update(of=("self",)).select_related("consultation")
        row = locked.get(pk=reminder.pk)
        everybody = reachable(row.consultation).order_by("pk").select_related("member")
        places = [] if row.done else list(everybody.filter(pk__gt=row.upto)[:BATCH])
        row.begun, row.done = True, not places
        row.upto = places[-1].pk if places else row.upto
        row.save(update_fields=["begun", "done", "upto"])
        enqueue_many(REMINDER, envelopes(places), at=at, version=row.pk)
    return len(places)
