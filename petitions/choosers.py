"""Choosing a petition in the CMS, or making one in the same dialog."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.views.generic.chooser import CreateView

from petitions.models import Petition
from union.pages.how_it_stands import Found, ToChoose
from union.pages.seen import SeenChooserViewSet
from union.slugs import SlugTaken

DRAFTS = ("petitions.view_petition", "petitions.change_petition", "petitions.publish_petition")


class BeginPetitionView(CreateView):
    def save_form(self, form: Any) -> Petition:
        petition: Petition = form.begin(by=self.request.user, at=timezone.now())
        return petition

    def post(self, request: HttpRequest) -> HttpResponse:
        """Where somebody took the address since the form was looked at, the form says so."""
        try:
            answer: HttpResponse = super().post(request)
        except SlugTaken:
            answer = self.get_reshow_creation_form_response()
        return answer


class PetitionChooserViewSet(SeenChooserViewSet):
    """Drafts for those who work on petitions; what anybody may see for every editor."""

    model = "petitions.Petition"
    choose_view_class = ToChoose
    choose_results_view_class = Found
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

    def choosable(self, user: Any) -> QuerySet[Petition]:
        works = user is None or any(user.has_perm(permission) for permission in DRAFTS)
        return Petition.objects.all() if works else Petition.objects.public()


petition_chooser = PetitionChooserViewSet("petition_chooser")
