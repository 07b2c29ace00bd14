"""Choosing a petition in the CMS, or making one in the same dialog."""

from typing import Any

from django.utils import timezone
from wagtail.admin.views.generic.chooser import CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from petitions import opening
from petitions.models import Petition
from union.chosen import RecordBlock


class BeginPetitionView(CreateView):
    def save_form(self, form: Any) -> Petition:
        petition: Petition = form.save(commit=False)
        opening.begin(petition, by=self.request.user, at=timezone.now())
        return petition


class PetitionChooserViewSet(ChooserViewSet):
    model = "petitions.Petition"
    base_block_class = RecordBlock
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
