"""The shape of what members send: one answer, the consents, a receipt code."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.consultations import wordings
from campaigns.consultations.answer_fields import answer_field, how_to_answer, words_field
from campaigns.consultations.codes import tidy
from campaigns.consultations.dates import wrong_part
from campaigns.consultations.errors import CannotBeTrue, UnsuitableAnswer
from campaigns.consultations.finding import UNKNOWN
from campaigns.consultations.fitting import fit, seems_unusual
from campaigns.consultations.questionnaire import Asked, Given
from campaigns.consultations.risks import Risk, find_risks
from union.pages.templatetags.look import first_input

CHOSEN_BY_RADIO = ("single", "scale", "matrix")
CANNOT_BE_TRUE = "cannot_be_true"  # the code of an error: a number outside the least and the greatest


class AnswerForm(forms.Form):
    """One question; `fit` decides what is an answer, so that form and verb can never disagree.

    `lang` is the language of the question's words where it is not that of the page; `heading` is the level
    of its heading, which is lower where it stands among others.
    """

    template_name = "consultations/answer_form.html"

    def __init__(self, asked: Asked, *args: Any, lang: str = "", heading: str = "h1", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.lang, self.heading = asked, lang, heading
        self.fields["answer"] = answer_field(asked, lang=lang)
        if asked.which:
            self.fields["other"] = words_field(asked.which)

    def clean_answer(self) -> Given:
        return self._fitted(self.asked, self.cleaned_data["answer"])

    def clean_other(self) -> Given:
        """Words beside an option that was not chosen go, unless nothing was chosen at all."""
        answer, words = self.cleaned_data.get("answer"), self.cleaned_data["other"]
        if answer and not self.asked.asks_which(answer):
            return ""
        if words and answer is not None and not answer:
            option = self.asked.which.label if self.asked.which else ""
            self.add_error(
                "answer", _("Choose “%(option)s” too, or empty the box beside it.") % {"option": option}
            )
        return self._fitted(self.asked.other or self.asked, words)

    @staticmethod
    def _fitted(asked: Asked, value: Given) -> Given:
        try:
            return fit(asked, value)
        except UnsuitableAnswer as unsuitable:
            code = CANNOT_BE_TRUE if isinstance(unsuitable, CannotBeTrue) else None
            raise forms.ValidationError(str(unsuitable), code=code) from unsuitable

    @cached_property
    def words(self) -> str:
        """What was said in free words, or nothing."""
        words = self.cleaned_data.get("answer" if self.asked.is_text else "other", "")
        return words if isinstance(words, str) else ""

    @cached_property
    def risks(self) -> list[Risk]:
        """Words by which somebody might be recognised, each once."""
        return list({(risk.kind, risk.text): risk for risk in find_risks(self.words)}.values())

    @property
    def unusual(self) -> str:
        """A number outside the soft bounds, as the page asks about it."""
        value = self.cleaned_data.get("answer", "")
        return self.asked.shown(value) if seems_unusual(self.asked, value) else ""

    def is_doubtful(self) -> bool:
        return bool(self.risks or self.unusual)

    @property
    def can_be_taken_out(self) -> bool:
        """Whether there is an answer that only a button can make none again: nobody unchooses a radio."""
        said = self["answer"].value()
        chosen = any(said.values()) if isinstance(said, dict) else bool(said)
        return chosen and not self.asked.required and self.asked.kind in CHOSEN_BY_RADIO

    @property
    def how(self) -> str:
        """Our own hint on how a question of this kind is answered."""
        return how_to_answer(self.asked)

    @property
    def options(self) -> list[dict[str, Any]]:
        """The options as they are drawn: which one comes after an "or", and which has a box beside it."""
        choices = {choice.key: choice for choice in self.asked.options}
        drawn = []
        for place, part in enumerate(self["answer"].subwidgets):
            choice = choices.get(part.data["value"])
            alone = bool(choice and choice.exclusive and self.asked.kind == "multiple" and place)
            beside = choice is not None and choice == self.asked.which
            drawn.append({"widget": part.data, "after_or": alone, "beside": beside})
        return drawn

    @property
    def to_mend(self) -> str:
        """The id of the input where an error in the answer is mended: of several, the one that is wrong."""
        field = self["answer"]
        if self.asked.kind == "date":
            return f"{field.auto_id}_{wrong_part(field.data)}"
        if self.asked.kind == "matrix":
            line = next((key for key, option in field.data.items() if option not in self.asked.keys), None)
            return f"{field.auto_id}_{line}_0" if line else first_input(field)
        return first_input(field)

    def as_typed(self) -> list[str]:
        """What was sent, as text to copy for somebody whose answer could not be saved."""
        given = self["answer"].data
        if isinstance(given, dict):
            given = [text for text in given.values() if text]
        said = [self.asked.label_of(text) for text in (given if isinstance(given, list) else [given or ""])]
        return [text for text in [*said, self.data.get("other", "")] if text]


class SendForm(forms.Form):
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("May we quote your words?"),
        help_text=gettext_lazy(
            "Leave both empty if you would rather not. Your receipt code lets you change your mind."
        ),
        choices=wordings.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Tick only what stands on the page, and send again.")},
    )


class CodeForm(forms.Form):
    code = forms.Field(
        label=gettext_lazy("Receipt code"),
        help_text=gettext_lazy(
            "Sixteen letters and digits, such as 7K2M-9XQ4-B0TV-R8WN. Spaces and capitals do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "maxlength": 40,
            }
        ),
        error_messages={"required": gettext_lazy("Enter your receipt code.")},
    )

    def clean_code(self) -> str:
        code = tidy(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(UNKNOWN)
        return code
