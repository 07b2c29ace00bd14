"""The forms of marks and returns. Shape only; the verbs hold the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ballots.asking import RANKED, Asked
from ballots.fixing import questions_asked
from ballots.models import MARKED, Ballot, KeyedReturn
from ballots.piles import Pile, read_piles

PILES = 12  # lines of a form at first, and how many more each time they are asked for
MOST_PILES = 90
MORE = "more"  # the button that asks for them and saves nothing
MOST = 9_999_999
PLACE = re.compile(r"pile_(\d{1,2})", re.ASCII)
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class MarkForm(forms.Form):
    number = forms.CharField(
        label="Membership number",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the membership number."},
    )
    method = forms.ChoiceField(
        label="How does this member vote?",
        choices=[(method.value, method.label.capitalize()) for method in MARKED],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how this member votes."},
    )


def _number_field(label: str, *, required: bool = True) -> forms.IntegerField:
    named = label.replace("%", "%%")  # a message with a limit in it is a format string
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs=_DIGITS),
        error_messages={
            "required": f"Enter a number for “{label}”; 0 if there were none.",
            "invalid": f"Enter a whole number for “{label}”, such as 14.",
            "min_value": f"Enter 0 or more for “{named}”.",
            "max_value": f"That is more than any branch has for “{named}”.",
        },
    )


class ReturnForm(forms.Form):
    """What every return has beside its papers."""

    spoilt = _number_field("Spoilt papers")
    remark = forms.CharField(
        label="A note for the other officer",
        help_text="Read beside your figures if the two of you found different ones, and by nobody else.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spoilt"].help_text = "From which nobody can tell what is meant. They count for nothing."

    @property
    def piles(self) -> list[Pile]:
        raise TypeError("A return is keyed by options or by piles.")

    def lines_of(self, keyed: KeyedReturn) -> list[str]:
        """What an officer keyed, a line for each pile."""
        return keyed.in_words


class OptionsForm(ReturnForm):
    """One question with one choice: a number for each option."""

    field_order: list[str]

    def __init__(self, *args: Any, question: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.by_name = {f"option_{option.number}": option for option in question.options}
        for name, option in self.by_name.items():
            self.fields[name] = _number_field(option.label)
        self.order_fields([*self.by_name, "spoilt", "remark"])

    @property
    def piles(self) -> list[Pile]:
        return [
            Pile({self.question.number: (option.number,)}, self.cleaned_data[name])
            for name, option in self.by_name.items()
        ]

    def lines_of(self, keyed: KeyedReturn) -> list[str]:
        """By the words that stand above the fields, those without a paper too."""
        counts = self.initial_of(keyed)
        return [f"{option.label}: {counts[name]}" for name, option in self.by_name.items()]

    @staticmethod
    def initial_of(keyed: KeyedReturn) -> dict[str, Any]:
        counts = {
            options[0]: pile.papers for pile in read_piles(keyed.piles) for options in pile.answers.values()
        }
        [question] = questions_asked(keyed.ballot)
        numbers = {f"option_{option.number}": counts.get(option.number, 0) for option in question.options}
        return numbers | {"spoilt": keyed.spoilt, "remark": keyed.remark}


class PilesForm(ReturnForm):
    """Several questions, or several choices: papers that say the same are one pile, written by numbers."""

    def __init__(self, *args: Any, questions: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.places = range(1, _lines(self.data if self.is_bound else self.initial) + 1)
        names = []
        for place in self.places:
            for question in questions:
                label = f"Pile {place}: choices for question {question.number}"
                names.append(f"pile_{place}_{question.number}")
                self.fields[names[-1]] = forms.CharField(label=label, required=False, max_length=60)
            names.append(f"pile_{place}")
            self.fields[names[-1]] = _number_field(f"Pile {place}: papers", required=False)
        self.order_fields([*names, "spoilt", "remark"])

    @property
    def may_grow(self) -> bool:
        """Whether there could be more lines."""
        return len(self.places) < MOST_PILES

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for place in self.places:
            written = [found.get(f"pile_{place}_{question.number}") for question in self.questions]
            if found.get(f"pile_{place}") and not all(written):
                self.add_error(f"pile_{place}", f"Write the choices of pile {place} for every question.")
            elif any(written) and not found.get(f"pile_{place}") and f"pile_{place}" not in self.errors:
                self.add_error(
                    f"pile_{place}", f"Enter how many papers pile {place} has, or empty its choices."
                )
        return found

    @property
    def piles(self) -> list[Pile]:
        return [
            Pile(
                {q.number: self._choices(place, q) for q in self.questions},
                self.cleaned_data[f"pile_{place}"],
            )
            for place in self.places
            if self.cleaned_data[f"pile_{place}"]
        ]

    def _choices(self, place: int, question: Asked) -> tuple[int, ...]:
        numbers = tuple(
            map(int, re.findall(r"\d{1,3}", self.cleaned_data[f"pile_{place}_{question.number}"]))
        )
        return numbers if question.kind == RANKED else tuple(sorted(numbers))

    @staticmethod
    def initial_of(keyed: KeyedReturn) -> dict[str, Any]:
        initial: dict[str, Any] = {"spoilt": keyed.spoilt, "remark": keyed.remark}
        for place, pile in enumerate(read_piles(keyed.piles), start=1):
            initial[f"pile_{place}"] = pile.papers
            for question, options in pile.answers.items():
                initial[f"pile_{place}_{question}"] = " ".join(map(str, options))
        return initial


def _lines(piles: Mapping[str, Any]) -> int:
    """How many lines a form with these piles has: twelve, or twelve times as often as it takes."""
    places = [int(found[1]) for name in piles if (found := PLACE.fullmatch(name))]
    wanted = max([place for place in places if place <= MOST_PILES], default=1)
    return min(PILES * -(-(wanted + (PILES if MORE in piles else 0)) // PILES), MOST_PILES)


def return_form(data: Mapping[str, Any] | None, *, ballot: Ballot, mine: KeyedReturn | None) -> ReturnForm:
    """The form that fits the ballot's questions, with what this officer keyed before, or has typed so far."""
    questions = questions_asked(ballot)
    if len(questions) == 1 and not questions[0].takes_several:
        return OptionsForm(
            data, question=questions[0], initial=OptionsForm.initial_of(mine) if mine else None
        )
    if data and MORE in data:
        return PilesForm(questions=questions, initial={name: data[name] for name in data})
    return PilesForm(data, questions=questions, initial=PilesForm.initial_of(mine) if mine else None)
