"""Petitions in the CMS: their words, their counts, and the buttons that open, pause and close them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from petitions import opening
from petitions.cms_panels import guard_buttons
from petitions.keeping import show_anew
from petitions.models import Petition, PetitionQuerySet
from union.accounts.models import User
from union.audit.recording import record

VERBS = {
    "open": (opening.open_petition, "Open it for signatures"),
    "schedule": (opening.schedule, "Let it open at its opening time"),
    "pause": (opening.pause, "Pause it"),
    "close": (opening.close, "Close it"),
}
OFFERED = {
    Petition.State.DRAFT: ["open", "schedule"],
    Petition.State.IN_REVIEW: ["open", "schedule"],
    Petition.State.SCHEDULED: ["open"],
    Petition.State.OPEN: ["pause", "close"],
    Petition.State.PAUSED: ["open", "close"],
}
# What people have put their names to stays as they read it.
FIXED_ONCE_OPENED = ["title", "slug", "demand", "decision_maker"]


class NothingIsDeleted(ModelPermissionPolicy):
    """Django's own permissions, but a petition is closed and archived, never deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


policy = NothingIsDeleted(Petition)


class PetitionForm(WagtailAdminModelForm):
    class Meta:
        model = Petition
        fields = [
            "title",
            "slug",
            "demand",
            "background",
            "decision_maker",
            "goal",
            "opens_at",
            "closes_at",
        ]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("opens_at", "closes_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.opened_at:
            for name in FIXED_ONCE_OPENED:
                self.fields[name].disabled = True
                self.fields[name].help_text = "People have signed this: it stays as they read it."

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == "confirm":
            raise forms.ValidationError("This address is taken by the site itself: choose another.")
        return slug

    def save(self, commit: bool = True) -> Petition:
        """An existing petition keeps what the form does not hold: its state may have moved meanwhile."""
        if self.instance.pk and commit:
            self.instance.save(update_fields=self.Meta.fields)
            return self.instance
        saved: Petition = super().save(commit)
        return saved


class PetitionIndexView(generic.IndexView):
    def get_base_queryset(self) -> PetitionQuerySet:
        return super().get_base_queryset().with_counts()

    def get_list_more_buttons(self, instance: Petition) -> list[Button]:
        state = Button("State", url=state_url(instance), icon_name="resubmit", priority=5)
        return [*super().get_list_more_buttons(instance), state, *guard_buttons(self.request, instance)]


class PetitionEditView(generic.EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        state = Button("State", url=state_url(self.object), icon_name="resubmit", priority=5)
        return [*super().header_more_buttons, state, *guard_buttons(self.request, self.object)]

    def save_instance(self) -> Petition:
        """The words and the entry of who changed which of them, together."""
        with transaction.atomic():
            saved: Petition = super().save_instance()
            show_anew(saved)
            record(
                "petitions.written",
                subject=f"petition:{saved.pk}",
                by=self.request.user,
                at=timezone.now(),
                detail={"fields": sorted(self.form.changed_data)},
            )
        return saved


@require_http_methods(["GET", "HEAD", "POST"])
def state_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The petition's state and the buttons that lead on from it."""
    if not policy.user_has_permission(request.user, "publish"):
        raise PermissionDenied
    assert isinstance(request.user, User)  # nobody else has a permission
    petition, at = get_object_or_404(Petition, pk=pk), timezone.now()
    offered = OFFERED.get(Petition.State(petition.stage(at)), [])
    if request.method == "POST" and (chosen := VERBS.get(request.POST.get("verb", ""))):
        try:
            chosen[0](petition, by=request.user, at=at)
            messages.success(request, f"The petition is now {petition.get_state_display().lower()}.")
        except opening.WrongState as refused:
            messages.error(request, str(refused))
        return redirect(state_url(petition))
    context = {"petition": petition, "verbs": [(verb, VERBS[verb][1]) for verb in offered]}
    return render(request, "petitions/cms/state.html", context)


def state_url(petition: Petition) -> str:
    return reverse("petitions_cms:state", args=[petition.pk])


class PetitionViewSet(ModelViewSet):
    model = Petition
    name = "petitions_cms"
    url_prefix = "petitions"
    icon = "edit"
    menu_label = "Petitions"
    menu_order = 210
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = policy
    index_view_class = PetitionIndexView
    edit_view_class = PetitionEditView
    list_display = [
        "title",
        Column("state", accessor="get_state_display", label="State"),
        Column("count", label="Signatures"),
        Column("goal", label="Goal"),
    ]
    form_fields = PetitionForm.Meta.fields

    def get_form_class(self, for_update: bool = False) -> type[PetitionForm]:
        return PetitionForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/state/", state_view, name="state")]


petition_viewset = PetitionViewSet()
