"""Choosing a petition in the CMS, or making one in the same dialog."""

from wagtail.admin.viewsets.chooser import ChooserViewSet


class PetitionChooserViewSet(ChooserViewSet):
    model = "petitions.Petition"
    icon = "edit"
    choose_one_text = "Choose a petition"
    choose_another_text = "Choose another petition"
    edit_item_text = "Edit this petition"
    form_fields = ["title", "slug", "demand", "decision_maker"]
    search_tab_label = "Petitions"


petition_chooser = PetitionChooserViewSet("petition_chooser")
