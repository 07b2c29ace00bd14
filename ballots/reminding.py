"""Reminders to those who have not voted. Who that is stands nowhere: it is found out as a letter is written.

A reminder is queued for everybody on the roll with an address; where a vote is in, no letter comes of it.
Rows of the outbox that have left are deleted at once, since their state would tell the two apart.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ballots.drafting import works_for
from ballots.errors import NotYours, WrongMoment
from ballots.inviting import HAS_ADDRESS, MAY_STILL_VOTE, entry_to_write_to, letter_with_link
from ballots.models import UNTIL_CLOSE, Ballot, Reminder, State
from ballots.reminder_days import FROM_HOUR, plan_days, refuse_bad_days
from ballots.telling import RECORDED
from union.accounts.models import User
from union.audit.recording import record
from union.mail import forgetting
from union.mail.models import Message
from union.mail.rendering import Letter
from union.mail.sending import Envelope, enqueue_many
from union.sweeping import each

REMINDER = "ballot_reminder"
BATCH = 1000


def set_days(ballot: Ballot, *, days: Collection[date], by: User, at: datetime) -> None:
    """Put these days in the place of those on which nothing has been sent; none at all is possible.

    Raises NotYours, WrongMoment and BadReminderDays.
    """
    with transaction.atomic():
        ballot = Ballot.objects.select_for_update(of=("self",)).select_related("branch").get(pk=ballot.pk)
        if not works_for(by, ballot.branch):
            raise NotYours
        if ballot.state not in UNTIL_CLOSE:
            raise WrongMoment("Reminders are planned from the day the ballot is fixed until it closes.")
        refuse_bad_days(ballot, days, at=at)
        plan_days(ballot, days)
        detail = {"days": sorted(day.isoformat() for day in days)}
        record("ballot.reminders_set", subject=ballot.subject, by=by, at=at, detail=detail)


def remind_due(*, at: datetime) -> int:
    """Queue what is due on open ballots, batch by batch; killed anywhere it goes on behind the last batch.

    Of several days that were missed the last one counts.
    """
    local = timezone.localtime(at)
    if local.hour < FROM_HOUR:
        return 0
    due = Reminder.objects.filter(
        done=False, day__lte=local.date(), ballot__state=State.OPEN, ballot__closes_at__gt=at
    )
    latest = {reminder.ballot_id: reminder for reminder in due.order_by("day")}
    due.exclude(pk__in=[reminder.pk for reminder in latest.values()]).update(begun=True, done=True)
    return each(latest.values(), _queue_all, at=at)


def render_reminder(message: Message) -> Letter | None:
    """The reminder with the present link; None once the vote is in, or the ballot no longer open."""
    entry = entry_to_write_to(message, among=MAY_STILL_VOTE)
    if entry is None:
        return None
    return letter_with_link("ballots/reminder", entry)


def forget_left(*, at: datetime) -> int:
    """Delete letters that have left, or never will, and whose state would tell who has voted; how many."""
    return forgetting.forget_left(REMINDER, RECORDED)


def _queue_all(reminder: Reminder, *, at: datetime) -> int:
    queued = 0
    while batch := _queue_some(reminder, at=at):
        queued += batch
    return queued


def _queue_some(reminder: Reminder, *, at: datetime) -> int:
    with transaction.atomic():
        row = Reminder.objects.select_for_update().get(pk=reminder.pk)
        roll = row.ballot.roll.filter(HAS_ADDRESS, pk__gt=row.upto).order_by("pk").select_related("member")
        entries = [] if row.done else list(roll[:BATCH])
        row.begun, row.done = True, not entries
        row.upto = entries[-1].pk if entries else row.upto
        row.save(update_fields=["begun", "done", "upto"])
        language = row.ballot.language_of_letters
        envelopes = [Envelope(f"entry:{entry.pk}", entry.address, language) for entry in entries]
        enqueue_many(REMINDER, envelopes, at=at, version=row.pk)
    return len(entries)
