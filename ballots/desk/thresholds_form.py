"""What the result is held against: a page beside the five screens, for those who have such a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from ballots.asking import RANKED
from ballots.models import Ballot, Question, Threshold
from ballots.thresholds import favoured
from union.asking import day_field
from union.numbers import number_in

MOST = 12
TURNOUT, SHARE = Threshold.Basis.TURNOUT.value, Threshold.Basis.SHARE.value
LARGEST = 10_000
MAIN = ("label", "of", "part", "whole", "note")
DATES = ("from", "until")
MISSING = {
    "label": "write what members call it.",
    "of": "choose what it is taken of.",
    "part": "enter how many are needed.",
    "whole": "enter out of how many.",
}


@dataclass(frozen=True)
class ThresholdFields:
    """The fields of one threshold, for the page."""

    name: str
    fields: list[BoundField]
    dates: list[BoundField]
    remove: BoundField | None

    @property
    def dates_open(self) -> bool:
        return any(field.errors or field.value() for field in self.dates)


class ThresholdsForm(forms.Form):
    """The thresholds there are and room for one more; one that is emptied or ticked away goes."""

    template_name = "desk/ballots/_thresholds_form.html"
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST)

    def __init__(self, data: QueryDict | None, *, ballot: Ballot, questions: Sequence[Question]) -> None:
        present = list(ballot.thresholds.all())
        super().__init__(data, initial=_initial(present))
        self.choices = choices_for(questions)
        self.present, self.slots = len(present), self._slots(len(present))
        self.initial["rows"] = self.slots
        for number in range(1, self.slots + 1):
            self._add_row(number)

    def _slots(self, present: int) -> int:
        """As many as were shown, or one more than there are."""
        sent = str(self.data.get("rows", "")) if self.is_bound else ""
        room = number_in(sent) or present + 1
        return max(1, min(room, MOST))

    def _add_row(self, number: int) -> None:
        self.fields[f"label_{number}"] = forms.CharField(
            label="What it is called",
            required=False,
            max_length=120,
            error_messages={"max_length": f"Threshold {number}: keep its name to 120 characters."},
        )
        self.fields[f"of_{number}"] = forms.ChoiceField(
            label="What is counted",
            required=False,
            choices=self.choices,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": f"Threshold {number}: choose one of the lines."},
        )
        self.fields[f"part_{number}"] = _number("At least", number)
        self.fields[f"whole_{number}"] = _number("Out of every", number)
        self.fields[f"note_{number}"] = forms.CharField(
            label="Where the rule comes from (optional)",
            required=False,
            max_length=300,
            error_messages={"max_length": f"Threshold {number}: keep the note to 300 characters."},
        )
        self.fields[f"from_{number}"] = day_field("The rule from (optional)", required="")
        self.fields[f"until_{number}"] = day_field("The rule until (optional)", required="")
        if number <= self.present:
            self.fields[f"remove_{number}"] = forms.BooleanField(
                label="Take this threshold away", required=False
            )

    @property
    def shown(self) -> Iterator[ThresholdFields]:
        """Each threshold with its fields, for the page."""
        for number in range(1, self.slots + 1):
            fields, dates = ([self[f"{part}_{number}"] for part in parts] for parts in (MAIN, DATES))
            remove = self[f"remove_{number}"] if number <= self.present else None
            name = f"Threshold {number}" if remove or self.slots == 1 else "One more threshold"
            yield ThresholdFields(name, fields, dates, remove)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for number in self._filled():
            for part, sentence in MISSING.items():
                if found.get(f"{part}_{number}") in ("", None) and f"{part}_{number}" not in self.errors:
                    self.add_error(f"{part}_{number}", f"Threshold {number}: {sentence}")
            first, last = found.get(f"from_{number}"), found.get(f"until_{number}")
            if first and last and last < first:
                self.add_error(f"until_{number}", f"Threshold {number}: choose a last day after the first.")
        return found

    def _filled(self) -> list[int]:
        """The rows in which something was written; the whole has a figure before anybody writes."""
        data = self.cleaned_data
        return [
            number
            for number in range(1, self.slots + 1)
            if not data.get(f"remove_{number}")
            and any(
                data.get(f"{part}_{number}") or f"{part}_{number}" in self.errors
                for part in ("label", "of", "part", "note", *DATES)
            )
        ]

    @property
    def thresholds(self) -> list[Threshold]:
        """What was written, unsaved."""
        return [self._threshold(number) for number in self._filled()]

    def _threshold(self, number: int) -> Threshold:
        data = self.cleaned_data
        basis, _, question = data[f"of_{number}"].partition(":")
        return Threshold(
            label=data[f"label_{number}"],
            basis=basis,
            question=int(question) if question else None,
            numerator=data[f"part_{number}"],
            denominator=data[f"whole_{number}"],
            note=data[f"note_{number}"],
            valid_from=data[f"from_{number}"],
            valid_until=data[f"until_{number}"],
        )


def choices_for(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What a threshold can be taken of: the turnout, and the share of each question that has shares."""
    several = len(questions) > 1
    shares = [
        (
            f"{SHARE}:{question.number}",
            f"Votes for {favoured(question)}{f' in question {question.number}' if several else ''}, "
            "of all votes counted",
        )
        for question in questions
        if question.kind != RANKED
    ]
    return [(TURNOUT, "Members who vote, of all members on the roll"), *shares]


def _number(label: str, number: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": f"Threshold {number}: enter a whole number, such as 50, for “{label}”.",
            "min_value": f"Threshold {number}: enter a number above nought for “{label}”.",
            "max_value": f"Threshold {number}: enter a smaller number for “{label}”.",
        },
    )


def _initial(present: Sequence[Threshold]) -> dict[str, Any]:
    initial: dict[str, Any] = {f"whole_{len(present) + 1}": 100}
    for number, one in enumerate(present, start=1):
        initial |= {
            f"label_{number}": one.label,
            f"of_{number}": f"{one.basis}:{one.question}" if one.question else one.basis,
            f"part_{number}": one.numerator,
            f"whole_{number}": one.denominator,
            f"note_{number}": one.note,
            f"from_{number}": one.valid_from,
            f"until_{number}": one.valid_until,
        }
    return initial
