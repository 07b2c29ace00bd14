"""Screen 2: the words of a ballot and its options, each with what it gives where it is about pay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from ballots.asking import FIXED_LABELS, MOST_OPTIONS
from ballots.drafting import Choice
from ballots.models import Ballot, Option, Question
from union.numbers import number_in
from union.pay.claims import ALLOWED, AMOUNTS, Claim, ClaimUnclear
from union.pay.models import PayScale

SPARE, MOST = 2, 12  # an option more than there are can be added up to that
GIVES = [
    ("", "No pay figure"),
    ("flat", "A flat sum"),
    ("percentage", "A percentage"),
    ("index_plus", "Inflation (RPI) plus a percentage"),
    ("greater", "The greater of a flat sum and a percentage"),
]
FIGURES: dict[str, tuple[str, dict[str, Any]]] = {
    "flat": (
        "Pounds a year, full time",
        {"max_digits": 9, "decimal_places": 2, "max_value": Decimal(999_999)},
    ),
    "percentage": ("Per cent", {"max_digits": 5, "decimal_places": 2, "max_value": Decimal(100)}),
    "index": ("The RPI figure, per cent", {"max_digits": 5, "decimal_places": 2, "max_value": Decimal(100)}),
    "margin": ("Per cent on top of it", {"max_digits": 5, "decimal_places": 2, "max_value": Decimal(100)}),
}
# Which figures are asked for; "greater" is kept to the two that people compare.
ASKED = {**ALLOWED, "greater": ("flat", "percentage")}


LIKE = {"flat": "2000"}  # an example of what to enter; 7.8 for the others
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")


class FigureField(forms.DecimalField):
    """A number as people write it: £2,100 and 7.8% are what they say."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django’s own
        typed = str(value or "").replace("£", "").replace("%", "").strip()
        return super().to_python(typed.replace(",", "") if THOUSANDS.fullmatch(typed) else typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The draft has its figures as text, and 7.8 typed is the same as 7.8 written down."""
        return super().has_changed(self.to_python(initial), data)


@dataclass(frozen=True)
class OptionFields:
    """The fields of one option, for the page."""

    name: str
    fields: list[BoundField]
    spare: bool


class WordsForm(forms.Form):
    template_name = "desk/ballots/_words_form.html"
    title = forms.CharField(
        label="Title",
        max_length=160,
        error_messages={"required": "Enter a title.", "max_length": "Keep the title to 160 characters."},
    )
    introduction = forms.CharField(
        label="A sentence or two above the question (optional)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    question = forms.CharField(
        label="The question",
        max_length=300,
        error_messages={
            "required": "Enter the question.",
            "max_length": "Keep the question to 300 characters.",
        },
    )
    recommendation = forms.CharField(
        label="The committee’s recommendation (optional)",
        help_text="Members read it above the options. Leave it empty where the committee recommends nothing.",
        required=False,
        max_length=300,
    )
    pay_scale = forms.ModelChoiceField(
        label="Pay scale",
        help_text="Members see what each option gives at their own point of this scale.",
        queryset=PayScale.objects.order_by("-year", "code"),
        required=False,
        empty_label="None: the options are not about pay",
    )
    language = forms.ChoiceField(
        label="Written in",
        help_text="All of it in one language. On our pages in the other, screen readers change voice for it.",
        choices=Ballot.Language,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the language that this ballot is written in."},
    )
    options = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=2, max_value=MOST_OPTIONS
    )

    def __init__(self, data: QueryDict | None, *, ballot: Ballot, question: Question | None) -> None:
        present = [option for option in question.options.all() if not option.abstains] if question else []
        super().__init__(data, initial=_initial(ballot, question, present))
        if not _may_be_welsh(ballot):
            self.fields["language"].disabled = True
        self.fixed = FIXED_LABELS.get(question.kind, ()) if question else ()
        self.ranked = question is not None and question.kind == Question.Kind.RANKED
        self.slots = self._slots(len(present))
        self.initial["options"] = self.slots
        for number in range(1, self.slots + 1):
            self._add_option(number)

    def _slots(self, present: int) -> int:
        """How many options there is room for: as many as were shown, or two more than there are."""
        sent = str(self.data.get("options", "")) if self.is_bound else ""
        room = number_in(sent) or present + SPARE
        return len(self.fixed) or max(2, min(room, max(MOST, present)))

    def _value(self, name: str) -> str:
        """What a field holds before it is cleaned: as sent, or as the draft has it."""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name) or "")

    def _add_option(self, number: int) -> None:
        if not self.fixed:
            self.fields[f"label_{number}"] = forms.CharField(
                label="What members read on the button",
                max_length=120,
                required=number <= 2,
                error_messages={
                    "required": f"Enter what members read for option {number}.",
                    "max_length": f"Keep option {number} to 120 characters.",
                },
            )
        self.fields[f"detail_{number}"] = forms.CharField(
            label="More about it (optional)", max_length=300, required=False
        )
        if not self._value("pay_scale"):
            return
        self.fields[f"gives_{number}"] = forms.ChoiceField(
            label="What it gives", choices=GIVES, required=False
        )
        for figure in ASKED.get(self._value(f"gives_{number}"), ()):
            (label, limits), like = FIGURES[figure], LIKE.get(figure, "7.8")
            self.fields[f"{figure}_{number}"] = FigureField(
                label=label,
                min_value=Decimal(0),
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                error_messages={
                    "required": f"Option {number}: enter a number for “{label}”.",
                    "invalid": f"Option {number}: enter a number such as {like} for “{label}”.",
                },
                **limits,
            )

    @property
    def has_scales(self) -> bool:
        """Whether there is a pay scale to choose."""
        return PayScale.objects.exists()

    @property
    def rows(self) -> Iterator[OptionFields]:
        """Each option with its fields, for the page."""
        for number in range(1, self.slots + 1):
            names = [f"{part}_{number}" for part in ("label", "detail", "gives", *AMOUNTS)]
            fields = [self[name] for name in names if name in self.fields]
            empty = not self._value(f"label_{number}") and not any(field.errors for field in fields)
            name = self.fixed[number - 1] if self.fixed else f"Option {number}"
            yield OptionFields(name, fields, spare=number > 2 and empty)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for number in range(1, self.slots + 1):
            if self._label(number) and not self._complains_about(number):
                try:
                    self._claim(number)
                except ClaimUnclear:
                    self.add_error(f"gives_{number}", f"Option {number}: enter a figure above nought.")
        labels = [choice.label for choice in self.choices] if not self.errors else []
        if len(set(labels)) < len(labels):
            self.add_error(None, "Give each option words of its own: two of them read the same.")
        return found

    @property
    def choices(self) -> list[Choice]:
        """The options that have words; the others are left out."""
        data = self.cleaned_data
        numbers = [n for n in range(1, self.slots + 1) if self._label(n)]
        return [Choice(self._label(n), data[f"detail_{n}"], claim=self._claim(n)) for n in numbers]

    def _label(self, number: int) -> str:
        """What members read: fixed where the kind of question says so."""
        return self.fixed[number - 1] if self.fixed else self.cleaned_data.get(f"label_{number}", "")

    def _claim(self, number: int) -> Claim | None:
        gives = self.cleaned_data.get(f"gives_{number}")
        if not gives:
            return None
        amounts = {figure: self.cleaned_data[f"{figure}_{number}"] for figure in ASKED[gives]}
        return Claim(gives, **amounts)

    def _complains_about(self, number: int) -> bool:
        return any(name.rpartition("_")[2] == str(number) for name in self.errors)


def _may_be_welsh(ballot: Ballot) -> bool:
    """Where members are of a region that has a name in Welsh, or of the whole union."""
    return ballot.branch is None or bool(ballot.branch.region.name_cy)


def _initial(ballot: Ballot, question: Question | None, options: list[Option]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "title": ballot.title,
        "language": ballot.language,
        "introduction": ballot.introduction,
        "question": question.text if question else "",
        "recommendation": question.recommendation if question else "",
        "pay_scale": ballot.pay_scale_id,
    }
    for number, option in enumerate(options, start=1):
        initial |= {f"label_{number}": option.label, f"detail_{number}": option.detail}
        initial |= _figures_of(option.claim(), number)
    return initial


def _figures_of(claim: Claim | None, number: int) -> Mapping[str, Any]:
    if claim is None:
        return {}
    figures = {
        f"{figure}_{number}": f"{Decimal(getattr(claim, figure)).normalize():f}"
        for figure in ASKED[claim.kind]
    }
    return {f"gives_{number}": claim.kind, **figures}
