"""The shape of what is keyed: a batch, and all questions of a form at once."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms

from campaigns.consultations import wordings
from campaigns.consultations.answer_fields import with_blank
from campaigns.consultations.forms import CANNOT_BE_TRUE, CHOSEN_BY_RADIO, AnswerForm
from campaigns.consultations.keying import MOST_FORMS, on_paper
from campaigns.consultations.models import PaperBatch
from campaigns.consultations.questionnaire import OF_OTHER, Given, Questionnaire

NOT_ANSWERED = "Not answered"
WORDS = "other"  # the field of an AnswerForm for the words beside the option that asks which


class BatchForm(forms.Form):
    channel = forms.ChoiceField(
        label="How the replies came", choices=PaperBatch.CHANNELS, widget=forms.RadioSelect, initial="paper"
    )
    note = forms.CharField(
        label="Note",
        help_text="Where the pile came from and where it is kept.",
        max_length=200,
        required=False,
    )
    # Last, since from here on the name means the field.
    forms = forms.IntegerField(
        label="How many forms, or calls",
        min_value=1,
        max_value=MOST_FORMS,
        help_text="Count the pile first: what is keyed is compared with it.",
    )
    field_order = ["channel", "forms", "note"]


class FormHead(forms.Form):
    """What stands around the answers: the number on the paper, and the consents ticked."""

    number = forms.IntegerField(label="Number of the form", min_value=1, max_value=MOST_FORMS)
    consents = forms.MultipleChoiceField(
        label="Ticked consents",
        choices=wordings.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class WholeForm:
    """Every question of a questionnaire on one page: an AnswerForm for each, with its key as the prefix."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        *,
        data: Any = None,
        given: Mapping[str, Given] | None = None,
        head: dict[str, Any] | None = None,
    ) -> None:
        self.head = FormHead(data, initial=head)
        known = given or {}
        self.questions = [
            AnswerForm(
                on_paper(asked),
                data,
                prefix=asked.key,
                initial={"answer": known.get(asked.key, ""), WORDS: known.get(asked.key + OF_OTHER, "")},
            )
            for asked in questionnaire.asked
        ]
        for form in self.questions:
            if form.asked.kind in CHOSEN_BY_RADIO:
                with_blank(form.fields["answer"], NOT_ANSWERED)

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), *(form.is_valid() for form in self.questions)])

    @property
    def has_errors(self) -> bool:
        return bool(self.head.errors) or any(form.errors for form in self.questions)

    @property
    def cannot_be_true(self) -> bool:
        """Whether a number lies outside what its question takes, be it a slip or written so on the paper."""
        return any(form.has_error("answer", CANNOT_BE_TRUE) for form in self.questions)

    @property
    def answers(self) -> dict[str, Given]:
        """What was keyed by the key of its question; the words beside an "other" under theirs."""
        said = {form.asked.key: form.cleaned_data["answer"] for form in self.questions}
        words = {form.asked.key + OF_OTHER: form.cleaned_data.get(WORDS, "") for form in self.questions}
        return said | {key: text for key, text in words.items() if text}

    @cached_property
    def unusual(self) -> list[str]:
        """Numbers outside the soft bounds: a slip of the keyer, or what stands on the paper?"""
        return [form.unusual for form in self.questions if form.is_valid() and form.unusual]
