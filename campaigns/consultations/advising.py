"""What helps a coder with one text: suggestions from texts coded before, and texts nearly the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.consultations import suggesting
from campaigns.consultations.coding import codable, uncoded
from campaigns.consultations.models import Answer, Coding, Consultation, Theme
from campaigns.consultations.moderating import redacted_text

MOST_READ = 3000  # texts to compare with
MOST_SIGNS = 300_000  # in all of them: some half a second, however long each of them is
NOT_INSTALLED = "Suggestions need the analysis extra."


@dataclass(frozen=True)
class Advice:
    """`why_not` says in a sentence why there are no suggestions; it is empty where there could be some."""

    suggestions: list[tuple[Theme, tuple[str, ...]]]
    alike: list[Answer]
    why_not: str = ""


def advice_on(answer: Answer, *, themes: list[Theme], by_hand: int) -> Advice:
    """Suggestions among these themes once thirty texts of the question are coded by hand, and what is alike.

    Reads texts as coders may see them, with their cuts.
    """
    if not suggesting.is_installed():
        return Advice([], [], NOT_INSTALLED)
    consultation, text = answer.reply.consultation, redacted_text(answer)
    alike = nearly_the_same(answer)
    if by_hand < suggesting.FEWEST:
        left = suggesting.FEWEST - by_hand
        return Advice([], alike, f"Suggestions begin after {left} more texts coded by hand.")
    known = {theme.pk: theme for theme in themes}
    found = suggesting.suggest(text, coded_texts(consultation, question=answer.question, themes=known))
    return Advice([(known[one.theme], one.nearest) for one in found], alike)


def nearly_the_same(answer: Answer) -> list[Answer]:
    """Those of the next texts of the question that wait to be coded and say nearly the same.

    3,000 are looked at, or as many as hold 300,000 characters.
    """
    waiting = uncoded(answer.reply.consultation, question=answer.question).exclude(pk=answer.pk)
    others = _read(waiting.prefetch_related("redactions")[:MOST_READ])
    places = suggesting.nearly_the_same(redacted_text(answer), [words for _, words in others])
    return [others[place][0] for place in places]


def coded_texts(
    consultation: Consultation, *, question: str, themes: dict[int, Any]
) -> list[suggesting.Coded]:
    """The coded texts of the question that came in last, with those themes that are among these; so many as
    `nearly_the_same` looks at.
    """
    sorted_into: dict[int, set[int]] = {}
    texts = codable(consultation, question=question)
    for answer, theme in Coding.objects.filter(answer__in=texts).values_list("answer", "theme"):
        sorted_into.setdefault(answer, set()).add(theme or 0)
    last = sorted(sorted_into)[-MOST_READ:]
    answers = texts.filter(pk__in=last).order_by("-pk").prefetch_related("redactions")
    return [
        suggesting.Coded(words, frozenset(sorted_into[one.pk]) & frozenset(themes))
        for one, words in reversed(_read(answers))
    ]


def _read(texts: Iterable[Answer]) -> list[tuple[Answer, str]]:
    """These texts as coders see them, from the front, until there is enough to compare with."""
    found: list[tuple[Answer, str]] = []
    signs = 0
    for text in texts:
        words = redacted_text(text)
        signs += len(words)
        if found and signs > MOST_SIGNS:
            break
        found.append((text, words))
    return found
