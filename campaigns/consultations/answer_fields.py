"""How each kind of question is drawn and sent: a field that cleans to what `fit` takes.

The words of the consultation may be in another language than the page: `lang` says which, or is empty.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from campaigns.consultations.dates import PARTS, read_date
from campaigns.consultations.errors import UnsuitableAnswer
from campaigns.consultations.questionnaire import Asked, Choice, Given

Context = dict[str, Any]


def answer_field(asked: Asked, *, lang: str = "") -> forms.Field:
    """The field of one question."""
    return FIELDS[asked.kind](asked, lang)


def words_field(which: Choice) -> forms.Field:
    """The box for words of one's own, beside this option."""
    label = _("“%(option)s”, in your own words") % {"option": which.label}
    return AnswerField(label=label, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def with_blank(field: forms.Field, words: str) -> None:
    """One radio button more, chosen where no other is: without it nobody could take back a slip."""
    widget = field.widget
    if isinstance(widget, forms.RadioSelect):
        widget.choices = [*widget.choices, ("", words)]
    elif isinstance(widget, LinesOfRadios):
        widget.blank = [("", words)]


def how_to_answer(asked: Asked) -> str:
    """Our own hint below that of the question, where a kind needs one."""
    hint = HOW.get(asked.kind)
    return hint(asked) if hint else ""


class AnswerField(forms.Field):
    """Hands on what was sent as it is; `read` turns it into what `fit` takes, or refuses it."""

    def read(self, sent: Any) -> Given:
        given: Given = sent or ""
        return given

    def clean(self, value: Any) -> Given:
        try:
            return self.read(value)
        except UnsuitableAnswer as unsuitable:
            raise forms.ValidationError(str(unsuitable)) from unsuitable


class DateBoxes(forms.Widget):
    """Day, month and year, each in a box; its value is the three as typed."""

    template_name = "consultations/widgets/date.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}_{part}", "") for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in PARTS)

    def get_context(self, name: str, value: Any, attrs: Context | None) -> Context:
        context = super().get_context(name, None, attrs)
        typed = value if isinstance(value, dict) else _in_parts(value or "")
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        root = context["widget"]["attrs"].get("id", name)
        invalid = context["widget"]["attrs"].get("aria-invalid")
        context["widget"]["subwidgets"] = [
            {
                "name": f"{name}_{part}",
                "part": part,
                "label": labels[part],
                "value": typed[part],
                "attrs": {"id": f"{root}_{part}"},
                "invalid": invalid,
            }
            for part in PARTS
        ]
        return context


def _in_parts(stored: str) -> dict[str, str]:
    """27, 3 and 2026 of `2026-03-27`."""
    year, month, day = stored.split("-") if stored else ("", "", "")
    return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}


class DateField(AnswerField):
    def read(self, sent: Any) -> str:
        return read_date(sent)


class LinesOfRadios(forms.Widget):
    """The lines of a matrix, each a group of radio buttons of its own."""

    template_name = "consultations/widgets/matrix.html"
    use_fieldset = True

    def __init__(self, asked: Asked, lang: str) -> None:
        super().__init__()
        self.asked, self.lang = asked, lang
        self.blank: list[tuple[str, str]] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {line.key: data.get(f"{name}_{line.key}", "") for line in self.asked.lines}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: Context | None) -> Context:
        context = super().get_context(name, None, attrs)
        root = context["widget"]["attrs"].get("id", name)
        chosen = value or {}
        context["widget"]["lang"] = self.lang
        context["widget"]["subwidgets"] = [
            self._line(line, f"{name}_{line.key}", chosen.get(line.key), f"{root}_{line.key}")
            for line in self.asked.lines
        ]
        return context

    def _line(self, line: Choice, name: str, chosen: str | None, root: str) -> Context:
        choices = [*_choices(self.asked), *self.blank]
        radios = forms.RadioSelect(choices=choices).subwidgets(name, chosen, {"id": root})
        return {"label": line.label, "attrs": {"id": f"{root}_0"}, "options": list(radios)}


class PlaceSelects(forms.Widget):
    """A select of places for each option; its value is the place chosen for each, or the order as stored."""

    template_name = "consultations/widgets/rank.html"
    use_fieldset = True

    def __init__(self, asked: Asked, lang: str) -> None:
        super().__init__()
        self.asked, self.lang = asked, lang

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {key: data.get(f"{name}_{key}", "") for key in self.asked.keys}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: Context | None) -> Context:
        context = super().get_context(name, None, attrs)
        root = context["widget"]["attrs"].get("id", name)
        places = value if isinstance(value, dict) else {key: str(n) for n, key in enumerate(value or [], 1)}
        every = [str(n) for n in range(1, len(self.asked.options) + 1)]
        context["widget"]["lang"] = self.lang
        context["widget"]["subwidgets"] = [
            {
                "name": f"{name}_{choice.key}",
                "label": choice.label,
                "attrs": {"id": f"{root}_{choice.key}"},
                "places": [(place, place == places.get(choice.key)) for place in every],
            }
            for choice in self.asked.options
        ]
        return context


