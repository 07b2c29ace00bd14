"""Mailings in the CMS: prepare, look, try, approve, call off. No screen lists an address."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from campaigns.newsletters import audience, drawing, figures, mailable
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.cms_forms import FIELDS, MailingForm
from campaigns.newsletters.errors import MailingError
from campaigns.newsletters.models import Mailing, Newsletter
from campaigns.newsletters.queueing import job_of
from campaigns.newsletters.recorded import ACTS
from union.accounts.permitted import for_holders, staff
from union.audit.models import Entry
from union.jobs.showing import look_again
from union.mail.rendering import Letter
from union.methods import READ_OR_POST
from union.numbers import number_in

SENDS, APPROVES = "newsletters.send_mailing", "newsletters.approve_mailing"
PER_PAGE = 30
IN_A_FRAME = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
}


def found(pk: int) -> Mailing:
    people = ("made_by", "changed_by", "approved_by")
    joined = Mailing.objects.select_related("page", "newsletter", "region", "branch", *people)
    return get_object_or_404(joined, pk=pk)


@require_safe
@for_holders(SENDS, APPROVES)
def index(request: HttpRequest) -> HttpResponse:
    mailings = Mailing.objects.select_related("newsletter", "region", "branch", "page")
    state = request.GET.get("state", "")
    if state in Mailing.State.values:
        mailings = mailings.filter(state=state)
    page = Paginator(mailings, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "rows": [(one, audience.words_for(one)) for one in page],
        "page": page,
        "states": Mailing.State.choices,
        "state": state,
        "offers": Newsletter.objects.exists(),
    }
    return render(request, "newsletters/cms/index.html", context)


@READ_OR_POST
@for_holders(SENDS)
def new(request: HttpRequest, page_pk: int) -> HttpResponse:
    """A draft for a page that this person may edit: in both its languages, whichever was asked for."""
    page = mailable.in_language(get_object_or_404(Page, pk=page_pk), "en")
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    try:
        mailable.check(page)
    except mailable.CannotBeMailed as why:
        messages.error(request, str(why))
        return redirect("wagtailadmin_pages:edit", page.pk)
    offered = list(Newsletter.objects.filter(is_offered=True))
    draft = Mailing(**_subjects(page), newsletter=offered[0] if len(offered) == 1 else None)
    form = MailingForm(request.POST if request.method == "POST" else None, instance=draft)
    if form.is_valid():
        made = verbs.make(form.save(commit=False), by=staff(request), at=timezone.now())
        messages.success(request, "Saved as a draft. Look at it, and send a trial to yourself.")
        return redirect("newsletters_cms:mailing", pk=made.pk)
    return _form(request, form, page=page, mailing=None)


def _subjects(page: Page) -> dict[str, Any]:
    """The page, and its titles as subjects."""
    side = mailable.in_language(page, "cy")
    subject_cy = side.title[:120] if side.pk != page.pk else ""
    return {"page": page, "subject": page.title[:120], "subject_cy": subject_cy}


@READ_OR_POST
@for_holders(SENDS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    mailing = found(pk)
    if not mailing.is_draft:
        messages.error(request, "Only a draft can be changed.")
        return redirect("newsletters_cms:mailing", pk=pk)
    form = MailingForm(request.POST if request.method == "POST" else None, instance=mailing)
    if form.is_valid():
        changed = form.save(commit=False)
        done = attempt(request, verbs.change, changed, "Saved.", fields=FIELDS)
        return redirect("newsletters_cms:mailing" if done else "newsletters_cms:edit", pk=pk)
    return _form(request, form, page=mailing.page, mailing=mailing)


def _form(
    request: HttpRequest, form: MailingForm, *, page: Page | None, mailing: Mailing | None
) -> HttpResponse:
    context = {"form": form, "page_to_mail": page, "mailing": mailing}
    return render(request, "newsletters/cms/form.html", context, status=422 if form.errors else 200)


@require_safe
@for_holders(SENDS, APPROVES)
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one mailing, and what this person can do with it now."""
    one, user = found(pk), staff(request)
    job = job_of(one) if one.begun_at else None
    context = {
        "mailing": one,
        "audience": audience.words_for(one),
        "size": _size(one),
        "letters": _letters(one),
        "fault": _fault(one),
        "figures": figures.in_words(one) if one.begun_at else [],
        "progress": figures.figures_of(one).per_cent if one.state == Mailing.State.SENDING else None,
        "leaves_later": bool(one.send_at and one.send_at > timezone.now()),
        "job": job if job and job.is_live else None,
        "sends": user.has_perm(SENDS),
        "approves": user.has_perm(APPROVES),
        "is_theirs": user.pk in (one.made_by_id, one.changed_by_id),
        "history": [(entry, ACTS[entry.action]) for entry in _entries(one)],
    }
    return look_again(render(request, "newsletters/cms/mailing.html", context), job)


