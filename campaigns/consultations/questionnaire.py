"""The frozen questions as plain values: what is asked, of whom, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import date_format

# An answer as it is stored: an option's key, a number or a text; keys in order; an option for each line.
Given = str | list[str] | dict[str, str]

TEXTS = {"short_text", "long_text"}
# The words beside "other" are an answer of their own, so that they are moderated like any free text.
OF_OTHER = "__other"


@dataclass(frozen=True)
class Choice:
    """An option, or a line of a matrix."""

    key: str
    label: str
    label_cy: str = ""
    exclusive: bool = False
    asks_which: bool = False


@dataclass(frozen=True)
class Asked:
    """One question as it was frozen at opening."""

    key: str
    kind: str
    label: str
    section: str
    help_text: str = ""
    required: bool = False
    unit: str = ""
    decimals: int = 0
    soft_min: str = ""
    soft_max: str = ""
    least: str = ""
    greatest: str = ""
    max_length: int = 4000
    options: tuple[Choice, ...] = field(default=())
    lines: tuple[Choice, ...] = field(default=())
    steps: int = 5
    low_label: str = ""
    high_label: str = ""
    describes: str = ""
    only_if: str = ""
    only_if_answers: tuple[str, ...] = field(default=())
    label_cy: str = ""
    section_cy: str = ""
    help_text_cy: str = ""
    unit_cy: str = ""
    low_label_cy: str = ""
    high_label_cy: str = ""

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that an answer may name: of options, or the steps of a scale."""
        if self.kind == "scale":
            return tuple(str(step) for step in range(1, self.steps + 1))
        return tuple(choice.key for choice in self.options)

    @property
    def which(self) -> Choice | None:
        """The option that has a box for words of one's own: the first that says so."""
        return next((choice for choice in self.options if choice.asks_which), None)

    @property
    def other(self) -> Asked | None:
        """The free text beside the option that asks which, a question of its own to whoever reads it."""
        which = self.which
        if which is None:
            return None
        return Asked(
            key=self.key + OF_OTHER,
            kind="short_text",
            label=f"{self.label}: {which.label}",
            label_cy=f"{self.label_cy}: {which.label_cy}" if self.label_cy else "",
            section=self.section,
            section_cy=self.section_cy,
            max_length=200,
        )

    def asks_which(self, value: Given) -> bool:
        """Whether an answer chose the option with a box for words of one's own."""
        chosen = [value] if isinstance(value, str) else value
        return self.which is not None and self.which.key in chosen

    def label_of(self, option: str) -> str:
        return self._labels.get(option, option)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {choice.key: choice.label for choice in self.options}

    def shown(self, value: Given | None) -> str:
        """An answer as its giver would read it back."""
        if not value:
            return ""
        if isinstance(value, dict):
            said = [(line.label, value[line.key]) for line in self.lines if line.key in value]
            return "\n".join(f"{line}: {self.label_of(option)}" for line, option in said)
        if isinstance(value, list):
            labels = [self.label_of(option) for option in value]
            if self.kind == "rank":
                return "\n".join(f"{place}. {label}" for place, label in enumerate(labels, 1))
            return "\n".join(labels)
        if self.kind == "single":
            return self.label_of(value)
        if self.kind == "scale":
            return f"{value} / {self.steps}"
        if self.kind == "money":
            return f"£{value}"
        if self.kind == "date":
            return date_format(date.fromisoformat(value), "j F Y")
        return f"{value} {self.unit}".strip() if self.kind == "number" else value

    def in_welsh(self) -> Asked:
        """The same question with its Welsh words, where it has them."""
        return replace(
            self,
            label=self.label_cy or self.label,
            section=self.section_cy or self.section,
            help_text=self.help_text_cy or self.help_text,
            unit=self.unit_cy or self.unit,
            low_label=self.low_label_cy or self.low_label,
            high_label=self.high_label_cy or self.high_label,
            options=tuple(replace(choice, label=choice.label_cy or choice.label) for choice in self.options),
            lines=tuple(replace(line, label=line.label_cy or line.label) for line in self.lines),
        )

    def applies(self, given: Mapping[str, Given]) -> bool:
        """Whether it is asked after these answers to the questions before it."""
        if not self.only_if:
            return True
        value = given.get(self.only_if, "")
        said = {value} if isinstance(value, str) else set(value)
        return bool(said & set(self.only_if_answers))


