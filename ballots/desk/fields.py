"""Days of reminders as the forms of the desk ask for them."""

from __future__ import annotations

from datetime import date

from django import forms

from ballots.models import Ballot
from ballots.reminder_days import planned_days
from union.asking import day_field

DAYS = ("first", "second", "third")


class ReminderDays(forms.Form):
    """Up to three days of reminders."""

    first = day_field("First reminder", required="")
    second = day_field("Second reminder", required="")
    third = day_field("Third reminder", required="")

    @property
    def days(self) -> list[date]:
        return [self.cleaned_data[name] for name in DAYS if self.cleaned_data.get(name)]


def reminders_of(ballot: Ballot) -> dict[str, date]:
    """The days that are planned, by the names of their fields."""
    return dict(zip(DAYS, planned_days(ballot), strict=False))
