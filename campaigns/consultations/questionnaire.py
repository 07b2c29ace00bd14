"""The frozen questions as plain values: what is asked, in which order, and which answers fit. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from campaigns.consultations.errors import UnsuitableAnswer

# At most nine digits before the point, so that no answer is a denial of service.
NUMBER = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.([0-9]+))?")


@dataclass(frozen=True)
class Choice:
    key: str
    label: str


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
    max_length: int = 4000
    options: tuple[Choice, ...] = field(default=())

    @property
    def is_text(self) -> bool:
        return self.kind == "long_text"

    def label_of(self, option: str) -> str:
        return next((choice.label for choice in self.options if choice.key == option), option)

    def shown(self, value: str | None) -> str:
        """An answer as its giver would read it back."""
        if value is None or value == "":
            return ""
        if self.kind == "single":
            return self.label_of(value)
        return f"{value} {self.unit}".strip() if self.kind == "number" else value


@dataclass(frozen=True)
class Questionnaire:
    asked: tuple[Asked, ...]

    def __len__(self) -> int:
        return len(self.asked)

    def get(self, key: str) -> Asked | None:
        return next((question for question in self.asked if question.key == key), None)

    def number_of(self, question: Asked) -> int:
        return self.asked.index(question) + 1

    def before(self, question: Asked) -> Asked | None:
        place = self.asked.index(question)
        return self.asked[place - 1] if place else None

    def after(self, question: Asked) -> Asked | None:
        place = self.asked.index(question) + 1
        return self.asked[place] if place < len(self.asked) else None


def thaw(content: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of a frozen version."""
    return Questionnaire(
        tuple(
            Asked(**{**row, "options": tuple(Choice(**option) for option in row["options"])})
            for row in content["questions"]
        )
    )


def freeze(questionnaire: Questionnaire) -> dict[str, Any]:
    """JSON that `thaw` reads back to an equal questionnaire."""
    rows = [asdict(question) for question in questionnaire.asked]
    return {"questions": [{**row, "options": list(row["options"])} for row in rows]}


def parse_number(text: str, *, decimals: int) -> str:
    """`1,200` or ` 23.50 ` as plain `1200`, `23.5`; refuses words, signs, exponents and too many decimals."""
    found = NUMBER.fullmatch(text.strip())
    example = "23" if decimals == 0 else "23 or 23.5"
    if not found:
        raise UnsuitableAnswer(f"Enter a number in figures, such as {example}.")
    fraction = (found.group(2) or "").rstrip("0")
    if len(fraction) > decimals:
        allowed = "a whole number" if decimals == 0 else f"a number with {decimals} decimal place at most"
        raise UnsuitableAnswer(f"Enter {allowed}, such as {example}.")
    whole = str(int(found.group(1).replace(",", "")))
    return f"{whole}.{fraction}" if fraction else whole


def fit(question: Asked, value: str) -> str:
    """The value as it is stored, or UnsuitableAnswer with a sentence. An empty value is "left blank"."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not value:
        if question.required:
            raise UnsuitableAnswer("Answer this question to go on.")
        return ""
    if "\x00" in value:
        raise UnsuitableAnswer("Take out the characters that cannot be read.")
    if question.kind == "number":
        return parse_number(value, decimals=question.decimals)
    if question.kind == "single" and value not in {choice.key for choice in question.options}:
        raise UnsuitableAnswer("Choose one of the answers in the list.")
    if question.is_text and len(value) > question.max_length:
        over = len(value) - question.max_length
        raise UnsuitableAnswer(
            f"Your answer is {len(value):,} characters: take out {over:,} to keep to {question.max_length:,}."
        )
    return value


def seems_unusual(question: Asked, value: str) -> bool:
    """Whether a number lies outside the soft bounds: worth asking, never refused."""
    if question.kind != "number" or not value:
        return False
    number = Decimal(value)
    too_low = question.soft_min != "" and number < Decimal(question.soft_min)
    too_high = question.soft_max != "" and number > Decimal(question.soft_max)
    return too_low or too_high
