"""Moderation in the CMS: read, redact, refuse, quote, release. For moderators; others find nothing here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import figuring, moderating, quoting, reading
from campaigns.consultations.cms_forms import FigureForm, QuoteForm, RedactForm
from campaigns.consultations.consenting import consents_of
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Answer, Consultation, Figure, Quote, ReleasedTable
from campaigns.consultations.questionnaire import thaw
from campaigns.consultations.results import in_words
from campaigns.consultations.risks import Risk, find_risks
from union.accounts.models import User

Page = Callable[..., HttpResponse]
PERMISSION = "consultations.moderate_replies"
PER_PAGE = 20
SHELVES: dict[str, tuple[str, dict[str, Any]]] = {
    "waiting": ("Waiting", {"moderation": "unread"}),
    "approved": ("Approved", {"moderation__in": moderating.READY}),
    "refused": ("Not to be published", {"moderation": "refused"}),
    "safeguarding": ("Safeguarding", {"safeguarding__cleared_at": None, "safeguarding__isnull": False}),
}
DECISIONS = {
    "approve": (moderating.approve, "Approved: the text may be quoted."),
    "refuse": (moderating.refuse, "Refused: no word of it is published. “Undo” brings it back to the queue."),
    "restore": (moderating.restore, "Undone: the text is back in the queue."),
    "safeguarding": (moderating.mark_safeguarding, "Marked: the answer is in the safeguarding queue."),
    "cleared": (moderating.clear_safeguarding, "The safeguarding mark is cleared."),
}
QUOTE_DECISIONS = {
    "approve": (quoting.approve_quote, "Approved by two people: editors may now use the quote."),
    "recall": (quoting.recall_quote, "Recalled: the quote has left every page."),
}
FIGURE_DECISIONS = {
    "release": (figuring.release_figure, "Released: editors may now use the figure."),
    "withdraw": (figuring.withdraw_figure, "Withdrawn: the figure has left every page."),
}


def for_moderators(page: Page) -> Page:
    """Whoever may not moderate is told that there is no such page."""

    @never_cache
    @wraps(page)
    def guarded(request: HttpRequest, **rest: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise Http404
        return page(request, **rest)

    return guarded


def moderator(request: HttpRequest) -> User:
    """Whoever passed the guard: never anonymous."""
    assert isinstance(request.user, User)
    return request.user


def opened(pk: int) -> Consultation:
    return get_object_or_404(reading.with_work(), pk=pk)


def sent_text(pk: int) -> Answer:
    """A free text that may be moderated, or 404."""
    texts = Answer.objects.counted().exclude(moderation=Answer.Moderation.NOT_NEEDED)
    joined = texts.select_related("reply__consultation", "reply__version", "safeguarding")
    return get_object_or_404(joined, pk=pk)


def attempt(request: HttpRequest, verb: Callable[..., object], subject: object, done: str) -> None:
    """One verb call; a refusal becomes the sentence on the next page."""
    try:
        verb(subject, by=moderator(request), at=timezone.now())
    except ConsultationError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


@require_safe
@for_moderators
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "consultations/cms/index.html", {"consultations": reading.with_work()})


@require_safe
@for_moderators
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    shelf = request.GET.get("shelf", "waiting")
    shelf = shelf if shelf in SHELVES else "waiting"
    answers = reading.texts(consultation).filter(**SHELVES[shelf][1]).prefetch_related("redactions")
    page = Paginator(answers, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(answer, moderating.redacted_text(answer), find_risks(answer.value)) for answer in page]
    context = {"consultation": consultation, "shelf": shelf, "shelves": SHELVES, "page": page, "rows": rows}
    return render(request, "consultations/cms/queue.html", context)


@require_safe
@for_moderators
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return draw_answer(request, sent_text(pk))


def draw_answer(
    request: HttpRequest,
    answer: Answer,
    *,
    redact_form: RedactForm | None = None,
    quote_form: QuoteForm | None = None,
) -> HttpResponse:
    risks, consents = find_risks(answer.value), consents_of(answer.reply)
    redacted = moderating.redacted_text(answer)
    asked = thaw(answer.reply.version.content).get(answer.question)
    context = {
        "answer": answer,
        "asked": asked,
        "consultation": answer.reply.consultation,
        "pieces": pieces_of(answer.value, risks),
        "risks": risks,
        "redacted": redacted,
        "is_ready": answer.moderation in moderating.READY,
        "consents": consents,
        "redact_form": redact_form or RedactForm(risks),
        "quote_form": quote_form or QuoteForm(consents, initial={"text": redacted}),
        "quotes": answer.quotes.select_related("first_approver", "second_approver"),
        "mark": getattr(answer, "safeguarding", None),
    }
    return render(request, "consultations/cms/answer.html", context)


def pieces_of(text: str, risks: list[Risk]) -> list[tuple[str, str]]:
    """The text in pieces, each with what it is flagged as, or an empty string."""
    pieces, place = [], 0
    for risk in risks:
        pieces += [(text[place : risk.start], ""), (risk.text, risk.meaning)]
        place = risk.end
    return [*pieces, (text[place:], "")]


@require_POST
@for_moderators
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    answer = sent_text(pk)
    form = RedactForm(find_risks(answer.value), request.POST)
    if form.is_valid():
        try:
            moderating.redact(
                answer,
                words=form.all_words(),
                reason=form.cleaned_data["reason"],
                by=moderator(request),
                at=timezone.now(),
            )
        except ConsultationError as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(
                request, "The words are taken out, and the rest is approved. “Undo” brings them back."
            )
            return redirect("consultations_cms:answer", pk=pk)
    return draw_answer(request, answer, redact_form=form)


@require_POST
@for_moderators
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    answer = sent_text(pk)
    form = QuoteForm(consents_of(answer.reply), request.POST)
    if form.is_valid():
        try:
            quoting.propose_quote(answer, **form.cleaned_data, by=moderator(request), at=timezone.now())
        except ConsultationError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Proposed. Another moderator has to approve the quote.")
            return redirect("consultations_cms:answer", pk=pk)
    return draw_answer(request, answer, quote_form=form)


@require_POST
@for_moderators
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404
    attempt(request, DECISIONS[decision][0], sent_text(pk), DECISIONS[decision][1])
    return redirect("consultations_cms:answer", pk=pk)


@require_safe
@for_moderators
def quotes(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    found = Quote.objects.filter(answer__reply__consultation=consultation).exclude(text="")
    joined = found.select_related("first_approver", "second_approver", "answer")
    return render(request, "consultations/cms/quotes.html", {"consultation": consultation, "quotes": joined})


@require_POST
@for_moderators
def decide_quote(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in QUOTE_DECISIONS:
        raise Http404
    quote = get_object_or_404(Quote.objects.select_related("answer__reply"), pk=pk)
    if quote.answer is None:
        raise Http404
    attempt(request, QUOTE_DECISIONS[decision][0], quote, QUOTE_DECISIONS[decision][1])
    return redirect("consultations_cms:quotes", pk=quote.answer.reply.consultation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_moderators
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    tables = {str(table.pk): table for table in ReleasedTable.objects.filter(consultation=consultation)}
    cells = [
        (f"{key}/{line.heading.key}/{column.key}", in_words(table, line, column, number))
        for key, table in tables.items()
        for line, column, number in figuring.cells_of(table)
    ]
    form = FigureForm(cells, request.POST if request.method == "POST" else None)
    if form.is_valid() and write(request, tables, form):
        return redirect("consultations_cms:figures", pk=pk)
    found = consultation.figures.select_related("author", "released_by", "table")
    context = {"consultation": consultation, "cells": cells, "form": form, "figures": found}
    return render(request, "consultations/cms/figures.html", context)


def write(request: HttpRequest, tables: dict[str, ReleasedTable], form: FigureForm) -> bool:
    key, _, rest = form.cleaned_data["cell"].partition("/")
    group, _, cell = rest.rpartition("/")
    words = {"sentence": form.cleaned_data["sentence"], "decimals": form.cleaned_data["decimals"]}
    try:
        figuring.write_figure(
            tables[key], group=group, cell=cell, by=moderator(request), at=timezone.now(), **words
        )
    except ConsultationError as refusal:
        form.add_error("sentence", str(refusal))
        return False
    messages.success(request, "Written. Somebody else has to release the figure.")
    return True


@require_POST
@for_moderators
def decide_figure(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in FIGURE_DECISIONS:
        raise Http404
    figure = get_object_or_404(Figure, pk=pk)
    attempt(request, FIGURE_DECISIONS[decision][0], figure, FIGURE_DECISIONS[decision][1])
    return redirect("consultations_cms:figures", pk=figure.consultation_id)
