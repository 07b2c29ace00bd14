"""What forms of several apps ask for: an e-mail address, a day, a time of day, the way to a lost link.

And how soon the same thing asked for again is the same button, pressed twice.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PRESSED_TWICE = timedelta(seconds=10)  # docs/decisions/0213-a-button-pressed-twice.md
WRITTEN = ["%Y-%m-%d", "%d/%m/%Y"]
OTHER_TIME = "enter an earlier or a later time."


class Address(forms.EmailField):
    """An e-mail address of one's own; the wide letters of an East Asian keyboard are those they stand for."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {
            "label": _("E-mail address"),
            "max_length": 254,
            "widget": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            "error_messages": {
                "required": _("Enter your e-mail address."),
                "invalid": _("Enter an e-mail address in the usual shape, like name@example.org."),
                "max_length": _("Enter an e-mail address of 254 characters or fewer."),
            },
        }
        super().__init__(**{**usual, **kwargs})

    def to_python(self, value: Any) -> str:
        return plain_address(super().to_python(value) or "")


def plain_address(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()


class LostLinkForm(forms.Form):
    """What a member sends whose personal link is lost."""

    address = Address(
        label=_("Your e-mail address"),
        help_text=_("The one your branch has for you. Your link is sent there again."),
    )


def day_field(label: str, help_text: str = "", *, required: str = "Enter a day.") -> forms.DateField:
    """`required` is the sentence where no day was entered; without one the field may stay empty."""
    empty = "" if required else ", or leave the field empty"
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(required),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": required, "invalid": f"Enter a day such as 25/03/2026{empty}."},
        input_formats=WRITTEN,
    )


def time_field(label: str) -> forms.TimeField:
    """A time of day, with the sentences that say how to write it."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Enter a time.", "invalid": "Enter a time such as 17:00."},
    )


def at_time(day: date, hour: time) -> datetime:
    """That moment here: of a time that a night has twice the first; of one it leaves out, an hour later."""
    return timezone.make_aware(datetime.combine(day, hour))


def is_left_out(day: date, hour: time) -> bool:
    """Whether no clock shows this time on that day, since clocks go forward over it."""
    shown = timezone.localtime(at_time(day, hour).astimezone(UTC))
    return shown.replace(tzinfo=None) != datetime.combine(day, hour)


class MomentsForm(forms.Form):
    """Moments are asked for in two fields each, such as `closes_on` and `closes_time`, side by side.

    A time that its day leaves out is refused: nobody would look for the hour later that it came to.
    """

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [name for name in self.fields if name.endswith("_time")]:
            day, hour = data.get(f"{name.removesuffix('_time')}_on"), data.get(name)
            if day and hour and is_left_out(day, hour):
                self.add_error(name, f"On {day:%-d %B %Y} clocks go forward over {hour:%H:%M}: {OTHER_TIME}")
        return data

    def moment(self, name: str) -> datetime:
        """What was entered in the two fields of this name."""
        return at_time(self.cleaned_data[f"{name}_on"], self.cleaned_data[f"{name}_time"])


@dataclass(frozen=True)
class FormStamp:
    """A sealed note of when a form was shown, carried in the form itself: nobody writes in `quickest`."""

    salt: str
    quickest: timedelta

    def of(self, pk: int, *, at: datetime) -> str:
        """The note on the form about the record of this number."""
        return self._signer.sign(f"{pk}.{int(at.timestamp())}")

    def doubt(self, pk: int, *, trap: str, stamped: str, at: datetime) -> str:
        """Why what came back looks like a machine's work, in words for a moderator, or an empty string."""
        if trap:
            return "trap filled"
        try:
            number, _dot, shown = self._signer.unsign(stamped).partition(".")
        except BadSignature:
            return "form not ours"
        if number != str(pk):
            return "form not ours"
        return "too quick" if at.timestamp() - int(shown) < self.quickest.total_seconds() else ""

    @property
    def _signer(self) -> Signer:
        return Signer(salt=self.salt)
