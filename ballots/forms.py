"""Shapes of what people send to the booth and to the ballot pages; every rule is in the verbs."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape, format_html

from ballots.models import Option, Question
from ballots.publishing import tidy_tracker
from union.pages.forms import LargeRadios

TRACKER_LENGTH = 10
DIGEST = re.compile("[0-9a-f]{64}")


class PaperForm(forms.Form):
    """One question after the other, each with its options as radios; `gains` says what an option gives."""

    def __init__(
        self, questions: list[Question], *args: Any, gains: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"question_{question.number}"] = _field(question, gains or {})

    @property
    def answers(self) -> dict[int, int]:
        """Question number to option number."""
        return {int(name.rpartition("_")[2]): number for name, number in self.cleaned_data.items()}

    @property
    def chosen(self) -> list[tuple[Question, Option]]:
        """Each question with the option chosen."""
        answers = self.answers
        return [
            (question, option)
            for question in self.questions
            for option in question.options.all()
            if option.number == answers[question.number]
        ]


def initial_of(answers: Mapping[int, int]) -> dict[str, int]:
    """The initial of a PaperForm that shows these answers."""
    return {f"question_{question}": option for question, option in answers.items()}


def _field(question: Question, gains: Mapping[int, str]) -> forms.TypedChoiceField:
    """The radios of one question; under each option what it means, and what it gives the member."""
    options = list(question.options.all())
    hints = {str(option.number): _hint(option.detail, gains.get(option.pk, "")) for option in options}
    return forms.TypedChoiceField(
        label=question.text,
        help_text=escape(
            f"The committee’s advice: {question.recommendation}" if question.recommendation else ""
        ),
        coerce=int,
        choices=[(option.number, option.label) for option in options],
        widget=LargeRadios(hints=hints),
        error_messages={
            "required": f"Choose an answer to “{question.text}”, or choose to abstain.",
            "invalid_choice": f"Choose one of the answers listed under “{question.text}”.",
        },
    )


def _hint(detail: str, gain: str) -> str:
    """What an option means, and on a line of its own what it gives the member."""
    if detail and gain:
        return format_html("{}<br><strong>{}</strong>", detail, gain)
    return format_html("<strong>{}</strong>", gain) if gain else detail


class ReceiptForm(forms.Form):
    """A tracker of 10 characters, or the 64 hexadecimal characters of a digest."""

    code = forms.CharField(
        label="Tracker or digest from your receipt",
        help_text="A tracker has 10 characters, such as 7K2M9QX4TD. Spaces and capitals do not matter.",
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the tracker or the digest from your receipt."},
    )

    def clean_code(self) -> str:
        typed = "".join(self.cleaned_data["code"].split()).lower()
        if DIGEST.fullmatch(typed):
            return typed
        tracker = tidy_tracker(typed)
        if len(tracker) != TRACKER_LENGTH:
            raise forms.ValidationError(
                "Enter the 10 characters of your tracker, or all 64 characters of your digest."
            )
        return tracker
