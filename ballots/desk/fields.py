"""Days and hours as the forms of the desk ask for them."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.utils import timezone

from ballots.models import Ballot
from ballots.reminder_days import planned_days

WRITTEN = ["%Y-%m-%d", "%d/%m/%Y"]


def date_field(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Enter a date.", "invalid": "Enter a date such as 25/03/2022."},
        input_formats=WRITTEN,
    )


def optional_day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter a date such as 25/03/2022, or leave the field empty."},
        input_formats=WRITTEN,
    )


DAYS = ("first", "second", "third")


class ReminderDays(forms.Form):
    """Up to three days of reminders."""

    first = optional_day("First reminder")
    second = optional_day("Second reminder")
    third = optional_day("Third reminder")

    @property
    def days(self) -> list[date]:
        return [self.cleaned_data[name] for name in DAYS if self.cleaned_data.get(name)]


def reminders_of(ballot: Ballot) -> dict[str, date]:
    """The days that are planned, by the names of their fields."""
    return dict(zip(DAYS, planned_days(ballot), strict=False))


def time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Enter a time.", "invalid": "Enter a time such as 17:00."},
    )


def at_time(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
