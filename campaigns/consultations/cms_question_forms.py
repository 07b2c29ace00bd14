"""The form of one question: only the fields that its kind has. Answers are written one to a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.utils.text import slugify

from campaigns.consultations.drafting import BOUNDS
from campaigns.consultations.models import Question
from campaigns.consultations.question_keys import LONGEST, key_of, keyed
from campaigns.consultations.questionnaire import OF_OTHER, Asked, Choice
from union.members.models import Branch, Region
from union.pages.forms import HintedRadios

KINDS_MEAN = {
    "single": "Buttons to choose one: yes or no, a job role, a region.",
    "multiple": "Boxes to tick as many as apply, with “none of these” and “other” if you like.",
    "scale": "From one end to the other in steps, such as 1 to 5.",
    "number": "A count with its unit, such as 23 cases. Gives an average.",
    "money": "Pounds and pence. Gives an average.",
    "date": "A day, month and year.",
    "short_text": "A few words. Somebody reads each of them before it is published.",
    "long_text": "As many sentences as they like. Somebody reads each of them before it is published.",
    "matrix": "A table: the same answers for each of several lines.",
    "rank": "Answers to be put in order, the most important first.",
}
FIELDS_OF: dict[str, tuple[str, ...]] = {
    "single": ("describes", "options", "options_cy", "asks_which"),
    "multiple": ("options", "options_cy", "exclusive", "asks_which"),
    "scale": ("steps", "low_label", "low_label_cy", "high_label", "high_label_cy"),
    "number": ("unit", "unit_cy", "decimals", *BOUNDS),
    "money": BOUNDS,
    "date": (),
    "short_text": ("max_length",),
    "long_text": ("max_length",),
    "matrix": ("lines", "lines_cy", "options", "options_cy"),
    "rank": ("options", "options_cy"),
}
CONDITIONAL_ON = {"single", "multiple", "scale"}
USUAL_LENGTH = {"short_text": 200, "long_text": 4000}
LONGEST_LABEL = 120
MOST_CHOICES = 100
DESCRIBES_MEANS = {
    "": "",
    "role": "Quotes are signed with it, and tables can be split by it.",
    "region": "The answers are the regions of the roll: you need not write them.",
    "branch": "The answers are the branches of the roll: you need not write them.",
}
# What a field and a question call by the same name.
AS_WRITTEN = (
    *("label", "label_cy", "help_text", "help_text_cy", "required", "describes", "max_length"),
    *("steps", "low_label", "low_label_cy", "high_label", "high_label_cy", "unit", "unit_cy", "decimals"),
)
BETWEEN = ":"  # a condition's question and its answer, in the value of a box


class Condition(NamedTuple):
    """An earlier question on which this one may depend, with a box for each of its answers."""

    asked: Asked
    boxes: list[Any]
    ticked: bool


def lines_field(label: str, help_text: str, *, rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def bound_field(label: str, help_text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=1,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "Enter a number in figures, such as 60."},
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label="How is it answered?",
        choices=Question.Kind.choices,
        widget=HintedRadios(hints=KINDS_MEAN),
        error_messages={"required": "Choose how it is answered.", "invalid_choice": "Choose one of these."},
    )


class QuestionForm(forms.Form):
    """A question of one kind, new or as it stands in the draft. `asked` is what was written, whole."""

    label = forms.CharField(
        label="Question",
        max_length=200,
        help_text="As members read it, such as: How many cases do you hold?",
        error_messages={"required": "Write what the question asks."},
    )
    label_cy = forms.CharField(label="Question in Welsh", max_length=200, required=False)
    help_text = forms.CharField(
        label="Help text",
        max_length=300,
        required=False,
        help_text="A sentence below the question, for what may be unclear. May stay empty.",
    )
    help_text_cy = forms.CharField(label="Help text in Welsh", max_length=300, required=False)
    describes = forms.ChoiceField(
        label="What does the answer say of the member?",
        required=False,
        choices=Question.Describes.choices,
        widget=HintedRadios(hints=DESCRIBES_MEANS),
    )
    lines = lines_field("Lines of the table", "One to a line.")
    lines_cy = lines_field("Lines in Welsh", "One to a line, in the same order.")
    options = lines_field("Answers to choose from", "One to a line, in the order in which members see them.")
    options_cy = lines_field("Answers in Welsh", "One to a line, in the same order.")
    exclusive = lines_field(
        "Answers that rule out all others",
        "Such as “None of these”. Write each as it stands in the list above.",
        rows=2,
    )
    asks_which = forms.CharField(
        label="Answer with a box for one's own words",
        required=False,
        help_text="Such as “Other”. Write it as it stands in the list above.",
    )
    steps = forms.IntegerField(
        label="Steps",
        min_value=2,
        max_value=10,
        initial=5,
        help_text="From 2 to 10; five are usual.",
        error_messages={"required": "Say how many steps: five are usual."},
    )
    low_label = forms.CharField(
        label="Words at the low end", max_length=60, required=False, help_text="Such as: not at all."
    )
    low_label_cy = forms.CharField(label="Words at the low end, in Welsh", max_length=60, required=False)
    high_label = forms.CharField(
        label="Words at the high end", max_length=60, required=False, help_text="Such as: completely."
    )
    high_label_cy = forms.CharField(label="Words at the high end, in Welsh", max_length=60, required=False)
    unit = forms.CharField(label="Unit", max_length=30, required=False, help_text="Such as: cases, or hours.")
    unit_cy = forms.CharField(label="Unit in Welsh", max_length=30, required=False)
    decimals = forms.TypedChoiceField(
        label="How exact",
        coerce=int,
        choices=[(0, "Whole numbers"), (1, "One decimal place"), (2, "Two decimal places")],
        initial=0,
    )
    soft_min = bound_field(
        "Ask again below", "A smaller answer is likely a slip: members are asked if it is right."
    )
    soft_max = bound_field(
        "Ask again above", "A larger answer is likely a slip. No answer is refused for it."
    )
    least = bound_field("Least that can be true", "A smaller answer is not taken: members are told why.")
    greatest = bound_field(
        "Greatest that can be true",
        "A larger answer is not taken, so that no slip such as 999999 makes the average absurd. Leave room "
        "for what is rare.",
    )
    max_length = forms.IntegerField(
        label="Longest answer, in characters",
        min_value=20,
        max_value=10_000,
        error_messages={"required": "Say how long an answer may be: 200 for a few words, 4000 for a text."},
    )
    required = forms.BooleanField(
        label="Has to be answered",
        required=False,
        help_text="Better left open: whoever cannot answer would have to stop here.",
    )
    only_if = forms.MultipleChoiceField(
        label="Asked only after a certain answer",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick nothing to ask everybody. Tick answers of one earlier question to ask only those who "
        "gave one of them.",
        error_messages={"invalid_choice": "Tick answers of questions that come before this one."},
    )
    key = forms.CharField(
        label="Key",
        required=False,
        max_length=LONGEST,
        help_text="Its name in tables and exports. Left empty, it is made from the question. Keep it from "
        "one wave to the next: results are compared by it.",
    )
    always_first = ("label", "label_cy", "help_text", "help_text_cy")
    always_last = ("required", "only_if", "key")

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        before: Asked | None = None,
        earlier: Sequence[Asked] = (),
        taken: Iterable[str] = (),
        in_welsh: bool,
    ) -> None:
        super().__init__(data, initial=_initial(before) if before else {"max_length": USUAL_LENGTH.get(kind)})
        self.kind, self.before, self.taken, self.in_welsh = kind, before, set(taken), in_welsh
        self.conditional_on = [asked for asked in earlier if asked.kind in CONDITIONAL_ON and asked.keys]
        kept = [
            name
            for name in (*self.always_first, *FIELDS_OF[kind], *self.always_last)
            if in_welsh or not name.endswith("_cy")
        ]
        self.fields = {name: self.fields[name] for name in kept}
        if not self.conditional_on:
            del self.fields["only_if"]
        else:
            self.fields["only_if"].choices = [  # type: ignore[attr-defined]
                (f"{asked.key}{BETWEEN}{key}", step_or_label(asked, key))
                for asked in self.conditional_on
                for key in asked.keys
            ]

    @property
    def ordinary(self) -> list[forms.BoundField]:
        """All but the condition and the key, which stand apart."""
        return [self[name] for name in self.fields if name not in {"only_if", "key"}]

    @property
    def conditions(self) -> list[Condition]:
        boxes = list(self["only_if"].subwidgets) if "only_if" in self.fields else []
        found = []
        for asked in self.conditional_on:
            own = [box for box in boxes if str(box.data["value"]).startswith(asked.key + BETWEEN)]
            found.append(Condition(asked, own, any(box.data["selected"] for box in own)))
        return found

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"].strip().lower()
        if not key:
            return ""
        if OF_OTHER[:2] in key or slugify(key) != key:
            raise forms.ValidationError("Use small letters, digits and single hyphens only.")
        return key

    def clean_options(self) -> list[str]:
        return self._lines("options")

    def clean_lines(self) -> list[str]:
        return self._lines("lines")

    def clean_only_if(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["only_if"]
        if len({value.partition(BETWEEN)[0] for value in ticked}) > 1:
            raise forms.ValidationError("Tick answers of one question only.")
        return ticked

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_bounds(data)
        for name, welsh in (("options", "options_cy"), ("lines", "lines_cy")):
            if len(_written(data.get(welsh, ""))) > len(data.get(name, [])) and data.get("describes") not in (
                "region",
                "branch",
            ):
                self.add_error(welsh, "There are more lines here than in English: one to a line, please.")
        if data.get("describes") in FROM_THE_ROLL:
            if not roll_choices(data["describes"]):
                self.add_error("describes", "The roll has none yet: choose another, and write the answers.")
        else:
            self._check_named("exclusive", _written(data.get("exclusive", "")))
            self._check_named("asks_which", [data.get("asks_which", "").strip()])
        return data

    def asked(self) -> Asked:
        """The question as it was written. What the form does not ask for stays as it was."""
        data = self.cleaned_data
        key = data["key"] or (self.before.key if self.before else key_of(data["label"], taken=self.taken))
        ticked = [value.partition(BETWEEN) for value in data.get("only_if", [])]
        blank = Asked(key=key, kind=self.kind, label="", section="")
        words: dict[str, Any] = {name: data[name] for name in AS_WRITTEN if name in data}
        words |= {name: _number(data.get(name)) for name in BOUNDS}
        return replace(
            self.before or blank,
            **words,
            key=key,
            options=self._choices("options"),
            lines=self._choices("lines"),
            only_if=ticked[0][0] if ticked else "",
            only_if_answers=tuple(answer for _key, _between, answer in ticked),
        )

    def _choices(self, name: str) -> tuple[Choice, ...]:
        data = self.cleaned_data
        if name == "options" and data.get("describes") in FROM_THE_ROLL:
            return tuple(roll_choices(data["describes"]))
        before = getattr(self.before, name) if self.before else ()
        choices = keyed(data.get(name, []), before)
        welsh = _written(data.get(f"{name}_cy", "")) if self.in_welsh else []
        old = {choice.key: choice.label_cy for choice in before}
        rules_out, which = set(_written(data.get("exclusive", ""))), data.get("asks_which", "").strip()
        return tuple(
            replace(
                choice,
                label_cy=(welsh[place] if place < len(welsh) else "")
                if self.in_welsh
                else old.get(choice.key, ""),
                exclusive=choice.label in rules_out,
                asks_which=bool(which) and choice.label == which,
            )
            for place, choice in enumerate(choices)
        )

    def _lines(self, name: str) -> list[str]:
        written = [line for line in _written(self.cleaned_data[name]) if line]
        too_long = next((line for line in written if len(line) > LONGEST_LABEL), "")
        if too_long:
            raise forms.ValidationError(
                f"Shorten “{too_long[:40]}…”: {LONGEST_LABEL} characters are the most for one line."
            )
        if len(written) > MOST_CHOICES:
            raise forms.ValidationError(f"Write {MOST_CHOICES} lines at most.")
        return written

    def _check_bounds(self, data: dict[str, Any]) -> None:
        """Each that is given is not below those before it."""
        low = None
        for name in BOUNDS:
            bound = data.get(name)
            if bound is not None and low is not None and bound < low:
                self.add_error(name, "Enter a number that is not below the other one.")
            low = bound if bound is not None else low

    def _check_named(self, name: str, labels: list[str]) -> None:
        options = self.cleaned_data.get("options")
        if options is None or name not in self.fields:
            return
        for label in labels:
            if label and label not in options:
                self.add_error(name, f"“{label}” is not in the list of answers: write it as it stands there.")


FROM_THE_ROLL: dict[str, type[Region] | type[Branch]] = {"region": Region, "branch": Branch}


def roll_choices(describes: str) -> list[Choice]:
    """The regions or branches of the roll; the key of each is its code there."""
    found = FROM_THE_ROLL[describes].objects.order_by("name")
    return [Choice(place.code, place.name, getattr(place, "name_cy", "") or place.name) for place in found]


def step_or_label(asked: Asked, key: str) -> str:
    """An answer in words, also of a scale."""
    ends = {"1": asked.low_label, str(asked.steps): asked.high_label}
    if asked.kind != "scale":
        return asked.label_of(key)
    return f"{key} ({ends[key]})" if ends.get(key) else key


def _initial(asked: Asked) -> dict[str, Any]:
    return {
        **{name: getattr(asked, name) for name in (*AS_WRITTEN, "key")},
        **{name: _plain(getattr(asked, name)) for name in BOUNDS},
        "options": _joined(choice.label for choice in asked.options),
        "options_cy": _joined(choice.label_cy for choice in asked.options),
        "lines": _joined(line.label for line in asked.lines),
        "lines_cy": _joined(line.label_cy for line in asked.lines),
        "exclusive": _joined(choice.label for choice in asked.options if choice.exclusive),
        "asks_which": next((choice.label for choice in asked.options if choice.asks_which), ""),
        "only_if": [f"{asked.only_if}{BETWEEN}{answer}" for answer in asked.only_if_answers],
    }


def _written(text: str) -> list[str]:
    """The lines of a text, without the empty ones at its end."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n")


def _plain(number: str) -> str:
    return number.removesuffix(".0")


def _number(value: Any) -> str:
    """As the draft keeps it, so that the same sent twice is the same."""
    return "" if value is None else f"{value:.1f}"
