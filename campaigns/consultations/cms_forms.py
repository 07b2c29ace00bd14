"""The shape of what moderators send."""

from typing import Any

from django import forms

from campaigns.consultations.models import Consent, Redaction
from campaigns.consultations.risks import Risk


class RedactForm(forms.Form):
    flagged = forms.MultipleChoiceField(
        label="Flagged words to take out", widget=forms.CheckboxSelectMultiple, required=False
    )
    words = forms.CharField(
        label="Other words to take out",
        help_text="One word or phrase to a line, as it stands in the text. It is cut wherever it stands.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *Redaction.Reason.choices],
        error_messages={"required": "Choose why these words are taken out."},
    )

    def __init__(self, risks: list[Risk], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [risk for risk in risks if risk.kind != "danger"]
        texts = {risk.text: f"{risk.text} ({risk.meaning})" for risk in told}
        self.fields["flagged"].choices = list(texts.items())  # type: ignore[attr-defined]

    def all_words(self) -> list[str]:
        return [*self.cleaned_data["flagged"], *self.cleaned_data["words"].splitlines()]


class QuoteForm(forms.Form):
    text = forms.CharField(
        label="Words to quote",
        help_text="Leave out what you do not need, and mark each gap with [...]. You cannot put words in.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    purpose = forms.ChoiceField(label="Where it may be used", widget=forms.RadioSelect)

    def __init__(self, consents: set[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [choice for choice in Consent.Purpose.choices if choice[0] in consents]
        self.fields["purpose"].choices = allowed  # type: ignore[attr-defined]


class FigureForm(forms.Form):
    cell = forms.ChoiceField(label="Number", widget=forms.RadioSelect)
    sentence = forms.CharField(
        label="Sentence under the number",
        help_text="Without figures: the number itself comes from the replies.",
        max_length=200,
    )
    sentence_cy = forms.CharField(
        label="The same in Welsh",
        help_text="Left empty, Welsh pages show the English sentence.",
        max_length=200,
        required=False,
    )
    decimals = forms.TypedChoiceField(
        label="Rounding", choices=[(0, "Whole number"), (1, "One decimal place")], coerce=int, initial=0
    )

    def __init__(self, cells: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = cells  # type: ignore[attr-defined]
