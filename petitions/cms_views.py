"""The list of petitions, their words, and the screen from which they are moved on."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import models, transaction
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from petitions import moves, opening
from petitions.batches import COUNTED_IN, uncounted
from petitions.cms_forms import SuccessorForm
from petitions.cms_handing import hand_in_url
from petitions.counting import hour_key
from petitions.keeping import show_anew
from petitions.models import Petition, PetitionQuerySet, Signature, Tally
from union.accounts.models import User
from union.accounts.permitted import NothingIsDeleted, holder
from union.audit.recording import record
from union.methods import READ_OR_POST
from union.pages.meanwhile import HeldWhileSaved
from union.slugs import SlugTaken

policy = NothingIsDeleted(Petition)  # it is closed and archived


def with_standing(petitions: PetitionQuerySet, *, at: datetime) -> PetitionQuerySet:
    """Each petition with its count, how many confirmed today, and how many wait for a moderator."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = Tally.objects.filter(petition=OuterRef("pk"), dimension="hour").order_by()
    today = hours.filter(key__gte=hour_key(midnight))
    held = Signature.objects.filter(petition=OuterRef("pk"), state=Signature.State.HELD).order_by()
    return petitions.with_counts().annotate(
        today=_or_nought(today.values("petition").annotate(all=Sum("n")).values("all")),
        held=_or_nought(held.values("petition").annotate(all=models.Count("pk")).values("all")),
    )


def _or_nought(query: models.QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(query), 0, output_field=models.BigIntegerField())


def buttons_of(petition: Petition, *, for_user: User) -> list[Button]:
    """The ways to the other screens of a petition, for those who may go there."""
    buttons = [
        Button("State", url=state_url(petition), icon_name="resubmit", priority=5),
        Button(
            "What has happened",
            url=reverse("petitions_cms:entries", args=[petition.pk]),
            icon_name="list-ul",
            priority=6,
        ),
    ]
    if for_user.has_perm("petitions.rule_signature"):
        where = reverse("petitions_moderation:queue", args=[petition.pk])
        buttons.append(Button("Moderate signatures", url=where, icon_name="view", priority=7))
    if for_user.has_perm("petitions.publish_petition"):
        buttons.append(Button("Hand in", url=hand_in_url(petition), icon_name="upload", priority=8))
    if for_user.is_superuser:
        where = reverse("petitions_limits:limits", args=[petition.pk])
        buttons.append(Button("Limits", url=where, icon_name="lock", priority=9))
    return buttons


class PetitionIndexView(generic.IndexView):
    def get_base_queryset(self) -> PetitionQuerySet:
        return with_standing(super().get_base_queryset(), at=timezone.now())

    def get_list_more_buttons(self, instance: Petition) -> list[Button]:
        return [*super().get_list_more_buttons(instance), *buttons_of(instance, for_user=self.request.user)]


class SaysWhatIsTaken:
    """Where somebody took the address since the form was looked at, the form says so."""

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except SlugTaken:
            self.is_valid(form)  # type: ignore[attr-defined]  # not any more: finds what the page then says
            return self.form_invalid(form)  # type: ignore[attr-defined]


class PetitionCreateView(SaysWhatIsTaken, generic.CreateView):
    def save_instance(self) -> Petition:
        petition: Petition = self.form.begin(by=self.request.user, at=timezone.now())
        return petition


class PetitionEditView(HeldWhileSaved, SaysWhatIsTaken, generic.EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *buttons_of(self.object, for_user=self.request.user)]

    def save_instance(self) -> Petition:
        """The words and the entry of who changed which of them, together."""
        with transaction.atomic():
            saved: Petition = super().save_instance()
            show_anew(saved)
            record(
                "petitions.written",
                subject=saved.subject,
                by=self.request.user,
                at=timezone.now(),
                detail={"fields": sorted(self.form.changed_data)},
            )
        return saved