def _entries(one: Mailing) -> QuerySet[Entry]:
    return Entry.objects.filter(subject=one.about, action__in=ACTS).select_related("by").order_by("pk")


def _size(one: Mailing) -> str:
    """How many would get it, in words; nothing once it has begun."""
    if one.state not in (Mailing.State.DRAFT, Mailing.State.SCHEDULED):
        return ""
    return audience.size_in_words(one, languages=drawing.languages_of(one))


def _letters(one: Mailing) -> list[tuple[str, str, Letter]]:
    """The letter in each language, as it would be now; none where the page cannot be mailed."""
    names = {"en": "English", "cy": "Welsh"}
    try:
        return [(code, names[code], drawing.draw_in(one, code)) for code in drawing.languages_of(one)]
    except mailable.CannotBeMailed:
        return []


def _fault(one: Mailing) -> str:
    """Why it cannot be mailed now, or why it called itself off."""
    if one.fault:
        return one.fault
    try:
        mailable.check(one.page)
    except mailable.CannotBeMailed as why:
        return str(why)
    return ""


@require_safe
@for_holders(SENDS, APPROVES)
@xframe_options_sameorigin
@csp_replace(IN_A_FRAME)  # type: ignore[arg-type]
def letter(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The HTML of the letter alone, for the frames of the preview; nothing in it can act."""
    try:
        drawn = drawing.draw_in(found(pk), language)
    except mailable.CannotBeMailed as why:
        return HttpResponse(str(why), content_type="text/plain; charset=utf-8", status=409)
    return HttpResponse(drawn.html)


@require_POST
@for_holders(SENDS, APPROVES)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of a mailing; a refusal is the sentence on the next page."""
    one, back = found(pk), redirect("newsletters_cms:mailing", pk=pk)
    if verb == "trial":
        language = "cy" if request.POST.get("language") == "cy" else "en"
        attempt(request, verbs.try_on, one, f"On its way to {staff(request).email}.", language=language)
    elif verb == "approve":
        if not request.user.has_perm(APPROVES):
            raise Http404
        seen = number_in(request.POST.get("version"))
        attempt(request, verbs.approve, one, _approved(one), version=seen)
    elif verb == "call-off":
        attempt(request, verbs.call_off, one, "Called off: no more of it leaves.")
    elif verb == "discard":
        if attempt(request, verbs.discard, one, "The draft is deleted."):
            back = redirect("newsletters_cms:index")
    else:
        raise Http404
    return back


def _approved(one: Mailing) -> str:
    is_over = one.send_at and one.send_at <= timezone.now()
    return (
        "Approved: its time is over, so it is being sent." if is_over else "Approved: it is sent at its time."
    )


def attempt(
    request: HttpRequest, verb: Callable[..., object], subject: Mailing, done: str, **rest: object
) -> bool:
    """One verb call, and whether it was done; a refusal becomes the sentence on the next page."""
    try:
        verb(subject, by=staff(request), at=timezone.now(), **rest)
    except MailingError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def url_to_send(page: Page) -> str:
    return reverse("newsletters_cms:new", args=[page.pk])
