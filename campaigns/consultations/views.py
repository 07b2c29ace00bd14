"""Answering a consultation: one question a page, saved on every Continue."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns.consultations import answering, consenting, question_pages, resending
from campaigns.consultations.errors import (
    ConsultationClosed,
    NeedsLink,
    NothingToSend,
    TooManyKnocks,
    UnknownCode,
)
from campaigns.consultations.expiring import AFTER_CLOSE
from campaigns.consultations.finding import UNKNOWN, announced_with, find_reply
from campaigns.consultations.forms import AnswerForm, CodeForm, SendForm
from campaigns.consultations.holding import code_held, hold, let_go
from campaigns.consultations.models import Consultation, Reply
from campaigns.consultations.questionnaire import OF_OTHER, Asked, Given, Questionnaire, thaw
from campaigns.consultations.reading import given_in, review_rows
from campaigns.consultations.responding import replies_are_gone
from campaigns.consultations.speaking import in_page_language, lang_of_words, questions_of
from union.accounts.adapters import client_address
from union.methods import READ_OR_POST

NEVER_SENT = gettext_lazy("A reply that was not sent before the close is deleted.")
Page = Callable[..., HttpResponse]


def announced(slug: str) -> Consultation:
    """The consultation, or 404 while it is a draft."""
    return get_object_or_404(Consultation.objects.public(), slug=slug)


def for_holder(page: Page) -> Page:
    """The page for whoever holds the code of a reply; others are led to the start, with what they typed."""

    @wraps(page)
    def guarded(request: HttpRequest, slug: str, **rest: str) -> HttpResponse:
        consultation, reply = announced_with(slug, code=code_held(request))
        if consultation is None:
            raise Http404
        try:
            if reply is None:
                raise UnknownCode(str(UNKNOWN))
            return page(request, reply, **rest)
        except UnknownCode:
            return stopped(request, consultation, None, lost=True, **rest)
        except ConsultationClosed:
            return stopped(request, consultation, reply, lost=False, **rest)

    return never_cache(guarded)


def holds_a_reply(request: HttpRequest, consultation: Consultation) -> bool:
    try:
        return bool(find_reply(consultation, code=code_held(request)))
    except UnknownCode:
        return False


def stopped(
    request: HttpRequest, consultation: Consultation, reply: Reply | None = None, *, lost: bool, key: str = ""
) -> HttpResponse:
    """No way on from here; whoever was sending something gets their words back to copy."""
    if request.method != "POST":
        return redirect(consultation)
    questions = in_page_language(thaw(consultation.current_version().content), consultation)
    asked = next((question for question in questions.asked if question.key == key), None)
    typed = AnswerForm(asked, request.POST).as_typed() if asked else []
    context = {"consultation": consultation, "lost": lost, "typed": typed, "reply": reply}
    return render(request, "consultations/stopped.html", context, status=403 if lost else 409)


@never_cache
@READ_OR_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = announced(slug)
    if request.method == "POST":
        return begin(request, consultation)
    return front(request, consultation)


def front(
    request: HttpRequest, consultation: Consultation, *, status: int = 200, **more: object
) -> HttpResponse:
    """The start page; `more` is what somebody with a member's link sees besides."""
    now = timezone.now()
    context = {
        "consultation": consultation,
        "is_open": consultation.is_open(now),
        "is_waiting": consultation.is_waiting(now),
        "closed_at": consultation.closed_at or consultation.closes,
        "is_late": consultation.report_by < timezone.localdate(now),
        "are_gone": replies_are_gone(consultation, at=now),
        "questionnaire": thaw(consultation.current_version().content),
        "holds_a_reply": holds_a_reply(request, consultation),
    }
    return render(request, "consultations/start.html", context | more, status=status)


