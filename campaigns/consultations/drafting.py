"""Drafting a consultation: its words, dates and questions, before anybody can answer.

Every verb refuses anything but a draft with NotADraft, and leaves an audit entry with numbers and no words.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet

from campaigns.consultations.editions import MEANWHILE, check_seen
from campaigns.consultations.errors import AddressTaken, DecidedMeanwhile, KeyTaken, NotADraft
from campaigns.consultations.models import Consultation, Line, Option, Question, Section
from campaigns.consultations.questionnaire import OF_OTHER, Asked, Choice, Questionnaire
from union.accounts.models import User
from union.audit.recording import record
from union.editions import digest
from union.slugs import SlugTaken, under_a_free_slug, under_this_slug

Placed = TypeVar("Placed", Section, Question)
# What a question in a draft and a frozen one call by the same name.
AS_THEY_ARE = (
    "key",
    "kind",
    "label",
    "label_cy",
    "help_text",
    "help_text_cy",
    "describes",
    "required",
    "unit",
    "unit_cy",
    "decimals",
    "max_length",
    "steps",
    "low_label",
    "low_label_cy",
    "high_label",
    "high_label_cy",
    "only_if",
)
# What one form writes together: whoever saves it has seen all of it.
START_PAGE = (
    *("title", "slug", "purpose", "already_decided", "who_reads", "attribution", "in_welsh"),
    *("title_cy", "purpose_cy", "already_decided_cy", "who_reads_cy", "opens", "closes", "report_by"),
)
AUDIENCE = ("mode", "regions", "branches", "employers", "sectors")
SECTION = ("title", "title_cy")
# Numbers of a question that may be empty.
BOUNDS = ("least", "soft_min", "soft_max", "greatest")


@transaction.atomic
def draft_consultation(
    title: str,
    *,
    slug: str,
    words: Mapping[str, Any],
    opens: datetime,
    closes: datetime,
    report_by: date,
    asked: Iterable[Asked],
    by: User | None,
    at: datetime,
    mode: str = Consultation.Mode.PUBLIC,
) -> Consultation:
    """A draft with its sections, questions and options, all at once.

    `words` holds purpose, already_decided, who_reads and attribution; `asked` comes section by section. An
    empty slug is made of the title. Raises AddressTaken where another has the slug.
    """
    dates = {"opens": opens, "closes": closes, "report_by": report_by}
    create = partial(Consultation.objects.create, title=title, mode=mode, **dates, **words)
    if slug:
        with _under(slug):
            consultation = create(slug=slug)
    else:
        consultation = under_a_free_slug(Consultation, title, create, otherwise="views")
    for order, (heading, questions) in enumerate(groupby(asked, key=lambda question: question.section), 1):
        inside = list(questions)
        section = Section.objects.create(
            consultation=consultation, title=heading, title_cy=inside[0].section_cy, order=order
        )
        for place, question in enumerate(inside, 1):
            _add_question(section, question, order=place)
    record("consultation.drafted", subject=f"consultation:{consultation.pk}", by=by, at=at)
    return consultation


@transaction.atomic
def change_consultation(
    consultation: Consultation, *, words: Mapping[str, object], by: User, at: datetime, seen: str = ""
) -> None:
    """New words, dates, mode or lists of the audience, by the names of their fields. The rest stays.

    Raises AddressTaken where another has the slug, and DecidedMeanwhile where its words, or its audience, are
    another edition than was `seen`.
    """
    draft = _lock_draft(consultation)
    together = AUDIENCE if set(words) <= set(AUDIENCE) else START_PAGE
    check_seen(draft, together, seen=seen, said=words)
    many = {field.name for field in Consultation._meta.many_to_many}
    for name, value in words.items():
        if name in many:
            getattr(draft, name).set(value)
        else:
            setattr(draft, name, value)
    with _under(draft.slug, but=draft.pk):
        draft.save(update_fields=[name for name in words if name not in many])
    _record("changed", draft, by=by, at=at)


@transaction.atomic
def discard_draft(consultation: Consultation, *, by: User, at: datetime) -> None:
    """The draft goes, with its questions. What was opened once stays for ever."""
    draft = _lock_draft(consultation)
    _record("discarded", draft, by=by, at=at)
    draft.delete()


@transaction.atomic
def add_section(
    consultation: Consultation, title: str, *, title_cy: str = "", by: User, at: datetime
) -> Section:
    """An empty section behind the others."""
    draft = _lock_draft(consultation)
    last = draft.sections.last()
    order = last.order + 1 if last else 1
    section = Section.objects.create(consultation=draft, title=title, title_cy=title_cy, order=order)
    _record("section_added", draft, by=by, at=at, section=section.pk)
    return section


@transaction.atomic
def change_section(
    section: Section, *, title: str, title_cy: str = "", by: User, at: datetime, seen: str = ""
) -> None:
    """Other words. Raises DecidedMeanwhile where they are another edition than was `seen`."""
    draft = _lock_draft(section.consultation)
    _look_again(section)
    check_seen(section, SECTION, seen=seen, said={"title": title, "title_cy": title_cy})
    section.title, section.title_cy = title, title_cy
    section.save(update_fields=["title", "title_cy"])
    _record("section_changed", draft, by=by, at=at, section=section.pk)


@transaction.atomic
def move_section(section: Section, *, up: bool, by: User, at: datetime) -> None:
    """One place up or down, with its questions; the first one stays first."""
    draft = _lock_draft(section.consultation)
    _look_again(section)
    beside = _beside(draft.sections.exclude(pk=section.pk), section.order, up=up)
    if beside is not None:
        _swap(section, beside)
        _record("section_moved", draft, by=by, at=at, section=section.pk)


@transaction.atomic
def remove_section(section: Section, *, by: User, at: datetime) -> None:
    """The section goes, with the questions in it."""
    draft = _lock_draft(section.consultation)
    _record("section_removed", draft, by=by, at=at, section=section.pk)
    section.delete()


@transaction.atomic
def add_question(section: Section, asked: Asked, *, by: User, at: datetime) -> Question:
    """A question at the end of a section. Raises KeyTaken where its key is in use or holds two low lines."""
    draft = _lock_draft(section.consultation)
    _look_again(section)
    _check_key(draft, asked.key)
    question = _add_question(section, asked, order=_behind(section))
    _record("question_added", draft, by=by, at=at, question=question.pk)
    return question


@transaction.atomic
def change_question(question: Question, asked: Asked, *, by: User, at: datetime, seen: str = "") -> None:
    """The question as it is to be, whole; it stays where it stands. Raises KeyTaken, as `add_question`, and
    DecidedMeanwhile where it says something else than the edition that was `seen`.

    Conditions of other questions on this one follow a new key.
    """
    draft = _lock_draft(question.consultation)
    _look_again(question)
    standing = as_asked(question)
    if seen not in ("", edition(standing)) and edition(asked) != edition(standing):
        raise DecidedMeanwhile(MEANWHILE)
    _check_key(draft, asked.key, but=question)
    draft.questions.filter(only_if=question.key).update(only_if=asked.key)
    fields = _fields_of(asked)
    for name, value in fields.items():
        setattr(question, name, value)
    question.save(update_fields=list(fields))
    question.options.all().delete()
    question.lines.all().delete()
    _add_choices(question, asked)
    _record("question_changed", draft, by=by, at=at, question=question.pk)


def edition(asked: Asked) -> str:
    """Other words, answers or conditions are another edition of a question, wherever it stands."""
    return digest(replace(asked, section="", section_cy=""))


@transaction.atomic
def move_question(question: Question, *, up: bool, by: User, at: datetime) -> None:
    """One place up or down, into the section beside where it stands at the edge of its own."""
    draft = _lock_draft(question.consultation)
    _look_again(question)
    section = question.section
    beside = _beside(section.questions.exclude(pk=question.pk), question.order, up=up)
    if beside is not None:
        _swap(question, beside)
    elif (other := _beside(draft.sections.exclude(pk=section.pk), section.order, up=up)) is not None:
        _move_into(other, question, at_the_end=up)
    else:
        return
    _record("question_moved", draft, by=by, at=at, question=question.pk)


@transaction.atomic
def remove_question(question: Question, *, by: User, at: datetime) -> None:
    """The question goes. Conditions on it stay, and the checks before opening tell of them."""
    draft = _lock_draft(question.consultation)
    _record("question_removed", draft, by=by, at=at, question=question.pk)
    question.delete()


def as_drafted(consultation: Consultation) -> Questionnaire:
    """The questions as they stand in the draft."""
    rows = consultation.questions.select_related("section").prefetch_related("options", "lines")
    return Questionnaire(tuple(as_asked(row) for row in rows))


def as_asked(row: Question) -> Asked:
    """One question as it stands in the draft."""
    return Asked(
        section=row.section.title,
        section_cy=row.section.title_cy,
        only_if_answers=tuple(row.only_if_answers),
        options=tuple(
            Choice(option.key, option.label, option.label_cy, option.exclusive, option.asks_which)
            for option in row.options.all()
        ),
        lines=tuple(Choice(line.key, line.label, line.label_cy) for line in row.lines.all()),
        **{name: getattr(row, name) for name in AS_THEY_ARE},
        **_bounds_of(row),
    )


def _bounds_of(row: Question) -> dict[str, Any]:
    bounds = {name: getattr(row, name) for name in BOUNDS}
    return {name: "" if bound is None else str(bound) for name, bound in bounds.items()}


@contextmanager
def _under(slug: str, *, but: int | None = None) -> Iterator[None]:
    try:
        with under_this_slug(Consultation, slug, but=but):
            yield
    except SlugTaken:
        raise AddressTaken("Another consultation has this address: choose another.") from None


def _lock_draft(consultation: Consultation) -> Consultation:
    draft = Consultation.objects.select_for_update().filter(pk=consultation.pk).first()
    if draft is None or draft.state != Consultation.State.DRAFT:
        raise NotADraft("This is no draft any more: what members answer stays as it is.")
    return draft


def _look_again(part: Section | Question) -> None:
    """A part of a locked draft as it stands by now. Raises NotADraft where somebody deleted it meanwhile."""
    try:
        part.refresh_from_db()
    except ObjectDoesNotExist:
        raise NotADraft(
            "Somebody else deleted this meanwhile: it is no part of the draft any more."
        ) from None


def _check_key(draft: Consultation, key: str, *, but: Question | None = None) -> None:
    if not key or OF_OTHER[:2] in key:
        raise KeyTaken("Write the key with small letters, digits and single hyphens.")
    others = draft.questions.filter(key=key)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise KeyTaken("Another question has this key: choose another.")


def _beside(others: QuerySet[Placed], order: int, *, up: bool) -> Placed | None:
    if up:
        return others.filter(order__lt=order).order_by("-order").first()
    return others.filter(order__gt=order).order_by("order").first()


def _swap(one: Section | Question, other: Section | Question) -> None:
    """By way of place 0, which is always free: no two may stand in one place at any moment."""
    places = (other.order, one.order)
    for record_, order in ((one, 0), (other, places[1]), (one, places[0])):
        record_.order = order
        record_.save(update_fields=["order"])


def _move_into(section: Section, question: Question, *, at_the_end: bool) -> None:
    if not at_the_end:
        for other in section.questions.order_by("-order"):
            other.order += 1
            other.save(update_fields=["order"])
    question.section, question.order = section, _behind(section) if at_the_end else 1
    question.save(update_fields=["section", "order"])


def _behind(section: Section) -> int:
    last = section.questions.order_by("order").last()
    return last.order + 1 if last else 1


def _record(act: str, draft: Consultation, *, by: User, at: datetime, **detail: int) -> None:
    record(f"consultation.{act}", subject=f"consultation:{draft.pk}", by=by, at=at, detail=detail)


def _fields_of(asked: Asked) -> dict[str, Any]:
    return {
        **{name: getattr(asked, name) or None for name in BOUNDS},
        "only_if_answers": list(asked.only_if_answers),
        **{name: getattr(asked, name) for name in AS_THEY_ARE},
    }


def _add_question(section: Section, asked: Asked, *, order: int) -> Question:
    question = Question.objects.create(
        consultation=section.consultation, section=section, order=order, **_fields_of(asked)
    )
    _add_choices(question, asked)
    return question


def _add_choices(question: Question, asked: Asked) -> None:
    Option.objects.bulk_create(
        Option(question=question, order=place, **asdict(choice))
        for place, choice in enumerate(asked.options, 1)
    )
    Line.objects.bulk_create(
        Line(question=question, order=place, key=line.key, label=line.label, label_cy=line.label_cy)
        for place, line in enumerate(asked.lines, 1)
    )
