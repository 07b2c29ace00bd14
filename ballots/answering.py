"""How each kind of question is answered on a paper: its field, its widget, and its complaints."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.asking import RANKED, Answer, Asked
from ballots.models import Option, Question
from ballots.own_words import as_written, own_label
from union.pages.forms import LargeRadios, LargeTicks

ABSTAIN = "abstain"
PLACES = (
    gettext_lazy("1st"),
    gettext_lazy("2nd"),
    gettext_lazy("3rd"),
    gettext_lazy("4th"),
    gettext_lazy("5th"),
    gettext_lazy("6th"),
    gettext_lazy("7th"),
    gettext_lazy("8th"),
    gettext_lazy("9th"),
    gettext_lazy("10th"),
    gettext_lazy("11th"),
    gettext_lazy("12th"),
)


def answer_field(question: Question, gains: Mapping[int, str]) -> forms.Field:
    """The field of one question; it cleans to an Answer. Under each option what it means and gives."""
    options = list(question.options.all())
    language = question.ballot.language
    hints = {str(o.number): _hint(as_written(o.detail, language), gains.get(o.pk, "")) for o in options}
    asks: dict[str, Any] = {"label": as_written(question.text, language), "help_text": _help(question)}
    if question.kind == Question.Kind.RANKED:
        return RankingField(question, options, hints, **asks)
    if question.kind == Question.Kind.APPROVAL:
        return TicksField(question, options, hints, **asks)
    return forms.TypedChoiceField(
        coerce=lambda number: (int(number),),
        choices=_choices(options),
        widget=LargeRadios(hints=hints),
        error_messages={
            "required": _("Choose an answer to “%(question)s”, or choose to abstain.")
            % {"question": question.text},
            "invalid_choice": _not_listed(question),
        },
        **asks,
    )


class TicksField(forms.TypedMultipleChoiceField):
    """Tick as many as one likes, or up to the question's limit; abstaining goes alone."""

    def __init__(
        self, question: Question, options: Sequence[Option], hints: Mapping[str, str], **asks: Any
    ) -> None:
        super().__init__(
            coerce=int,
            choices=_choices(options),
            widget=LargeTicks(hints=hints),
            error_messages={
                "required": _("Tick at least one option under “%(question)s”, or tick to abstain.")
                % {"question": question.text},
                "invalid_choice": _not_listed(question),
            },
            **asks,
        )
        self.question = question
        self.abstaining = {option.number for option in options if option.abstains}

    def clean(self, value: Any) -> Answer:
        answer = tuple(sorted(set(super().clean(value))))
        if len(answer) > 1 and self.abstaining & set(answer):
            raise forms.ValidationError(_both(self.question))
        most = self.question.most
        if most and len(answer) > most:
            raise forms.ValidationError(
                _("Tick at most %(most)d under “%(question)s”: you ticked %(ticked)d.")
                % {"most": most, "question": self.question.text, "ticked": len(answer)}
            )
        return answer


class RankSelects(forms.MultiWidget):
    """A select of places for each option, and a box to abstain; the value is an Answer, or what was sent."""

    template_name = "ballots/widgets/ranks.html"
    use_fieldset = True

    def __init__(self, options: Sequence[Option], hints: Mapping[str, str]) -> None:
        self.options = [option for option in options if not option.abstains]
        self.abstention = next((option for option in options if option.abstains), None)
        self.hints = hints
        places = [("", _("Not ranked")), *((str(n), PLACES[n - 1]) for n in range(1, len(self.options) + 1))]
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            str(option.number): forms.Select(choices=places) for option in self.options
        }
        if self.abstention:
            widgets[ABSTAIN] = forms.CheckboxInput()
        super().__init__(widgets)

    def decompress(self, value: Answer | None) -> list[Any]:
        answer = value or ()
        places = [answer.index(o.number) + 1 if o.number in answer else "" for o in self.options]
        return [*places, *([self.abstention.number in answer] if self.abstention else [])]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # An Answer is a tuple; what was sent comes as a list with an entry a widget.
        context = super().get_context(
            name, self.decompress(value) if isinstance(value, tuple) else value, attrs
        )
        drawn = context["widget"]["subwidgets"]
        asked = [*self.options, *([self.abstention] if self.abstention else [])]
        for part, option in zip(drawn, asked, strict=True):
            part |= {"label": _label(option), "hint": self.hints.get(str(option.number), "")}
        context["widget"]["ranks"] = drawn[: len(self.options)]
        context["widget"]["abstention"] = drawn[len(self.options) :]
        return context