def begin(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    now = timezone.now()
    try:
        if consultation.is_open(now) and not consultation.for_members:
            resending.knock_to_begin(client_address(request), at=now)
        code = answering.start_reply(consultation, at=now)
    except ConsultationClosed:
        return stopped(request, consultation, lost=False)
    except NeedsLink as refused:
        return front(request, consultation, status=403, link_error=str(refused))
    except TooManyKnocks as refused:
        return front(request, consultation, status=429, too_many=str(refused))
    first = thaw(consultation.current_version().content).asked[0]
    response = redirect("consultations:question", slug=consultation.slug, key=first.key)
    hold(response, consultation=consultation, code=code)
    return response


@READ_OR_POST
@for_holder
def question(request: HttpRequest, reply: Reply, key: str) -> HttpResponse:
    questionnaire = questions_of(reply)
    asked = next((question for question in questionnaire.asked if question.key == key), None)
    if asked is None:
        return redirect(reply.consultation)
    given = given_in(reply) if needs_the_others(request, questionnaire) else {}
    if request.method == "POST":
        return keep(request, reply, asked, questionnaire, given)
    if not reply.consultation.is_open(timezone.now()):
        return redirect(reply.consultation)
    if asked not in questionnaire.route(given):
        return redirect("consultations:check", slug=reply.consultation.slug)
    shown = {"answer": given.get(key, ""), "other": given.get(key + OF_OTHER, "")}
    lang = lang_of_words(reply.consultation)
    if not any(shown.values()):
        return question_pages.empty(request, reply, asked, questionnaire, given, lang=lang)
    form = AnswerForm(asked, initial=shown, lang=lang)
    return question_pages.filled(request, reply, form, questionnaire, given)


def needs_the_others(request: HttpRequest, questionnaire: Questionnaire) -> bool:
    """Whether more than the answer that is sent has to be known: to show it, or to find the way on."""
    return request.method != "POST" or questionnaire.branches or "check" in request.GET


def keep(
    request: HttpRequest, reply: Reply, asked: Asked, questionnaire: Questionnaire, given: Mapping[str, Given]
) -> HttpResponse:
    """Save what was sent and lead on; or show it again with what is wrong or doubtful."""
    if "leave_out" in request.POST and not asked.required:
        return save(request, reply, asked, questionnaire, given, answer="")
    form = AnswerForm(asked, request.POST, lang=lang_of_words(reply.consultation))
    if not form.is_valid() or (form.is_doubtful() and "as_it_is" not in request.POST):
        return question_pages.filled(request, reply, form, questionnaire, given)
    said = form.cleaned_data
    return save(
        request, reply, asked, questionnaire, given, answer=said["answer"], other=said.get("other", "")
    )


def save(
    request: HttpRequest,
    reply: Reply,
    asked: Asked,
    questionnaire: Questionnaire,
    given: Mapping[str, Given],
    *,
    answer: Given,
    other: str = "",
) -> HttpResponse:
    """One answer, or none, and the way on from it."""
    code, now = code_held(request), timezone.now()
    answering.save_answer(code, question=asked.key, value=answer, other=other, at=now)
    given = {other_key: value for other_key, value in given.items() if other_key != asked.key}
    if answer:
        given[asked.key] = answer
    if "check" in request.GET:
        following, mark = questionnaire.still_to_answer(asked, given), "?check"
    else:
        following, mark = questionnaire.after(asked, given), ""
    root = reply.consultation.get_absolute_url()
    return redirect(f"{root}q/{following.key}/{mark}" if following else f"{root}check/")


@READ_OR_POST
@for_holder
def check(request: HttpRequest, reply: Reply) -> HttpResponse:
    if request.method == "POST":
        return send(request, reply, SendForm(request.POST))
    return review(request, reply, SendForm(initial={"consents": list(consenting.consents_of(reply))}))


def send(request: HttpRequest, reply: Reply, form: SendForm) -> HttpResponse:
    if not form.is_valid():
        return review(request, reply, form)
    try:
        consents = form.cleaned_data["consents"]
        answering.send_reply(code_held(request), consents=consents, at=timezone.now())
    except NothingToSend as nothing:
        form.add_error(None, str(nothing))
        return review(request, reply, form, missing=nothing.question)
    return redirect("consultations:receipt", slug=reply.consultation.slug)


def review(request: HttpRequest, reply: Reply, form: SendForm, *, missing: str = "") -> HttpResponse:
    context = {
        "consultation": reply.consultation,
        "reply": reply,
        "form": form,
        "rows": review_rows(reply),
        "missing": missing,
        "is_open": reply.consultation.is_open(timezone.now()),
        "consents": consenting.consents_of(reply),
        "code": code_held(request),
        "days_after_close": AFTER_CLOSE.days,
    }
    return render(request, "consultations/check.html", context)


@require_safe
@for_holder
def receipt(request: HttpRequest, reply: Reply) -> HttpResponse:
    if reply.state != Reply.State.SENT:
        return redirect("consultations:check", slug=reply.consultation.slug)
    context = {"consultation": reply.consultation, "reply": reply, "code": code_held(request)}
    return render(request, "consultations/receipt.html", context)


@never_cache
@READ_OR_POST
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = announced(slug)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            find_reply(consultation, code=form.cleaned_data["code"])
        except UnknownCode as unknown:
            open_ = consultation.is_open(timezone.now())
            form.add_error("code", str(unknown) if open_ else f"{unknown} {NEVER_SENT}")
        else:
            response = redirect("consultations:check", slug=slug)
            hold(response, consultation=consultation, code=form.cleaned_data["code"])
            return response
    return render(request, "consultations/come_back.html", {"consultation": consultation, "form": form})


@READ_OR_POST
@for_holder
def withdraw(request: HttpRequest, reply: Reply) -> HttpResponse:
    if request.method != "POST":
        return render(request, "consultations/withdraw.html", {"consultation": reply.consultation})
    answering.withdraw_reply(code_held(request), at=timezone.now())
    response = redirect("consultations:withdrawn", slug=reply.consultation.slug)
    let_go(response, consultation=reply.consultation)
    return response


@never_cache
@require_safe
def withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "consultations/withdrawn.html", {"consultation": announced(slug)})


@never_cache
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """The browser forgets the code; the reply stays as it is."""
    consultation = announced(slug)
    response = redirect(consultation)
    let_go(response, consultation=consultation)
    return response


@require_POST
@for_holder
def stop_quoting(request: HttpRequest, reply: Reply) -> HttpResponse:
    consenting.withdraw_consents(code_held(request), at=timezone.now())
    return redirect("consultations:check", slug=reply.consultation.slug)
