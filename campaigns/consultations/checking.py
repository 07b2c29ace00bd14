"""What is looked at before a consultation opens. Pure: no database, no clock.

A fault blocks the opening; a hint does not. Each is a sentence that says what to do, and where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from campaigns.consultations.questionnaire import Asked, Choice, Questionnaire
from campaigns.consultations.tabulating import AVERAGED

FEWEST_OPTIONS = 2
CHOSEN_FROM = {"single", "multiple", "matrix", "rank"}
LONGEST_MINUTES = 10
MOST_QUESTIONS = 20
# Seconds to read and answer a question of each kind; each line of a matrix and each place of an order adds
# some.
SECONDS = {
    "single": 12,
    "multiple": 18,
    "scale": 12,
    "number": 20,
    "money": 25,
    "date": 15,
    "short_text": 25,
    "long_text": 90,
    "matrix": 10,
    "rank": 15,
}
SECONDS_A_LINE = 6
CAPITALS = 6  # from so many letters on, capitals only are shouting and no abbreviation
WORDS = {
    "title": "the title",
    "purpose": "what it is for",
    "already_decided": "what is already decided",
    "who_reads": "who reads the replies",
}
ATTRIBUTION = "how quotes are signed"


@dataclass(frozen=True)
class Finding:
    """Something to mend. `about` is the key of a question or the title of a section, if it is about one."""

    sentence: str
    place: str
    about: str = ""
    blocks: bool = True


def check(
    questionnaire: Questionnaire, *, words: Mapping[str, str], in_welsh: bool, earlier: Questionnaire | None
) -> list[Finding]:
    """What is to be mended in words and questions. `earlier` is the questionnaire of the wave before."""
    return [
        *check_words(words),
        *check_questions(questionnaire),
        *(check_welsh(questionnaire, words=words) if in_welsh else []),
        *check_length(questionnaire),
        *(check_against(earlier, questionnaire) if earlier else []),
    ]


def check_dates(*, closes: datetime, report_by: date, at: datetime) -> Iterator[Finding]:
    """All three in the time zone of the union."""
    if closes <= at:
        yield Finding("Set a closing time that is still to come.", "words")
    if report_by < closes.date():
        yield Finding("Set a day for the report that is not before the close.", "words")


def check_words(words: Mapping[str, str]) -> Iterator[Finding]:
    """The start page says all of these."""
    for name, meaning in {**WORDS, "attribution": ATTRIBUTION}.items():
        if not words.get(name, "").strip():
            yield Finding(f"Write {meaning}.", "words")


def check_questions(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Each question can be understood and answered, by people and by what counts the answers."""
    if not questionnaire.asked:
        yield Finding("Add at least one question before you open.", "questions")
    labels = Counter(question.label.strip().casefold() for question in questionnaire.asked)
    for question in questionnaire.asked:
        yield from _check_answers(question)
        yield from _check_condition(question, questionnaire)
        if not question.label.strip():
            yield _fault("Write what the question asks.", question)
        elif labels[question.label.strip().casefold()] > 1:
            yield _hint(f"Two questions read “{question.label}”: word them so that they differ.", question)
        if question.label.isupper() and sum(map(str.isalpha, question.label)) >= CAPITALS:
            yield _hint(f"Write “{question.label}” in small letters: capitals are hard to read.", question)
        if question.kind in AVERAGED and not question.greatest:
            yield _hint(
                f"“{question.label}” gives an average, and one slip such as 999999 makes it absurd: "
                "enter the greatest number that can be true.",
                question,
            )
        if question.kind == "number" and not (question.unit or question.help_text):
            yield _hint(
                f"Say what is counted in “{question.label}”, as a unit or in the help text.", question
            )


def check_welsh(questionnaire: Questionnaire, *, words: Mapping[str, str]) -> Iterator[Finding]:
    """Whoever reads in Welsh finds no English words: each that is missing, by itself."""
    for name, meaning in WORDS.items():
        if words.get(name) and not words.get(f"{name}_cy", "").strip():
            yield Finding(f"Write {meaning} in Welsh.", "words")
    sections = {question.section: question.section_cy for question in questionnaire.asked}
    for section, section_cy in sections.items():
        if section and not section_cy:
            yield Finding(f"Write the title of the section “{section}” in Welsh.", "section", section)
    for question in questionnaire.asked:
        for english, welsh, what in _welsh_of(question):
            if english and not welsh.strip():
                yield _fault(f"Write {what} “{english}” in Welsh.", question)