def writer(request: HttpRequest) -> User:
    """Whoever asks, if they may write petitions. Raises PermissionDenied."""
    return holder(request, "petitions.change_petition")


@READ_OR_POST
def state_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The petition's state, and the moves this person can make from it."""
    user, at = writer(request), timezone.now()
    petition = get_object_or_404(Petition.objects.with_counts(), pk=pk)
    offered = moves.offered(petition.stage(at), to=user)
    name = (request.POST if request.method == "POST" else request.GET).get("verb", "")
    chosen = next((move for move in offered if move.name == name), None)
    if request.method == "POST":
        return _make(request, petition, chosen, known=moves.named(name) is not None, at=at)
    context = {
        "petition": petition,
        "stage": Petition.State(petition.stage(at)),
        "moves": offered,
        "reads": any(move.reads for move in offered),
        "seen": opening.edition(petition),
        "asked": chosen if chosen and chosen.final else None,
        "held": _held(petition) if name == "close" else 0,
        "outcomes": Petition.Outcome.choices,
        "successor_form": _successor_form(petition, user=user, at=at),
        "publishes": user.has_perm("petitions.publish_petition"),
        "paper": uncounted(petition) if petition.stage(at) in COUNTED_IN else [],
    }
    return render(request, "petitions/cms/state.html", context)


def _held(petition: Petition) -> int:
    return Signature.objects.filter(petition=petition, state=Signature.State.HELD).count()


def _make(
    request: HttpRequest, petition: Petition, chosen: moves.Move | None, *, known: bool, at: datetime
) -> HttpResponse:
    """Make the move, or say why not; a move nobody knows changes nothing."""
    if chosen is None:
        if known:
            messages.error(request, "This is not possible any more, or needs a moderator: see below.")
        return redirect(state_url(petition))
    if chosen.final and request.POST.get("sure") != "yes":
        return redirect(f"{state_url(petition)}?verb={chosen.name}")
    more = {"outcome": request.POST.get("outcome", "")} if chosen.name == "conclude" else {}
    if chosen.reads:
        more["seen"] = request.POST.get("seen", "")
    try:
        chosen.verb(petition, by=request.user, at=at, **more)
    except opening.WrongState as refused:
        messages.error(request, str(refused))
        return redirect(f"{state_url(petition)}?verb={chosen.name}" if chosen.final else state_url(petition))
    messages.success(request, f"The petition is now {petition.get_state_display().lower()}.")
    if chosen.then:
        new = reverse("petitions_cms:new_entry", args=[petition.pk])
        messages.info(request, "Tell people about it now, or leave this page: it can wait.")
        return redirect(f"{new}?kind={chosen.then}")
    return redirect(state_url(petition))


def _successor_form(petition: Petition, *, user: User, at: datetime) -> SuccessorForm | None:
    may = user.has_perm("petitions.publish_petition") and petition.stage(at) in opening.ENDED
    return SuccessorForm(petition=petition) if may else None


@require_http_methods(["POST"])
def successor_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the petition that follows."""
    user = writer(request)
    holder(request, "petitions.publish_petition")
    petition = get_object_or_404(Petition, pk=pk)
    form = SuccessorForm(request.POST, petition=petition)
    if not form.is_valid():
        messages.error(request, "Choose one of the petitions in the list.")
        return redirect(state_url(petition))
    chosen = form.cleaned_data["successor"]
    try:
        opening.name_successor(petition, successor=chosen, by=user, at=timezone.now())
    except opening.WrongState as refused:
        messages.error(request, str(refused))
        return redirect(state_url(petition))
    if chosen is None:
        messages.success(request, "The page points to no other petition.")
        return redirect(state_url(petition))
    messages.success(request, "The page points to it. Invite those who asked for news, if you like:")
    return redirect(f"{reverse('petitions_cms:new_entry', args=[petition.pk])}?kind=next")


def state_url(petition: Petition) -> str:
    return reverse("petitions_cms:state", args=[petition.pk])
