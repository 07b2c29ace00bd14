"""The shape of what members send: one answer, the consents, a receipt code."""

from functools import cached_property
from typing import Any

from django import forms

from campaigns.consultations import wordings
from campaigns.consultations.codes import tidy
from campaigns.consultations.errors import UnsuitableAnswer
from campaigns.consultations.finding import UNKNOWN
from campaigns.consultations.fitting import fit, seems_unusual
from campaigns.consultations.questionnaire import Asked, Given
from campaigns.consultations.risks import Risk, find_risks


class AnswerForm(forms.Form):
    """One question; `fit` decides what is an answer, so that form and verb can never disagree."""

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["answer"] = _field_for(asked)

    def clean_answer(self) -> Given:
        try:
            return fit(self.asked, self.cleaned_data["answer"])
        except UnsuitableAnswer as unsuitable:
            raise forms.ValidationError(str(unsuitable)) from unsuitable

    @cached_property
    def risks(self) -> list[Risk]:
        """Words by which somebody might be recognised, each once."""
        if not self.asked.is_text:
            return []
        found = find_risks(self.cleaned_data.get("answer", ""))
        return list({(risk.kind, risk.text): risk for risk in found}.values())

    @property
    def unusual(self) -> str:
        """A number outside the soft bounds, as the page asks about it."""
        value = self.cleaned_data.get("answer", "")
        return self.asked.shown(value) if seems_unusual(self.asked, value) else ""

    def is_doubtful(self) -> bool:
        return bool(self.risks or self.unusual)


def _field_for(asked: Asked) -> forms.Field:
    shared: dict[str, Any] = {
        "label": asked.label,
        "help_text": asked.help_text,
        "required": False,
        "template_name": "consultations/_question_field.html",
    }
    if asked.kind == "single":
        choices = [(choice.key, choice.label) for choice in asked.options]
        wrong = {"invalid_choice": "Choose one of the answers in the list."}
        return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, error_messages=wrong, **shared)
    if asked.kind == "number":
        mode = "decimal" if asked.decimals else "numeric"
        attrs = {"inputmode": mode, "autocomplete": "off", "class": "input--short"}
        return forms.CharField(widget=forms.TextInput(attrs=attrs), **shared)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), **shared)


class SendForm(forms.Form):
    consents = forms.MultipleChoiceField(
        label="May we quote your words?",
        help_text="Leave both empty if you would rather not. Your receipt code lets you change your mind.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = wordings.choices()  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Receipt code",
        help_text="Sixteen letters and digits, such as 7K2M-9XQ4-B0TV-R8WN. Spaces and case do not matter.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={"required": "Enter your receipt code.", "max_length": UNKNOWN},
    )

    def clean_code(self) -> str:
        code = tidy(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(UNKNOWN)
        return code