class RankField(AnswerField):
    """Options in their order, all or some. Gaps are closed: 1 and 3 mean first and second."""

    def read(self, sent: Any) -> list[str]:
        places = {key: place for key, place in sent.items() if place}
        listed = {str(n) for n in range(1, len(sent) + 1)}
        if set(places.values()) - listed:
            raise UnsuitableAnswer(_("Choose a place from the list for each answer."))
        taken = list(places.values())
        for place in sorted(set(taken), key=int):
            if taken.count(place) > 1:
                raise UnsuitableAnswer(
                    _("Place %(place)s is given more than once: give each place to one answer only.")
                    % {"place": place}
                )
        return sorted(places, key=lambda key: int(places[key]))


def _choices(asked: Asked) -> list[tuple[str, str]]:
    return [(choice.key, choice.label) for choice in asked.options]


def _steps(asked: Asked) -> list[tuple[str, str]]:
    """Each step by its number, those at the ends with their words."""
    words = {asked.keys[0]: asked.low_label, asked.keys[-1]: asked.high_label}
    return [
        (
            key,
            format_html('{} <span class="scale__end">{}</span>', key, words[key]) if words.get(key) else key,
        )
        for key in asked.keys
    ]


def _shared(asked: Asked, template: str) -> dict[str, Any]:
    """The hints are drawn by the templates; the field only says that there is one."""
    return {
        "label": asked.label,
        "help_text": not asked.required or asked.unit or asked.help_text or how_to_answer(asked),
        "required": False,
        "template_name": f"consultations/fields/{template}.html",
    }


def _radios(asked: Asked, lang: str) -> forms.Field:
    return AnswerField(widget=forms.RadioSelect(choices=_choices(asked)), **_shared(asked, "choices"))


def _ticks(asked: Asked, lang: str) -> forms.Field:
    return AnswerField(
        widget=forms.CheckboxSelectMultiple(choices=_choices(asked)), **_shared(asked, "choices")
    )


def _scale(asked: Asked, lang: str) -> forms.Field:
    return AnswerField(widget=forms.RadioSelect(choices=_steps(asked)), **_shared(asked, "choices"))


def _number(asked: Asked, lang: str) -> forms.Field:
    mode = "decimal" if asked.decimals or asked.kind == "money" else "numeric"
    return AnswerField(
        widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}), **_shared(asked, "line")
    )


def _line_of_text(asked: Asked, lang: str) -> forms.Field:
    return AnswerField(widget=forms.TextInput(attrs={"autocomplete": "off"}), **_shared(asked, "line"))


def _long_text(asked: Asked, lang: str) -> forms.Field:
    return AnswerField(widget=forms.Textarea(attrs={"rows": 8}), **_shared(asked, "text"))


def _date(asked: Asked, lang: str) -> forms.Field:
    return DateField(widget=DateBoxes(), **_shared(asked, "group"))


def _matrix(asked: Asked, lang: str) -> forms.Field:
    return AnswerField(widget=LinesOfRadios(asked, lang), **_shared(asked, "group"))


def _rank(asked: Asked, lang: str) -> forms.Field:
    return RankField(widget=PlaceSelects(asked, lang), **_shared(asked, "group"))


FIELDS: Mapping[str, Callable[[Asked, str], forms.Field]] = {
    "single": _radios,
    "multiple": _ticks,
    "scale": _scale,
    "number": _number,
    "money": _number,
    "date": _date,
    "short_text": _line_of_text,
    "long_text": _long_text,
    "matrix": _matrix,
    "rank": _rank,
}
HOW: Mapping[str, Callable[[Asked], str]] = {
    "multiple": lambda asked: _("Tick all that apply."),
    "money": lambda asked: _("An amount in pounds, such as 1,200 or 15.50."),
    "date": lambda asked: _("Such as 27 3 2026. The month can also be a word."),
    "long_text": lambda asked: (
        _("You can write up to %(most)s characters.") % {"most": f"{asked.max_length:,}"}
    ),
    "matrix": lambda asked: _("Choose one answer on each line."),
    "rank": lambda asked: _(
        "Choose 1 for what comes first, 2 for the next, and so on. You need not place all of them."
    ),
}
