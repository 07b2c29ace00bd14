"""Figures: numbers bound to a cell of the replies. Nobody types one, and nobody releases their own."""

import re
from datetime import datetime

from django.db import transaction

from campaigns.consultations.errors import NotForPublication, SamePerson, TooFew, UnsuitableSentence
from campaigns.consultations.models import Answer, Consultation, Figure
from campaigns.consultations.questionnaire import Asked, thaw
from campaigns.consultations.tabulating import Cell, rounded, tabulate
from union.accounts.models import User
from union.audit.recording import record
from union.disclosure import tells_a_few_apart

TOO_CLOSE = (
    "A figure on the same answers is released, and only a few people lie between the two. "
    "Wait until ten more have replied."
)
TOO_FEW = "Fewer than 10 people stand behind this number, or behind one that could be worked out from it."


def tables(consultation: Consultation) -> list[tuple[Asked, list[Cell]]]:
    """Every countable question of a consultation with its cells, from the replies sent so far."""
    questionnaire = thaw(consultation.current_version().content)
    return [(asked, cells_of(consultation, asked)) for asked in questionnaire.asked if not asked.is_text]


def cells_of(consultation: Consultation, asked: Asked) -> list[Cell]:
    given = Answer.objects.counted().filter(reply__consultation=consultation, question=asked.key)
    values = given.values_list("value", flat=True)
    return tabulate(asked, values.iterator(chunk_size=2000))


@transaction.atomic
def write_figure(
    consultation: Consultation,
    *,
    question: str,
    cell: str,
    sentence: str,
    by: User,
    at: datetime,
    decimals: int = 0,
) -> Figure:
    """A figure as the replies stand now, waiting for somebody else to release it.

    `cell` is an option's key, `mean` or `median`. Refuses cells of fewer than 10, those that would give one
    away, and a sentence with a number in it that is not in the question: the number comes from the replies.
    """
    asked = thaw(consultation.current_version().content).get(question)
    found = next((c for c in cells_of(consultation, asked) if c.key == cell), None) if asked else None
    if asked is None or found is None or not found.publishable:
        raise TooFew(TOO_FEW)
    _check_sentence(sentence, asked)
    _check_apart(consultation, asked.key, found.option, (found.numerator or found.base, found.base))
    figure = Figure.objects.create(
        consultation=consultation,
        question=asked.key,
        option=found.option,
        measure=found.measure,
        numerator=found.numerator,
        base=found.base,
        value=rounded(found.value, decimals=decimals),
        decimals=decimals,
        unit=asked.unit if found.measure != Figure.Measure.SHARE else "",
        sentence=sentence.strip(),
        author=by,
        written_at=at,
    )
    record("figure.written", subject=f"figure:{figure.pk}", by=by, at=at, detail={"base": figure.base})
    return figure


@transaction.atomic
def release_figure(figure: Figure, *, by: User, at: datetime) -> None:
    """From now on editors may use the figure. Refuses its author, and one too close to a released figure."""
    figure = Figure.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=figure.pk)
    if figure.released_at or figure.withdrawn_at:
        raise NotForPublication("This figure is not waiting for release any more.")
    if figure.author_id == by.pk:
        raise SamePerson("You wrote this figure, so somebody else has to release it.")
    # One release at a time, so that two cannot pass the comparison together.
    Consultation.objects.select_for_update().get(pk=figure.consultation_id)
    counts = (figure.numerator or figure.base, figure.base)
    _check_apart(figure.consultation, figure.question, figure.option, counts)
    Figure.objects.filter(pk=figure.pk).update(released_by=by, released_at=at)
    record("figure.released", subject=f"figure:{figure.pk}", by=by, at=at, detail={"base": figure.base})


@transaction.atomic
def withdraw_figure(figure: Figure, *, by: User, at: datetime) -> None:
    """The figure leaves every chooser and page; withdrawing twice is harmless."""
    Figure.objects.filter(pk=figure.pk, withdrawn_at=None).update(withdrawn_at=at)
    record("figure.withdrawn", subject=f"figure:{figure.pk}", by=by, at=at)


def _check_sentence(sentence: str, asked: Asked) -> None:
    if not sentence.strip():
        raise UnsuitableSentence("Write the sentence that stands under the number.")
    if "%" in sentence or set(re.findall(r"\d+", sentence)) - set(re.findall(r"\d+", asked.label)):
        raise UnsuitableSentence(
            "Leave numbers out of the sentence: the figure itself comes from the replies."
        )


def _check_apart(consultation: Consultation, question: str, option: str, counts: tuple[int, int]) -> None:
    """Compare with everything ever released on the cell: readers keep what was withdrawn."""
    released = Figure.objects.filter(
        consultation=consultation, question=question, option=option, released_at__isnull=False
    )
    for numerator, base in released.values_list("numerator", "base"):
        if tells_a_few_apart((numerator or base, base), counts):
            raise TooFew(TOO_CLOSE)
