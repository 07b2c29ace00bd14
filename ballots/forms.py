"""Shapes of what people send to the booth and to the ballot pages; every rule is in the verbs."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ballots.answering import answer_field, lines_of
from ballots.asking import Answer, Answers, Asked
from ballots.codes import tidy
from ballots.fixing import asked_of
from ballots.models import Question

TRACKER_LENGTH = 10
# The buttons of the paper that show it again, with one's own figures or in the other language.
FIGURES, LANGUAGE = "figures", "language"
DIGEST = re.compile("[0-9a-f]{64}")


class PaperForm(forms.Form):
    """One question after the other, each in the way it is answered; `gains` says what an option gives."""

    def __init__(
        self, questions: Sequence[Question], *args: Any, gains: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"question_{question.number}"] = answer_field(question, gains or {})

    def show_as_sent(self, sent: QueryDict) -> None:
        """Bring back what was chosen so far, complete or not, without a complaint."""
        fields = self.fields.items()
        self.initial = {name: field.widget.value_from_datadict(sent, {}, name) for name, field in fields}

    @property
    def answers(self) -> Answers:
        return {int(name.rpartition("_")[2]): answer for name, answer in self.cleaned_data.items()}

    @property
    def chosen(self) -> list[tuple[Question, SafeString]]:
        """Each question with what was chosen, in words, a line each, and as many bytes for every answer."""
        answers = self.answers
        return [(q, _as_long_as_any(answers[q.number], of=q)) for q in self.questions]


def looks_again(sent: QueryDict) -> bool:
    """Whether the paper is to be shown again as it was sent, complete or not: nothing is cast."""
    return FIGURES in sent or LANGUAGE in sent


def initial_of(answers: Answers) -> dict[str, Answer]:
    """The initial of a PaperForm that shows these answers."""
    return {f"question_{question}": answer for question, answer in answers.items()}


def _as_long_as_any(answer: Answer, *, of: Question) -> SafeString:
    """An answer in words. Whoever sees only how long an enciphered page is must not tell it from another."""
    asked, language = asked_of(of), of.ballot.language
    possible: list[Answer] = [(option.number,) for option in asked.options]
    if asked.takes_several:
        possible.append(tuple(option.number for option in asked.choices))
    longest = max(len(_in_words(asked, one, language=language).encode()) for one in possible)
    words = _in_words(asked, answer, language=language)
    return format_html("{}<!--{}-->", words, "." * (longest - len(words.encode())))


def _in_words(asked: Asked, answer: Answer, *, language: str) -> SafeString:
    """One line below the other."""
    lines = lines_of(asked, answer, language=language)
    return format_html_join(mark_safe("<br>"), "<strong>{}</strong>", ((line,) for line in lines))


class ReceiptForm(forms.Form):
    """A tracker of 10 characters, or the 64 hexadecimal characters of a digest."""

    code = forms.CharField(
        label=_("Tracker or digest from your receipt"),
        help_text=_("A tracker has 10 characters, such as 7K2M9QX4TD. Spaces and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the tracker or the digest from your receipt.")},
    )

    def clean_code(self) -> str:
        typed = "".join(self.cleaned_data["code"].split()).lower()
        if DIGEST.fullmatch(typed):
            return typed
        tracker = tidy(typed)
        if len(tracker) != TRACKER_LENGTH:
            raise forms.ValidationError(
                _("Enter the 10 characters of your tracker, or all 64 characters of your digest.")
            )
        return tracker
