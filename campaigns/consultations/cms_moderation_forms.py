"""The shape of what moderators and safeguarding leads send beside words to take out."""

from django import forms

from campaigns.consultations.concerns import NOTE_MISSING
from campaigns.consultations.moderating import Refusal


class RefuseForm(forms.Form):
    why = forms.ChoiceField(
        label="Why is no word of it published?",
        choices=[("", "Choose a reason"), *Refusal.choices],
        error_messages={"required": "Choose why no word of it is published."},
    )


class ClearForm(forms.Form):
    note = forms.CharField(
        label="What was done",
        help_text="Who was called and when, or why nothing had to be done. It is kept with the answer.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": NOTE_MISSING},
    )
