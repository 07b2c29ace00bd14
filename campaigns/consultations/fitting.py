"""Which answers fit a question, and how they are stored. Pure, but for the language of the refusals.

Form and verb both ask `fit`, so that they can never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.consultations.errors import CannotBeTrue, UnsuitableAnswer
from campaigns.consultations.questionnaire import Asked, Given, Questionnaire

# At most nine digits before the point, so that no answer is a denial of service.
NUMBER = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.([0-9]+))?")
PENCE = 2
NOT_LISTED = gettext_lazy("Choose one of the answers in the list.")
NONE_LISTED = gettext_lazy("Choose from the answers in the list.")
NOT_ASKED = gettext_lazy("This question is not part of the consultation.")


def fit(question: Asked, value: Given) -> Given:
    """The value as it is stored, or UnsuitableAnswer with a sentence. An empty value is "left blank".

    Texts, numbers, dates, scales and single choices are strings; `multiple` and `rank` are lists of option
    keys; `matrix` is the option's key for each line's key.
    """
    fitted = FITS[question.kind](question, value)
    if not fitted and question.required:
        raise UnsuitableAnswer(_("Answer this question to go on."))
    return fitted


def fit_all(
    questionnaire: Questionnaire, given: Mapping[str, Given], *, may_be_blank: bool = False
) -> dict[str, Given]:
    """A whole reply as it is stored, by the keys of its questions: without blanks, and without answers to
    which no question leads. Raises UnsuitableAnswer; `may_be_blank` lets even a required one be left out.
    """
    fitted: dict[str, Given] = {}
    for key, value in given.items():
        asked = questionnaire.get(key)
        if asked is None:
            raise UnsuitableAnswer(str(NOT_ASKED))
        if kept := fit(replace(asked, required=False) if may_be_blank else asked, value):
            fitted[key] = kept
    for key in questionnaire.not_asked(fitted):
        del fitted[key]
    return fitted


def seems_unusual(question: Asked, value: Given) -> bool:
    """Whether a number lies outside the soft bounds: worth asking, never refused."""
    if question.kind not in {"number", "money"} or not isinstance(value, str) or not value:
        return False
    number = Decimal(value)
    too_low = question.soft_min != "" and number < Decimal(question.soft_min)
    too_high = question.soft_max != "" and number > Decimal(question.soft_max)
    return too_low or too_high


def _check_sensible(question: Asked, number: str) -> str:
    """The number, unless it lies outside what can be true: then it is asked for again."""
    least, greatest = question.least.removesuffix(".0"), question.greatest.removesuffix(".0")
    too_low = least != "" and Decimal(number) < Decimal(least)
    too_high = greatest != "" and Decimal(number) > Decimal(greatest)
    if not (too_low or too_high):
        return number
    if least and greatest:
        sentence = _("You entered %(typed)s. Look again: enter a number from %(least)s to %(greatest)s.")
    elif least:
        sentence = _("You entered %(typed)s. Look again: enter %(least)s or more.")
    else:
        sentence = _("You entered %(typed)s. Look again: enter %(greatest)s or less.")
    said = {"typed": number, "least": least or "0", "greatest": greatest or "0"}
    raise CannotBeTrue(sentence % {name: _spoken(question, value) for name, value in said.items()})


def _spoken(question: Asked, number: str) -> str:
    """`1,200.5`, with its pound sign where it is money."""
    whole, point, fraction = number.partition(".")
    return f"{'£' if question.kind == 'money' else ''}{int(whole):,}{point}{fraction}"


def parse_number(text: str, *, decimals: int) -> str:
    """`1,200` or ` 23.50 ` as plain `1200`, `23.5`; refuses words, signs, exponents and too many decimals."""
    found = NUMBER.fullmatch(text.strip())
    if not found:
        raise UnsuitableAnswer(
            _("Enter a number in figures, such as 23.")
            if decimals == 0
            else _("Enter a number in figures, such as 23 or 23.5.")
        )
    fraction = (found.group(2) or "").rstrip("0")
    if len(fraction) > decimals:
        raise UnsuitableAnswer(_too_fine(decimals))
    whole = str(int(found.group(1).replace(",", "")))
    return f"{whole}.{fraction}" if fraction else whole


def _too_fine(decimals: int) -> str:
    if decimals == 0:
        return _("Enter a whole number, such as 23.")
    return ngettext(
        "Enter a number with %(n)s decimal place at most, such as 23 or 23.5.",
        "Enter a number with %(n)s decimal places at most, such as 23 or 23.5.",
        decimals,
    ) % {"n": decimals}


def _text(question: Asked, value: Given) -> str:
    words = _one(value)
    if question.kind == "short_text":
        words = " ".join(words.split())
    if len(words) > question.max_length:
        over = len(words) - question.max_length
        raise UnsuitableAnswer(
            _("Your answer is %(long)s characters: take out %(over)s to keep to %(most)s.")
            % {"long": f"{len(words):,}", "over": f"{over:,}", "most": f"{question.max_length:,}"}
        )
    return words


def _key(question: Asked, value: Given) -> str:
    key = _one(value)
    if key and key not in question.keys:
        raise UnsuitableAnswer(str(NOT_LISTED))
    return key


def _number(question: Asked, value: Given) -> str:
    text = _one(value)
    return _check_sensible(question, parse_number(text, decimals=question.decimals)) if text else ""


def _money(question: Asked, value: Given) -> str:
    text = _one(value).removeprefix("£").strip()
    if not text:
        return ""
    try:
        amount = Decimal(parse_number(text, decimals=PENCE))
    except UnsuitableAnswer as unsuitable:
        raise UnsuitableAnswer(_("Enter an amount in pounds, such as 1,200 or 15.50.")) from unsuitable
    return _check_sensible(question, str(int(amount)) if amount == int(amount) else f"{amount:.2f}")


def _date(question: Asked, value: Given) -> str:
    text = _one(value)
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as wrong:
        raise UnsuitableAnswer(_("Enter a real date, such as 27 3 2026.")) from wrong


def _several(question: Asked, value: Given) -> list[str]:
    chosen = _list(value)
    if set(chosen) - set(question.keys):
        raise UnsuitableAnswer(str(NONE_LISTED))
    kept = [choice for choice in question.options if choice.key in chosen]
    alone = next((choice for choice in kept if choice.exclusive), None)
    if alone and len(kept) > 1:
        raise UnsuitableAnswer(_("Choose “%(alone)s” by itself, or take it away.") % {"alone": alone.label})
    return [choice.key for choice in kept]


def _order(question: Asked, value: Given) -> list[str]:
    ranked = _list(value)
    if set(ranked) - set(question.keys):
        raise UnsuitableAnswer(str(NONE_LISTED))
    if len(set(ranked)) != len(ranked):
        raise UnsuitableAnswer(_("Give each place to one answer only."))
    return ranked


def _lines(question: Asked, value: Given) -> dict[str, str]:
    given = value if isinstance(value, dict) else {}
    known = {line.key for line in question.lines}
    if set(given) - known or {option for option in given.values() if option} - set(question.keys):
        raise UnsuitableAnswer(_("Choose one answer on each line, from those in the list."))
    fitted = {line.key: given[line.key] for line in question.lines if given.get(line.key)}
    if question.required and len(fitted) < len(question.lines):
        empty = next(line for line in question.lines if line.key not in fitted)
        raise UnsuitableAnswer(_("Choose an answer for “%(line)s”.") % {"line": empty.label})
    return fitted


def _one(value: Given) -> str:
    text = value if isinstance(value, str) else ""
    if "\x00" in text:
        raise UnsuitableAnswer(_("Take out the characters that cannot be read."))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _list(value: Given) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [key for key in value if key]


FITS: Mapping[str, Callable[[Asked, Given], Given]] = {
    "single": _key,
    "multiple": _several,
    "scale": _key,
    "number": _number,
    "money": _money,
    "date": _date,
    "short_text": _text,
    "long_text": _text,
    "matrix": _lines,
    "rank": _order,
}
