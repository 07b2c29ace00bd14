"""Sorting texts into themes. Only what a moderator let pass can be sorted, as it may be shown: with its cuts.

docs/decisions/0137 says why.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns.consultations.errors import NotForCoding
from campaigns.consultations.models import Answer, Coding, Consultation, Theme
from campaigns.consultations.moderating import READY, as_seen
from campaigns.consultations.questionnaire import Asked, thaw
from union.accounts.models import User
from union.disclosure import publishable_cells

NO_THEME: list[Theme | None] = [None]


@dataclass(frozen=True)
class Progress:
    """How far the texts of one question are sorted, and how many of them by hand."""

    asked: Asked
    done: int
    total: int
    by_hand: int


@dataclass(frozen=True)
class ThemeCount:
    """How many replies speak of a theme. `publishable` says whether the number may leave the union."""

    theme: Theme
    replies: int
    publishable: bool


def codable(consultation: Consultation, *, question: str) -> QuerySet[Answer]:
    """The texts that coders see: counted, and let pass by a moderator. Read them with `redacted_text`."""
    passed = Answer.objects.counted().filter(reply__consultation=consultation, moderation__in=READY)
    return passed.filter(question=question).order_by("pk")


def uncoded(consultation: Consultation, *, question: str) -> QuerySet[Answer]:
    return codable(consultation, question=question).filter(
        ~Exists(Coding.objects.filter(answer=OuterRef("pk")))
    )


def next_text(consultation: Consultation, *, question: str, after: int = 0) -> Answer | None:
    """The first text that waits behind this one, else the first of all that wait."""
    waiting = uncoded(consultation, question=question)
    return waiting.filter(pk__gt=after).first() or waiting.first()


def progress(consultation: Consultation) -> list[Progress]:
    """Each free-text question and how far it is."""
    return progress_of([consultation])[consultation.pk]


def progress_of(consultations: Collection[Consultation]) -> dict[int, list[Progress]]:
    """The same of each of these, by their keys: all their texts are counted in one statement."""
    passed = Answer.objects.counted().filter(reply__consultation__in=consultations, moderation__in=READY)
    hand = Q(codings__how=Coding.How.BY_HAND)
    rows = passed.values("reply__consultation", "question").annotate(
        total=Count("pk", distinct=True),
        done=Count("codings__answer", distinct=True),
        by_hand=Count("codings__answer", filter=hand, distinct=True),
    )
    found = {(row["reply__consultation"], row["question"]): row for row in rows.order_by("question")}
    none = {"done": 0, "total": 0, "by_hand": 0}
    return {
        consultation.pk: [
            Progress(one, row["done"], row["total"], row["by_hand"])
            for one in thaw(consultation.current_version().content).texts()
            for row in [found.get((consultation.pk, one.key), none)]
        ]
        for consultation in consultations
    }


def texts_in(theme: Theme) -> QuerySet[Answer]:
    """The texts that were sorted into a theme and that coders still see. Read them with `redacted_text`."""
    passed = Answer.objects.counted().filter(moderation__in=READY, codings__theme=theme)
    return passed.select_related("reply").order_by("pk")


def standing(answer: Answer) -> list[Coding]:
    """What was said of a text so far, each theme with who said it; one without a theme for none of them."""
    return list(Coding.objects.filter(answer=answer).select_related("by", "theme").order_by("pk"))


def as_seen_by_coders(answer: Answer) -> str:
    """What a coder looks at: the text with its cuts, and the act by which it was sorted before, if any."""
    act = Coding.objects.filter(answer=answer).values_list("act", flat=True).first()
    return f"{as_seen(answer)}.{act or ''}"


@transaction.atomic
def code_texts(
    answers: Collection[int], *, themes: Collection[Theme], how: str, by: User, at: datetime, seen: str = ""
) -> uuid.UUID:
    """Sort these texts of one question into these themes, or into none of them where none is named.

    What was said of a text before is replaced. Returns the act, which can be undone. Refuses a text that is
    not for coders, and a theme that is retired or not for this question; and a text that was cut anew, or
    sorted by somebody else, since it was `seen` (left empty, nothing is compared).
    """
    texts = list(
        Answer.objects.counted()
        .select_for_update(of=("self",))
        .select_related("reply")
        .filter(pk__in=answers, moderation__in=READY)
        .order_by("pk")
    )
    if not texts or len(texts) < len(set(answers)):
        raise NotForCoding("A text was changed or taken back meanwhile, and waits for a moderator again.")
    _check_themes(texts, themes)
    if seen and seen != as_seen_by_coders(texts[0]):
        _refuse_over_others(texts[0], by=by)
    act = uuid.uuid4()
    Coding.objects.filter(answer__in=texts).delete()
    Coding.objects.bulk_create(
        Coding(answer=text, theme=theme, by=by, on=timezone.localdate(at), how=how, act=act)
        for text in texts
        for theme in themes or NO_THEME
    )
    return act


@transaction.atomic
def undo_coding(act: uuid.UUID, *, by: User) -> int | None:
    """Forget what this person said in one act; the first of its texts, which wait again, or None."""
    mine = Coding.objects.filter(act=act, by=by)
    first = mine.order_by("answer").values_list("answer", flat=True).first()
    mine.delete()
    return first


def last_act(consultation: Consultation, *, question: str, by: User) -> Coding | None:
    """What this person said last of a text of this question that coders still see."""
    mine = Coding.objects.filter(by=by, answer__in=codable(consultation, question=question))
    return mine.order_by("-pk").first()


def theme_counts(consultation: Consultation) -> list[ThemeCount]:
    """Each theme that stands or is in use, with how many counted replies speak of it.

    Which numbers may be published is judged over the themes of a question together.
    """
    counted = Q(
        codings__answer__reply__state="sent",
        codings__answer__reply__readable=True,
        codings__answer__moderation__in=READY,
    )
    themes = list(
        consultation.themes.filter(merged_into=None).annotate(
            replies=Count("codings__answer__reply", filter=counted, distinct=True)
        )
    )
    safe: set[str] = set()
    for question in {theme.question for theme in themes}:
        safe |= publishable_cells(
            {theme.key: theme.replies for theme in themes if theme.question == question}
        )
    return [ThemeCount(theme, theme.replies, theme.key in safe) for theme in themes]


def _refuse_over_others(answer: Answer, *, by: User) -> None:
    """One's own, sent twice, is replaced by the same."""
    said = standing(answer)
    if not said:
        raise NotForCoding("This text, or what is cut from it, was changed while you read it. Read it again.")
    if said[0].by_id != by.pk:
        themes = ", ".join(f"“{one.theme.title}”" for one in said if one.theme) or "none of the themes"
        who = said[0].by
        raise NotForCoding(f"{who} sorted this text while you read it, into {themes}. Yours was not saved.")


def _check_themes(texts: Collection[Answer], themes: Collection[Theme]) -> None:
    about = {(text.reply.consultation_id, text.question) for text in texts}
    if len(about) > 1:
        raise NotForCoding("Texts of two questions cannot be sorted together.")
    consultation, question = about.pop()
    fitting = Theme.objects.standing().for_question(question).filter(consultation=consultation)
    if fitting.filter(pk__in=[theme.pk for theme in themes]).count() < len(themes):
        raise NotForCoding("One of these themes is retired, or not for this question. Choose again.")