class RankingField(forms.Field):
    """Options in order of preference, all or some. Gaps are closed: 1st and 3rd mean 1st and 2nd."""

    def __init__(
        self, question: Question, options: Sequence[Option], hints: Mapping[str, str], **asks: Any
    ) -> None:
        super().__init__(required=False, widget=RankSelects(options, hints), **asks)
        self.question = question
        self.options = [option for option in options if not option.abstains]
        self.abstention = next((option for option in options if option.abstains), None)

    def clean(self, value: Any) -> Answer:
        sent = list(value or [])
        places = [self._place(text) for text in sent[: len(self.options)]]
        abstains = any(sent[len(self.options) :])
        ranked = sorted(
            (place, option.number) for place, option in zip(places, self.options, strict=False) if place
        )
        if abstains and ranked:
            raise forms.ValidationError(_both(self.question))
        if abstains and self.abstention:
            return (self.abstention.number,)
        if not ranked:
            raise forms.ValidationError(
                _("Rank at least one option under “%(question)s”, or choose to abstain.")
                % {"question": self.question.text}
            )
        self._refuse_shared(ranked)
        return tuple(number for _, number in ranked)

    def _place(self, text: str | None) -> int:
        if not text:
            return 0
        if text not in {str(place) for place in range(1, len(self.options) + 1)}:
            raise forms.ValidationError(
                _("Choose one of the places listed under “%(question)s”.") % {"question": self.question.text}
            )
        return int(text)

    def _refuse_shared(self, ranked: Sequence[tuple[int, int]]) -> None:
        labels = {option.number: option.label for option in self.options}
        for place in sorted({own for own, number in ranked}):
            names = [f"“{labels[number]}”" for own, number in ranked if own == place]
            if len(names) > 1:
                words = {
                    "first": ", ".join(names[:-1]),
                    "last": names[-1],
                    "place": PLACES[place - 1],
                }
                together = (
                    _("%(first)s and %(last)s cannot both be %(place)s: give each a place of its own.")
                    if len(names) == 2
                    else _("%(first)s and %(last)s cannot all be %(place)s: give each a place of its own.")
                )
                raise forms.ValidationError(together % words)


def lines_of(asked: Asked, answer: Answer, *, language: str) -> list[str]:
    """An answer as its member reads it before casting, in the language of the page.

    What officers wrote, in `language`, is marked as theirs where that is another.
    """
    labels = {option.number: as_written(own_label(option.label), language) for option in asked.options}
    abstains = {option.number for option in asked.options if option.abstains}
    if asked.kind == RANKED and not abstains & set(answer):
        return [format_html("{}: {}", PLACES[place], labels[number]) for place, number in enumerate(answer)]
    return [labels[number] for number in answer]


def _choices(options: Sequence[Option]) -> list[tuple[int, str]]:
    return [(option.number, _label(option)) for option in options]


def _label(option: Option) -> str:
    return as_written(own_label(option.label), option.question.ballot.language)


def _not_listed(question: Question) -> str:
    return _("Choose one of the answers listed under “%(question)s”.") % {"question": question.text}


def _both(question: Question) -> str:
    return _("You chose to abstain and chose other options under “%(question)s”: do one or the other.") % {
        "question": question.text
    }


def _help(question: Question) -> str:
    """How to answer where it is not plain, and the committee's advice."""
    how = ""
    if question.kind == Question.Kind.RANKED:
        how = _(
            "Choose “1st” for the option you want most, “2nd” for the next, and so on. "
            "You need not rank all of them. A place you leave out is closed up."
        )
    elif question.kind == Question.Kind.APPROVAL:
        most = question.most
        how = _("Tick up to %(most)d.") % {"most": most} if most else _("Tick as many as you like.")
    advice = _advice(question) if question.recommendation else ""
    return format_html("{}<br>{}", how, advice) if how and advice else conditional_escape(how or advice)


def _advice(question: Question) -> SafeString:
    said = as_written(question.recommendation, question.ballot.language)
    sentence = escape(_("The committee’s advice: %(advice)s"))
    return mark_safe(sentence % {"advice": conditional_escape(said)})


def _hint(detail: str, gain: str) -> str:
    """What an option means, and on a line of its own what it gives the member."""
    if detail and gain:
        return format_html("{}<br><strong>{}</strong>", detail, gain)
    return format_html("<strong>{}</strong>", gain) if gain else detail
