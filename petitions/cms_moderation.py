"""Moderation of signatures in the CMS: sift, tick, preview, decide, undo. No rule lives here."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from petitions import reasons, ruling, sifting
from petitions.alerting import see_alert
from petitions.cms_moderation_forms import RulingForm, SieveForm
from petitions.models import Alert, Petition, Ruling, SignatureIdentity
from petitions.postcodes import area_of
from petitions.sifting import Sieve
from union.accounts.models import User
from union.accounts.permitted import holder
from union.methods import READ_OR_POST

PERMISSION = "petitions.rule_signature"
PER_PAGE = 50
RULINGS_SHOWN = 20
VERBS = {
    "release": (ruling.release, "Release", "released"),
    "invalidate": (ruling.invalidate, "Strike out", "struck out"),
}


def opened(request: HttpRequest, pk: int) -> tuple[Petition, User]:
    """The petition, for somebody who may rule on its signatures. Raises PermissionDenied, or Http404."""
    user = holder(request, PERMISSION)
    return get_object_or_404(Petition, pk=pk), user


@require_safe
@never_cache
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Held signatures, or others that were asked for, in groups and one by one."""
    petition, _ = opened(request, pk)
    form = SieveForm(request.GET)
    sieve = form.sieve()
    at = timezone.now()
    context: dict[str, Any] = {"petition": petition, "form": form, "sieve": sieve, "at": at}
    if form.is_valid() and not sieve.is_wide:
        context |= _rows(petition, sieve, page=request.GET.get("p"))
    context |= {"rulings": _rulings(petition, at=at), "alerts": petition.alerts.filter(seen_at=None)}
    return render(request, "petitions/cms/moderation.html", context)


def _rows(petition: Petition, sieve: Sieve, *, page: str | None) -> dict[str, Any]:
    found = sieve.signatures(petition).select_related("identity").order_by(sieve.clock, "pk")
    shown = Paginator(found, PER_PAGE).get_page(page)
    return {
        "page": shown,
        "rows": [(signature, _person(signature)) for signature in shown],
        "groups": sifting.groups(petition, sieve),
        "until": _last_to_rule(sieve),
    }


def _rulings(petition: Petition, *, at: datetime) -> QuerySet[Ruling]:
    """The latest, and however many there are those that can still be undone."""
    latest = Q(pk__in=petition.rulings.values("pk")[:RULINGS_SHOWN])
    found = petition.rulings.filter(latest | Q(undone_at=None, undo_until__gt=at))
    return found.select_related("by", "undone_by")


def _person(signature: Any) -> dict[str, str]:
    person: SignatureIdentity | None = getattr(signature, "identity", None)
    if person is None:
        return {"name": "no longer kept", "area": ""}
    return {"name": person.name, "area": area_of(person.postcode)}


def _last_to_rule(sieve: Sieve) -> datetime:
    """Whoever signs after the page was drawn is not in what the moderator decides."""
    now = timezone.now()
    return min(sieve.until, now) if sieve.until else now


@require_POST
@never_cache
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen, with a form for the reason. Nothing is changed."""
    petition, _ = opened(request, pk)
    return _draw_preview(request, petition, form=RulingForm())


def _draw_preview(request: HttpRequest, petition: Petition, *, form: RulingForm) -> HttpResponse:
    verb, sieve = asked(request.POST)
    chosen = sieve.signatures(petition)
    able = chosen if verb == "invalidate" else ruling.releasable(chosen, at=timezone.now())
    seen = sifting.preview(able, clock=sieve.clock, chosen=chosen.count())
    if not seen.chosen:
        messages.error(request, "Nothing is chosen: tick some signatures first.")
        return redirect(address(petition))
    context = {"petition": petition, "form": form, "sieve": sieve, "seen": seen, "verb": verb}
    names = {"label": VERBS[verb][1], "done": VERBS[verb][2], "most": ruling.MOST}
    status = 422 if form.errors else 200
    return render(request, "petitions/cms/moderation_preview.html", context | names, status=status)


def asked(sent: QueryDict) -> tuple[str, Sieve]:
    """The verb and what it is about. A form that is not ours is 404; "some" without a tick means nothing."""
    verb, form = sent.get("verb", ""), SieveForm(sent)
    if verb not in VERBS or not form.is_valid():
        raise Http404
    sieve = form.sieve()
    if sent.get("which") == "some" and not sieve.ids:
        return verb, sieve.narrowed(state="none")
    if sieve.is_wide:
        raise Http404
    return verb, sieve


@require_POST
@never_cache
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the preview showed."""
    petition, user = opened(request, pk)
    form = RulingForm(request.POST)
    if not form.is_valid():
        return _draw_preview(request, petition, form=form)
    verb, sieve = asked(request.POST)
    decide, _, done = VERBS[verb]
    reason, chosen = form.cleaned_data["why"], sieve.signatures(petition)
    try:
        made = decide(petition, chosen, by=user, reason=reason, at=timezone.now())
        messages.success(request, f"{made.n} {done}. You can undo it for 30 days, below.")
    except ruling.RulingRefused as refused:
        messages.error(request, str(refused))
    return redirect(address(petition))


@require_POST
@never_cache
def undo(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    petition, user = opened(request, pk)
    made = get_object_or_404(Ruling, pk=number, petition=petition)
    try:
        back = ruling.undo(made, by=user, at=timezone.now())
        messages.success(request, f"Undone: {back} of {made.n} are back as they were.")
    except ruling.RulingRefused as refused:
        messages.error(request, str(refused))
    return redirect(address(petition))


@require_POST
@never_cache
def seen(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Somebody has looked at an alert: it leaves the list."""
    petition, user = opened(request, pk)
    alert = get_object_or_404(Alert, pk=number, petition=petition)
    see_alert(alert, by=user, at=timezone.now())
    return redirect(address(petition))


@READ_OR_POST
@never_cache
def reasons_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Why people signed: those nobody has looked at yet, and those that are shown."""
    petition, user = opened(request, pk)
    if request.method == "POST":
        listed, ticked = request.POST.getlist("listed"), request.POST.getlist("chosen")
        chosen = reasons.judge(petition, listed=listed, chosen=ticked, by=user, at=timezone.now())
        messages.success(request, f"Saved: {chosen} of these are shown on the petition.")
        return redirect(reverse("petitions_moderation:reasons", args=[petition.pk]))
    waiting = Paginator(reasons.unjudged(petition), PER_PAGE).get_page(1)
    context = {"petition": petition, "waiting": waiting, "chosen": _shown_reasons(petition)}
    return render(request, "petitions/cms/moderation_reasons.html", context)


def _shown_reasons(petition: Petition) -> QuerySet[SignatureIdentity]:
    return reasons.chosen(petition)[:PER_PAGE]


def address(petition: Petition) -> str:
    return reverse("petitions_moderation:queue", args=[petition.pk])


urlpatterns = [
    path("", queue, name="queue"),
    path("preview/", preview, name="preview"),
    path("rule/", rule, name="rule"),
    path("reasons/", reasons_page, name="reasons"),
    path("rulings/<int:number>/undo/", undo, name="undo"),
    path("alerts/<int:number>/seen/", seen, name="seen"),
]
