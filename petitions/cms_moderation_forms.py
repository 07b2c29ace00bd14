"""What a moderator asks for and why: shapes only."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from petitions.models import LONGEST_REASON, Signature
from petitions.sifting import Sieve

State = Signature.State
SIFTED = [(State.HELD, "held"), (State.CONFIRMED, "confirmed"), (State.PENDING, "waiting to be confirmed")]
WHEN = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A moment as a browser's field sends it, or as our own links carry it."""

    def __init__(self, label: str) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN)
        super().__init__(label=label, required=False, widget=widget)

    def to_python(self, value: Any) -> datetime | None:
        try:
            exact = datetime.fromisoformat(str(value))
        except ValueError:
            return super().to_python(value)
        return exact if exact.tzinfo else timezone.make_aware(exact)


class SieveForm(forms.Form):
    state = forms.ChoiceField(label="Signatures that are", choices=SIFTED, required=False)
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_REASON, required=False, widget=forms.HiddenInput
    )
    domain = forms.CharField(label="Mail domain", max_length=255, required=False)
    place = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    since = MomentField("From")
    until = MomentField("Until")
    ids = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, sent: object) -> None:
        super().__init__(sent)  # type: ignore[arg-type]
        self.fields["ids"].valid_value = _is_id  # type: ignore[attr-defined]

    def sieve(self) -> Sieve:
        """What was asked for; the held ones where it made no sense."""
        if not self.is_valid():
            return Sieve()
        data = self.cleaned_data
        return Sieve(
            state=data["state"] or State.HELD,
            reason=data["reason"],
            domain=data["domain"].strip().lstrip("@"),
            place=data["place"],
            since=data["since"],
            until=data["until"],
            ids=tuple(uuid.UUID(value) for value in data["ids"]),
        )


class RulingForm(forms.Form):
    why = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="For the other moderators. It stands beside the ruling; no names, please.",
        error_messages={
            "required": "Say in a few words why: another moderator may have to judge it.",
            "max_length": "Give the reason in 200 characters or fewer.",
        },
    )


def _is_id(value: object) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