def check_length(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Hints only: a long questionnaire is answered by fewer people."""
    number, needed = len(questionnaire), minutes(questionnaire)
    if number > MOST_QUESTIONS:
        yield Finding(
            f"There are {number} questions. With more than {MOST_QUESTIONS}, many people stop on the way: "
            "take some out.",
            "questions",
            blocks=False,
        )
    if needed > LONGEST_MINUTES:
        yield Finding(
            f"Answering takes about {needed} minutes. With more than {LONGEST_MINUTES}, many people stop on "
            "the way: take out a long text first.",
            "questions",
            blocks=False,
        )


def check_against(earlier: Questionnaire, questionnaire: Questionnaire) -> Iterator[Finding]:
    """Hints only: what of the last wave cannot be compared with this one."""
    for before in earlier.asked:
        now = next((question for question in questionnaire.asked if question.key == before.key), None)
        if now is None:
            yield Finding(
                f"Question “{before.label}” of the last wave is missing: results of it cannot be compared.",
                "questions",
                blocks=False,
            )
        else:
            yield from _check_same(before, now)


def minutes(questionnaire: Questionnaire) -> int:
    """About how long answering takes somebody who is asked every question; at least one minute."""
    seconds = sum(_seconds(question) for question in questionnaire.asked)
    return max(1, round(seconds / 60))


def _seconds(question: Asked) -> int:
    more = question.lines if question.kind == "matrix" else question.options
    extra = SECONDS_A_LINE * len(more) if question.kind in {"matrix", "rank"} else 0
    return SECONDS[question.kind] + extra


def _check_answers(question: Asked) -> Iterator[Finding]:
    if question.kind in CHOSEN_FROM and len(question.options) < FEWEST_OPTIONS:
        yield _fault(f"Give “{question.label}” at least two answers to choose from.", question)
    if question.kind == "matrix" and not question.lines:
        yield _fault(f"Give “{question.label}” at least one line to answer.", question)
    if question.least and question.greatest and Decimal(question.least) > Decimal(question.greatest):
        yield _fault(f"No answer to “{question.label}” can lie between its least and greatest.", question)
    for choices, meaning in ((question.options, "answers"), (question.lines, "lines")):
        for label in _twice(choices):
            yield _fault(f"Two {meaning} of “{question.label}” read “{label}”: change one.", question)
        if any(not choice.label.strip() for choice in choices):
            yield _fault(f"One of the {meaning} of “{question.label}” is empty: write it.", question)


def _check_condition(question: Asked, questionnaire: Questionnaire) -> Iterator[Finding]:
    if not question.only_if:
        return
    place = questionnaire.asked.index(question)
    on = next((other for other in questionnaire.asked[:place] if other.key == question.only_if), None)
    if on is None:
        yield _fault(
            f"“{question.label}” is asked only after a certain answer to a question that does not stand "
            "before it: move it down, or choose another condition.",
            question,
        )
    elif not question.only_if_answers or set(question.only_if_answers) - set(on.keys):
        yield _fault(
            f"“{question.label}” is asked only after an answer that “{on.label}” does not offer: "
            "tick the answers again.",
            question,
        )


def _welsh_of(question: Asked) -> Iterator[tuple[str, str, str]]:
    """Every word of a question that members read: English, Welsh, and what it is."""
    yield question.label, question.label_cy, "the question"
    yield question.help_text, question.help_text_cy, "the help text"
    if question.kind == "number":
        yield question.unit, question.unit_cy, "the unit"
    if question.kind == "scale":
        yield question.low_label, question.low_label_cy, "the words at the low end"
        yield question.high_label, question.high_label_cy, "the words at the high end"
    for choice in question.options:
        yield choice.label, choice.label_cy, "the answer"
    for line in question.lines:
        yield line.label, line.label_cy, "the line"


def _check_same(before: Asked, now: Asked) -> Iterator[Finding]:
    if (before.kind, before.steps) != (now.kind, now.steps):
        yield _hint(
            f"“{now.label}” is answered in another way than in the last wave: "
            "results of it cannot be compared.",
            now,
        )
        return
    if before.label != now.label:
        yield _hint(
            f"“{now.label}” read “{before.label}” in the last wave: compare results with care.",
            now,
        )
    if (before.least, before.greatest, before.unit) != (now.least, now.greatest, now.unit):
        yield _hint(
            f"“{now.label}” takes other numbers than in the last wave: compare averages with care.", now
        )
    if (before.low_label, before.high_label) != (now.low_label, now.high_label):
        yield _hint(f"The ends of the scale of “{now.label}” read otherwise in the last wave.", now)
    if (before.only_if, set(before.only_if_answers)) != (now.only_if, set(now.only_if_answers)):
        yield _hint(
            f"“{now.label}” is asked of others than in the last wave: compare results with care.", now
        )
    for choices, known in ((before.options, now.options), (before.lines, now.lines)):
        yield from _check_answers_of(now, choices, known)


def _check_answers_of(question: Asked, before: Iterable[Choice], now: Iterable[Choice]) -> Iterator[Finding]:
    """Answers, or lines, of the last wave that are missing or read otherwise, and those that are new."""
    stood = {choice.key: choice.label for choice in before}
    stands = {choice.key: choice.label for choice in now}
    for key in (key for key in stood if key not in stands):
        yield _hint(
            f"The answer “{stood[key]}” to “{question.label}” of the last wave is missing: "
            "results of it cannot be compared.",
            question,
        )
    for key, label in stands.items():
        if key not in stood:
            yield _hint(
                f"The answer “{label}” to “{question.label}” is new: whoever gives it gave another one in "
                "the last wave, so compare the others with care.",
                question,
            )
        elif stood[key] != label:
            yield _hint(
                f"The answer “{label}” to “{question.label}” read “{stood[key]}” in the last wave, and is "
                "compared with it. If it says something else, delete the line, save, and write it anew.",
                question,
            )


def _twice(choices: Iterable[Choice]) -> list[str]:
    found = Counter(choice.label.strip().casefold() for choice in choices if choice.label.strip())
    first = {choice.label.strip().casefold(): choice.label for choice in reversed(list(choices))}
    return [first[label] for label, number in found.items() if number > 1]


def _fault(sentence: str, question: Asked) -> Finding:
    return Finding(sentence, "question", question.key)


def _hint(sentence: str, question: Asked) -> Finding:
    return Finding(sentence, "question", question.key, blocks=False)
