"""Invented replies to a questionnaire, to see its tables before anybody is asked. Pure, and stored nowhere.

The same questionnaire gives the same replies: chance is drawn from its keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from campaigns.consultations.questionnaire import OF_OTHER, Asked, Given, Questionnaire

SEED = 1140
LEFT_BLANK = 0.1  # of the questions that need no answer
A_DAY = date(2026, 3, 2)
SHORT = ("Team manager", "Duty team", "Night shift", "Part of the week", "Two sites", "It depends")
LONG = (
    "We need a limit on caseloads that somebody checks.",
    "Visits in pairs after dark. Everybody feels safer, and two people notice more than one.",
    "Less typing. Half of my week goes into forms that nobody reads.",
    "Fill the empty posts first, then talk about reform.",
    "My manager is good, but she has no time. Supervision is cancelled every other month.",
    "More admin staff would give us hours back from the first day.",
)


def invent(questionnaire: Questionnaire, *, count: int = 20) -> list[dict[str, Given]]:
    """So many replies. Each follows its own route, and some questions that may be left blank are."""
    chance = Random(f"{SEED} {' '.join(question.key for question in questionnaire.asked)}")
    return [_reply(questionnaire, chance) for _ in range(count)]


def _reply(questionnaire: Questionnaire, chance: Random) -> dict[str, Given]:
    given: dict[str, Given] = {}
    for question in questionnaire.asked:
        if not question.applies(given) or not _can_be_answered(question):
            continue
        if not question.required and chance.random() < LEFT_BLANK:
            continue
        given[question.key] = ANSWERS[question.kind](question, chance)
        if question.asks_which(given[question.key]):
            given[question.key + OF_OTHER] = chance.choice(SHORT)
    return given


def _can_be_answered(question: Asked) -> bool:
    """A draft may hold questions that have no answers yet."""
    return question.kind not in {"single", "multiple", "matrix", "rank"} or bool(question.options)


def _key(question: Asked, chance: Random) -> Given:
    """The first answers a little more often, so that the table has a shape."""
    keys = question.keys
    return keys[int(len(keys) * chance.random() ** 1.5)]


def _several(question: Asked, chance: Random) -> Given:
    alone = [choice.key for choice in question.options if choice.exclusive]
    together = [choice.key for choice in question.options if not choice.exclusive]
    if alone and (not together or chance.random() < 0.15):
        return [chance.choice(alone)]
    chosen = chance.sample(together, chance.randint(1, min(3, len(together))))
    return [key for key in together if key in chosen]


def _order(question: Asked, chance: Random) -> Given:
    return chance.sample(question.keys, len(question.keys))


def _lines(question: Asked, chance: Random) -> Given:
    return {line.key: chance.choice(question.keys) for line in question.lines}


def _number(question: Asked, chance: Random) -> Given:
    low, high = _bounds(question, usual=Decimal(40))
    whole = low + (high - low) * Decimal(f"{(chance.random() + chance.random()) / 2:.4f}")
    return _plain(round(whole, question.decimals))


def _money(question: Asked, chance: Random) -> Given:
    low, high = _bounds(question, usual=Decimal(500))
    return _plain(round(low + (high - low) * Decimal(f"{chance.random():.4f}"), 0))


def _bounds(question: Asked, *, usual: Decimal) -> tuple[Decimal, Decimal]:
    """The soft bounds, or else the hard ones; where both are missing, what it might be."""
    low = Decimal(question.soft_min or question.least or 0)
    high = question.soft_max or question.greatest
    return low, max(low, Decimal(high) if high else low + usual)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(question: Asked, chance: Random) -> Given:
    return (A_DAY + timedelta(days=chance.randrange(90))).isoformat()


def _short(question: Asked, chance: Random) -> Given:
    return chance.choice(SHORT)[: question.max_length].strip()


def _long(question: Asked, chance: Random) -> Given:
    return chance.choice(LONG)[: question.max_length].strip()


ANSWERS: Mapping[str, Callable[[Asked, Random], Given]] = {
    "single": _key,
    "multiple": _several,
    "scale": _key,
    "number": _number,
    "money": _money,
    "date": _date,
    "short_text": _short,
    "long_text": _long,
    "matrix": _lines,
    "rank": _order,
}
