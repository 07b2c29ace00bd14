"""Choosing a petition in the CMS, or making one in the same dialog."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from petitions import opening
from petitions.models import Petition


class BeginPetitionView(CreateView):
    def save_form(self, form: Any) -> Petition:
        petition: Petition = form.save(commit=False)
        opening.begin(petition, by=self.request.user, at=timezone.now())
        return petition


class HowItStands:
    """Beside each title whether it is open: of two alike an editor means that one."""

    @property
    def columns(self) -> list[Column]:
        found: list[Column] = super().columns  # type: ignore[misc]
        return [*found, Column("state", label="State", accessor="get_state_display")]


class PetitionsToChoose(HowItStands, ChooseView):
    ordering = "-pk"


class PetitionsFound(HowItStands, ChooseResultsView):
    ordering = "-pk"


class PetitionChooserViewSet(ChooserViewSet):
    model = "petitions.Petition"
    choose_view_class = PetitionsToChoose
    choose_results_view_class = PetitionsFound
    icon = "edit"
    choose_one_text = "Choose a petition"
    choose_another_text = "Choose another petition"
    edit_item_text = "Edit this petition"
    # By name: a page's model is read before all models are there, and the form needs them.
    creation_form_class = "petitions.cms_forms.NewPetitionForm"
    create_view_class = BeginPetitionView
    create_action_label = "Begin this petition"
    creation_tab_label = "New petition"
    search_tab_label = "Petitions"


petition_chooser = PetitionChooserViewSet("petition_chooser")
