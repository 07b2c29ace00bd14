"""What has happened to a petition, in the CMS: write, look at, publish, put right, take back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from petitions import announcing, telling
from petitions.cms_forms import EntryForm
from petitions.cms_views import writer
from petitions.models import Entry, Petition
from union.accounts.models import User
from union.mail.models import Message, State
from union.methods import READ_OR_POST


@require_safe
def entries(request: HttpRequest, pk: int) -> HttpResponse:
    """All entries of the petition, those still being written first."""
    writer(request)
    petition = get_object_or_404(Petition, pk=pk)
    found = petition.entries.select_related("by", "telling").order_by("-written_at", "-pk")
    return render(request, "petitions/cms/entries.html", {"petition": petition, "entries": found})


@READ_OR_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry."""
    user = writer(request)
    petition = get_object_or_404(Petition, pk=pk)
    draft = Entry(petition=petition)
    form = EntryForm(request.POST or None, instance=draft, initial={"kind": _kind(request)})
    if request.method == "POST" and form.is_valid():
        announcing.write(form.save(commit=False), by=user, at=timezone.now())
        return redirect(_url(draft))
    return _form(request, petition, form, entry=None)


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in Entry.Kind.values and asked != Entry.Kind.MILESTONE else Entry.Kind.UPDATE


@READ_OR_POST
@transaction.atomic
def revise(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Change a draft, or put right what is public; held meanwhile, so that nobody else's words are lost."""
    user, entry = writer(request), _found(pk, entry_pk, hold=request.method == "POST")
    if entry.published_at and not _publishes(user):
        raise PermissionDenied
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        try:
            announcing.revise(entry, words=form.cleaned_data, by=user, at=timezone.now())
        except announcing.WrongMoment as refused:
            messages.error(request, str(refused))
        return redirect(_url(entry))
    return _form(request, entry.petition, form, entry=entry)


def _form(request: HttpRequest, petition: Petition, form: EntryForm, *, entry: Entry | None) -> HttpResponse:
    context = {"petition": petition, "form": form, "entry": entry}
    return render(request, "petitions/cms/entry_form.html", context, status=422 if form.errors else 200)


@require_safe
def entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """The entry as it will stand on the page, to whom it would go, and how far it has come."""
    user, found = writer(request), _found(pk, entry_pk)
    context = {
        "petition": found.petition,
        "entry": found,
        "seen": announcing.edition(found),
        "people": telling.agreeing(found.petition, at=timezone.now()).count(),
        "publishes": _publishes(user),
        "telling": getattr(found, "telling", None),
        "letters": _letters(found),
        "asks": request.GET.get("act", ""),
    }
    return render(request, "petitions/cms/entry.html", context)


def _letters(entry: Entry) -> dict[str, int]:
    """How many letters about it have left, and how many could not."""
    about = Message.objects.filter(kind=telling.NEWS, version=entry.pk)
    failed = Q(state__in=[State.DEAD, State.SUPPRESSED])
    return about.aggregate(sent=Count("pk", filter=Q(state=State.SENT)), failed=Count("pk", filter=failed))


DONE = {
    "publish": "It stands on the page.",
    "take-back": "It has left the page, and letters that had not left stay here.",
    "trial": "A trial is on its way to your own mailbox.",
}


@require_POST
def act(request: HttpRequest, pk: int, entry_pk: int, act: str) -> HttpResponse:
    """Publish it, take it back, or send the letter to oneself."""
    user, found, at = writer(request), _found(pk, entry_pk), timezone.now()
    if act not in DONE:
        raise Http404
    if act != "trial" and not _publishes(user):
        raise PermissionDenied
    try:
        if act == "publish":
            announcing.publish(found, by=user, at=at, seen=request.POST.get("seen", ""))
        elif act == "take-back":
            announcing.take_back(found, by=user, at=at)
        else:
            telling.try_on(found, by=user, at=at)
    except announcing.WrongMoment as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, DONE[act])
    return redirect(_url(found))


def _publishes(user: User) -> bool:
    return user.has_perm("petitions.publish_petition")


def _found(pk: int, entry_pk: int, *, hold: bool = False) -> Entry:
    entries = Entry.objects.select_related("petition", "telling")
    held = entries.select_for_update(of=("self",)) if hold else entries
    return get_object_or_404(held, pk=entry_pk, petition=pk)


def _url(entry: Entry) -> str:
    return reverse("petitions_cms:entry", args=[entry.petition_id, entry.pk])
