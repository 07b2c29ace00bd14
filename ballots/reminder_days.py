"""The days on which those who have not voted are reminded: the usual ones from the draft on, or others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import timezone

from ballots.errors import BadReminderDays
from ballots.models import Ballot, Reminder

FROM_HOUR = 10
TWO_DAYS = timedelta(days=2)


def usual_days(ballot: Ballot) -> list[date]:
    """Half-way, and two days before the close, where the ballot is long enough for them.

    None in a ballot by returns alone: nobody is written to.
    """
    if ballot.by_returns:
        return []
    opens, closes = _days_of(ballot)
    usual = {opens + (closes - opens) / 2, closes - TWO_DAYS}
    return sorted(day for day in usual if opens < day < closes)


def planned_days(ballot: Ballot) -> list[date]:
    """The days on which nothing has been sent yet."""
    return list(ballot.reminders.filter(begun=False).values_list("day", flat=True))


def plan_reminders(ballot: Ballot) -> None:
    """Put the usual days in the place of those on which nothing has been sent."""
    plan_days(ballot, usual_days(ballot))


def plan_days(ballot: Ballot, days: Collection[date]) -> None:
    """Put these days in the place of those on which nothing has been sent; the caller has judged them."""
    ballot.reminders.filter(begun=False).delete()
    Reminder.objects.bulk_create(Reminder(ballot=ballot, day=day) for day in days)


def refuse_bad_days(ballot: Ballot, days: Collection[date], *, at: datetime) -> None:
    """Raises BadReminderDays unless the ballot is open on each, each is to come, and none stands twice."""
    taken = ballot.reminders.filter(begun=True).values_list("day", flat=True)
    opens, closes = _days_of(ballot)
    first = max(opens, _first_day(at))
    if len({*days, *taken}) < len(days) + len(taken) or not all(first <= day <= closes for day in days):
        raise BadReminderDays


def forget_past_days(ballot: Ballot, *, at: datetime) -> None:
    """Drop days up to today: a ballot that is fixed late reminds nobody on the day it invites them."""
    ballot.reminders.filter(begun=False, day__lte=timezone.localdate(at)).delete()


def _days_of(ballot: Ballot) -> tuple[date, date]:
    return timezone.localdate(ballot.opens_at), timezone.localdate(ballot.closes_at)


def _first_day(at: datetime) -> date:
    """Today until letters begin to leave, and then tomorrow."""
    local = timezone.localtime(at)
    return local.date() if local.hour < FROM_HOUR else local.date() + timedelta(days=1)
