"""Moderation in the CMS: read, redact, refuse, quote, release. For moderators; others find nothing here."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import crediting, moderating, quoting, reading, safeguarding, sifting
from campaigns.consultations.cms_forms import QuoteForm, RedactForm
from campaigns.consultations.cms_moderation_forms import RefuseForm
from campaigns.consultations.consenting import consents_of
from campaigns.consultations.errors import ConsultationError, DecidedMeanwhile
from campaigns.consultations.flagging import FLAGS
from campaigns.consultations.history import history_of
from campaigns.consultations.models import (
    Answer,
    Consultation,
    SafeguardingAdvice,
)
from campaigns.consultations.naming import name_of_giver
from campaigns.consultations.questionnaire import thaw
from campaigns.consultations.risks import Risk, find_all
from campaigns.consultations.sifting import LANGUAGES, SHELVES, Sieve
from union.accounts.permitted import for_holders, staff
from union.numbers import number_in

Page = Callable[..., HttpResponse]
PERMISSION = "consultations.moderate_replies"
KEYERS = "consultations.key_replies"
DRAFTERS = "consultations.draft_consultations"
EXPORTERS = "consultations.export_replies"
PER_PAGE = 20
DECISIONS = {
    "approve": (moderating.approve, "Approved: the text may be quoted."),
    "restore": (moderating.restore, "Undone: the text is back in the queue."),
    "safeguarding": (
        moderating.mark_safeguarding,
        "Marked: the answer is in the safeguarding queue, and the safeguarding leads are told by e-mail.",
    ),
}
GONE = (
    "The member took this text back while you read it, so nothing was saved. If somebody may be at risk, "
    "ring the safeguarding lead now and say what you have read."
)
REFUSED = "Refused: no word of it is published. “Undo” brings it back to the queue."
REDACTED = "The words are taken out, and the rest is approved. “Undo” brings them back."


for_moderators = for_holders(PERMISSION)


def opened(pk: int) -> Consultation:
    """A consultation that was opened once, or 404."""
    return get_object_or_404(Consultation.objects.public(), pk=pk)


class TextGone(Http404):
    """There is no such free text, or it was taken back."""


def unless_gone(page: Page) -> Page:
    """Whoever decides on a text that was taken back while they read it is told so."""

    @wraps(page)
    def told(request: HttpRequest, **rest: Any) -> HttpResponse:
        try:
            return page(request, **rest)
        except TextGone:
            messages.error(request, GONE)
            return redirect("consultations_cms:index")

    return told


def sent_text(pk: int) -> Answer:
    """A free text that may be moderated. Raises TextGone."""
    texts = Answer.objects.counted().exclude(moderation=Answer.Moderation.NOT_NEEDED)
    joined = texts.select_related(
        "reply__consultation", "reply__version", "reply__participation__member", "safeguarding"
    )
    if (found := joined.filter(pk=pk).first()) is None:
        raise TextGone
    return found


def attempt(
    request: HttpRequest, verb: Callable[..., object], subject: object, done: str, **rest: object
) -> bool:
    """One verb call, and whether it was done; a refusal becomes the sentence on the next page."""
    try:
        verb(subject, by=staff(request), at=timezone.now(), **rest)
    except ConsultationError as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


@require_safe
@for_holders(PERMISSION, KEYERS, DRAFTERS, EXPORTERS)
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "consultations": reading.with_work(),
        "building": Consultation.objects.all(),
        "moderates": request.user.has_perm(PERMISSION),
        "keys": request.user.has_perm(KEYERS),
        "exports": request.user.has_perm(EXPORTERS),
        "at_risk": safeguarding.waiting().count(),
    }
    return render(request, "consultations/cms/index.html", context)


def sieve_of(request: HttpRequest, consultation: Consultation) -> Sieve:
    """What the address asks to see; whatever it names that does not exist is left away."""
    asked = request.GET
    questions = {text.key for text in thaw(consultation.current_version().content).texts()}
    known = {"shelf": SHELVES, "question": questions, "flag": FLAGS, "language": LANGUAGES}
    return Sieve(**{name: asked[name] for name, values in known.items() if asked.get(name) in values})


@require_safe
@for_moderators
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    sieve = sieve_of(request, consultation)
    page = Paginator(sifting.sift(consultation, sieve), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "consultation": consultation,
        "sieve": sieve,
        "shelves": SHELVES,
        "questions": thaw(consultation.current_version().content).texts(),
        "flags": FLAGS,
        "languages": LANGUAGES,
        "page": page,
        "rows": _rows(consultation, list(page)),
    }
    return render(request, "consultations/cms/queue.html", context)


def _rows(consultation: Consultation, numbers: list[int]) -> list[tuple[Answer, str, list[Risk]]]:
    """The texts of these numbers that are still there, each as it may be shown and with what to look at."""
    answers = reading.texts(consultation).prefetch_related("redactions").in_bulk(numbers)
    employers = reading.names_of_employers()
    return [
        (one, moderating.redacted_text(one), find_all(one.value, employers=employers))
        for one in (answers[number] for number in numbers if number in answers)
    ]


@require_safe
@for_moderators
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return draw_answer(request, sent_text(pk))


@require_safe
@for_moderators
def history(request: HttpRequest, pk: int) -> HttpResponse:
    answer = sent_text(pk)
    context = {
        "answer": answer,
        "asked": thaw(answer.reply.version.content).get(answer.question),
        "consultation": answer.reply.consultation,
        "acts": history_of(answer),
    }
    return render(request, "consultations/cms/history.html", context)


def draw_answer(
    request: HttpRequest,
    answer: Answer,
    *,
    redact_form: RedactForm | None = None,
    quote_form: QuoteForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> HttpResponse:
    consultation, consents = answer.reply.consultation, consents_of(answer.reply)
    done = just_decided(request, consultation)
    risks = find_all(answer.value, employers=reading.names_of_employers())
    redacted = moderating.redacted_text(answer)
    context = {
        "answer": answer,
        "asked": thaw(answer.reply.version.content).get(answer.question),
        "consultation": consultation,
        "pieces": pieces_of(answer.value, risks),
        "risks": risks,
        "urgent": [risk for risk in risks if risk.kind == "danger"],
        "redacted": redacted,
        "is_ready": answer.moderation in moderating.READY,
        "consents": consents,
        "redact_form": redact_form or RedactForm(risks),
        "quote_form": quote_form or QuoteForm(consents, initial={"text": redacted}),
        "refuse_form": refuse_form or RefuseForm(),
        "quotes": answer.quotes.select_related("first_approver", "second_approver"),
        "mark": getattr(answer, "safeguarding", None),
        "giver": name_of_giver(answer),
        "seen": moderating.as_seen(answer),
        "sieve": sieve_of(request, consultation),
        "waiting": reading.texts(consultation).filter(moderation=Answer.Moderation.UNREAD).count(),
        "done": done,
        "done_seen": moderating.as_seen(done) if done else "",
        "advice": SafeguardingAdvice.for_request(request),
    }
    if answer.moderation in moderating.READY and consents:
        context["signing"] = crediting.signing_of(answer)
    return render(request, "consultations/cms/answer.html", context)


def just_decided(request: HttpRequest, consultation: Consultation) -> Answer | None:
    """The text before this one, so that its decision can be undone."""
    number = number_in(request.GET.get("done"))
    done = reading.texts(consultation).prefetch_related("redactions").filter(pk=number)
    return done.first() if number else None


def go_on(request: HttpRequest, answer: Answer, done: str) -> HttpResponse:
    """To the next waiting text, with a way to undo; when none waits, back to this one."""
    consultation = answer.reply.consultation
    sieve = sieve_of(request, consultation)
    following = sifting.next_waiting(consultation, sieve, after=answer.pk)
    if following is None:
        messages.success(request, f"{done} No other text waits here.")
        return redirect(f"{reverse('consultations_cms:answer', args=[answer.pk])}?{sieve.query}")
    query = "&".join(filter(None, [sieve.query, urlencode({"done": answer.pk})]))
    return redirect(f"{reverse('consultations_cms:answer', args=[following])}?{query}")


@require_safe
@for_moderators
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """The next waiting text of a consultation, as its queue is sifted; the queue when there is none."""
    consultation = opened(pk)
    sieve = sieve_of(request, consultation)
    number = sifting.next_waiting(consultation, sieve, after=number_in(request.GET.get("after")))
    if number is None:
        return redirect(f"{reverse('consultations_cms:queue', args=[pk])}?{sieve.query}")
    return redirect(f"{reverse('consultations_cms:answer', args=[number])}?{sieve.query}")


def pieces_of(text: str, risks: list[Risk]) -> list[tuple[str, str]]:
    """The text in pieces, each with what it is flagged as, or an empty string."""
    pieces, place = [], 0
    for risk in risks:
        pieces += [(text[place : risk.start], ""), (risk.text, risk.meaning)]
        place = risk.end
    return [*pieces, (text[place:], "")]


@require_POST
@for_moderators
@unless_gone
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    answer = sent_text(pk)
    risks = find_all(answer.value, employers=reading.names_of_employers())
    form = RedactForm(risks, request.POST)
    if form.is_valid():
        try:
            moderating.redact(
                answer,
                words=form.all_words(),
                reason=form.cleaned_data["reason"],
                by=staff(request),
                at=timezone.now(),
                seen=request.POST.get("seen", ""),
            )
        except DecidedMeanwhile as meanwhile:
            messages.error(request, str(meanwhile))
        except ConsultationError as refusal:
            form.add_error("words", str(refusal))
        else:
            return go_on(request, answer, REDACTED)
    return draw_answer(request, answer, redact_form=form)


@require_POST
@for_moderators
@unless_gone
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    answer = sent_text(pk)
    form = QuoteForm(consents_of(answer.reply), request.POST)
    if form.is_valid():
        try:
            quoting.propose_quote(answer, **form.cleaned_data, by=staff(request), at=timezone.now())
        except ConsultationError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Proposed. Another moderator has to approve the quote.")
            return redirect("consultations_cms:answer", pk=pk)
    return draw_answer(request, answer, quote_form=form)


@require_POST
@for_moderators
@unless_gone
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404
    answer, (verb, done) = sent_text(pk), DECISIONS[decision]
    rest = {} if decision == "safeguarding" else {"seen": request.POST.get("seen", "")}
    moves_on = decision == "approve"
    if attempt(request, verb, answer, "" if moves_on else done, **rest) and moves_on:
        return go_on(request, answer, done)
    sieve = sieve_of(request, answer.reply.consultation)
    return redirect(f"{reverse('consultations_cms:answer', args=[pk])}?{sieve.query}")


@require_POST
@for_moderators
@unless_gone
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    answer, form = sent_text(pk), RefuseForm(request.POST)
    if not form.is_valid():
        return draw_answer(request, answer, refuse_form=form)
    rest = {"reason": form.cleaned_data["why"], "seen": request.POST.get("seen", "")}
    if attempt(request, moderating.refuse, answer, "", **rest):
        return go_on(request, answer, REFUSED)
    sieve = sieve_of(request, answer.reply.consultation)
    return redirect(f"{reverse('consultations_cms:answer', args=[pk])}?{sieve.query}")