@dataclass(frozen=True)
class Questionnaire:
    asked: tuple[Asked, ...]

    def __len__(self) -> int:
        return len(self.asked)

    @property
    def branches(self) -> bool:
        """Whether what is asked depends on what was answered."""
        return any(question.only_if for question in self.asked)

    def get(self, key: str) -> Asked | None:
        """The question of this key; also the text beside an option that asks which."""
        return next((question for question in self.every() if question.key == key), None)

    def every(self) -> Iterator[Asked]:
        """All questions, each followed by the text beside its "other"."""
        for question in self.asked:
            yield question
            if question.other:
                yield question.other

    def texts(self) -> list[Asked]:
        """Those answered in free words: a moderator reads them."""
        return [question for question in self.every() if question.is_text]

    def route(self, given: Mapping[str, Given]) -> tuple[Asked, ...]:
        """The questions asked of somebody who gave these answers, in order.

        An answer to a question that is not on the route counts for nothing, so that a condition on it is not
        met either.
        """
        route: list[Asked] = []
        counted: dict[str, Given] = {}
        for question in self.asked:
            if question.applies(counted):
                route.append(question)
                if question.key in given:
                    counted[question.key] = given[question.key]
        return tuple(route)

    def not_asked(self, given: Mapping[str, Given]) -> set[str]:
        """Those of the answers to which no question leads: off the route, or beside an "other" not chosen."""
        reached: set[str] = set()
        for question in self.route(given):
            reached.add(question.key)
            if question.asks_which(given.get(question.key, "")):
                reached.add(question.key + OF_OTHER)
        return set(given) - reached

    def before(self, question: Asked, given: Mapping[str, Given]) -> Asked | None:
        """The question before this one on the route."""
        earlier = self.asked[: self.asked.index(question)]
        return next((other for other in reversed(self.route(given)) if other in earlier), None)

    def after(self, question: Asked, given: Mapping[str, Given]) -> Asked | None:
        """The question after this one on the route."""
        later = self.asked[self.asked.index(question) + 1 :]
        return next((other for other in self.route(given) if other in later), None)

    def still_to_answer(self, question: Asked, given: Mapping[str, Given]) -> Asked | None:
        """Where a changed answer leads from the check page: a question without an answer that it opened, or
        that beside it another one opened, or one that must be answered; nowhere when there is none.
        """
        opened_by = {question.key, question.only_if} - {""}
        later = self.asked[self.asked.index(question) + 1 :]
        return next(
            (
                other
                for other in self.route(given)
                if other.key not in given
                and (other.required or (other in later and other.only_if in opened_by))
            ),
            None,
        )

    def in_welsh(self) -> Questionnaire:
        return Questionnaire(tuple(question.in_welsh() for question in self.asked))


def thaw(content: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a frozen version."""
    return Questionnaire(tuple(_thawed(row) for row in content["questions"]))


def _thawed(row: Mapping[str, Any]) -> Asked:
    return Asked(
        **{
            **row,
            "options": tuple(Choice(**option) for option in row["options"]),
            "lines": tuple(Choice(**line) for line in row.get("lines", [])),
            "only_if_answers": tuple(row.get("only_if_answers", [])),
        }
    )


def freeze(questionnaire: Questionnaire) -> dict[str, Any]:
    """JSON that `thaw` reads back to an equal questionnaire."""
    tuples = ("options", "lines", "only_if_answers")
    rows = [asdict(question) for question in questionnaire.asked]
    return {"questions": [{**row, **{name: list(row[name]) for name in tuples}} for row in rows]}
