"""What a ballot asks, as the count reads it from the hashed form. No ORM, no settings, no clock.

The same reading serves the booth, the count on the server and a count on a laptop without a database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Answer = tuple[int, ...]
"""Option numbers: one; several ascending (approval); in order of preference, all or some (ranked)."""

Answers = Mapping[int, Answer]
"""Question number to answer."""

SINGLE, YES_NO, ACCEPT_REJECT = "single", "yes_no", "accept_reject"
APPROVAL, RANKED = "approval", "ranked"
FIXED_LABELS = {YES_NO: ("Yes", "No"), ACCEPT_REJECT: ("Accept", "Reject")}
MOST_QUESTIONS = 20
MOST_OPTIONS = 100
MOST_OPTIONS_WITH_SEVERAL_ANSWERS = 12

TURNOUT = "turnout"


@dataclass(frozen=True)
class Offered:
    """One answer on offer."""

    number: int
    label: str
    abstains: bool = False

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"


@dataclass(frozen=True)
class Asked:
    """One question with everything that decides whether an answer fits it."""

    number: int
    text: str
    options: tuple[Offered, ...]
    kind: str = SINGLE
    most: int | None = None

    @property
    def takes_several(self) -> bool:
        return self.kind in (APPROVAL, RANKED)

    @property
    def choices(self) -> tuple[Offered, ...]:
        """The options beside abstaining."""
        return tuple(option for option in self.options if not option.abstains)

    @property
    def longest_answer(self) -> int:
        """The most options that one answer can name."""
        if self.kind == RANKED:
            return len(self.choices)
        return min(self.most or len(self.choices), len(self.choices)) if self.kind == APPROVAL else 1

    def complaint(self, answer: Answer) -> str:
        """Why this is no answer to the question, or nothing."""
        offered = {option.number: option for option in self.options}
        if not answer:
            return "not every question is answered"
        if any(number not in offered for number in answer):
            return "an answer that was not offered"
        if len(answer) == 1:
            return ""
        alone = any(offered[number].abstains for number in answer)
        ordered = self.kind == RANKED or list(answer) == sorted(answer)
        once = len(set(answer)) == len(answer)
        fits = len(answer) <= self.longest_answer and not alone and ordered and once
        return "" if fits else "an answer that does not fit its question"

    def written(self, answer: Answer) -> str:
        """The answer as it stands in votes.csv: `1: A`, `1: A; 3: C` or, in order, `2: B > 1: A`."""
        offered = {option.number: str(option) for option in self.options}
        return self._between.join(offered[number] for number in answer)

    def read(self, cell: str) -> Answer:
        """The answer that `written` wrote. Raises ValueError for any other text."""
        offered = {str(option.number): str(option) for option in self.options}
        answer: list[int] = []
        while True:
            number = cell.partition(":")[0]
            text = offered.get(number, cell + "?")
            if not cell.startswith(text):
                raise ValueError(f"not an answer to question {self.number}")
            answer.append(int(number))
            if cell == text:
                return tuple(answer)
            if not cell.startswith(text + self._between):
                raise ValueError(f"not an answer to question {self.number}")
            cell = cell[len(text + self._between) :]

    @property
    def _between(self) -> str:
        return " > " if self.kind == RANKED else "; "


@dataclass(frozen=True)
class Bar:
    """A threshold: the fraction to be reached, and the days on which it is the rule."""

    label: str
    basis: str
    numerator: int
    denominator: int
    question: int | None = None
    note: str = ""
    valid_from: str = ""
    valid_until: str = ""

    def in_force(self, day: date) -> bool:
        first, last = self.valid_from or "0000", self.valid_until or "9999-99"
        return first <= day.isoformat() <= last

    def reached(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is at least the fraction: integers, so nothing is rounded first."""
        return whole > 0 and part * self.denominator >= self.numerator * whole


@dataclass(frozen=True)
class Form:
    """The frozen form, as far as the count needs it."""

    form_hash: str
    with_trackers: bool
    questions: tuple[Asked, ...]
    bars: tuple[Bar, ...]
    closes_on: date

    def complaint(self, answers: Answers) -> str:
        """Why these are no answers to this form, or nothing."""
        if set(answers) != {question.number for question in self.questions}:
            return "not every question is answered"
        found = (question.complaint(answers[question.number]) for question in self.questions)
        return next(filter(None, found), "")


def read_form(form: Mapping[str, Any], *, form_hash: str) -> Form:
    """The form from the dictionary that is hashed and published in manifest.json."""
    return Form(
        form_hash=form_hash,
        with_trackers=form["receipt"] == "tracker",
        questions=read_questions(form["questions"]),
        bars=tuple(Bar(**threshold) for threshold in form["thresholds"]),
        closes_on=date.fromisoformat(form["closes_at"][:10]),
    )


def read_questions(questions: Iterable[Mapping[str, Any]]) -> tuple[Asked, ...]:
    """The questions of the form, in their order."""
    return tuple(
        Asked(
            number=question["number"],
            text=question["text"],
            kind=question["kind"],
            most=question["most"],
            options=tuple(Offered(o["number"], o["label"], o["abstains"]) for o in question["options"]),
        )
        for question in questions
    )


def canonical(value: object) -> bytes:
    """The one way a value is written before it is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
