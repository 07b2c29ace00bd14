"""Petitions in the CMS: the list, the words, the state and what has happened."""

from django.urls import URLPattern, path
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from petitions import cms_views, entry_views
from petitions.cms_forms import PetitionForm
from petitions.models import Petition


class PetitionViewSet(ModelViewSet):
    model = Petition
    name = "petitions_cms"
    url_prefix = "petitions"
    icon = "union-petition"
    menu_label = "Petitions"
    menu_order = 210
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = cms_views.policy
    index_view_class = cms_views.PetitionIndexView
    add_view_class = cms_views.PetitionCreateView
    edit_view_class = cms_views.PetitionEditView
    list_display = [
        "title",
        Column("state", accessor="get_state_display", label="State", sort_key="state"),
        Column("count", label="Signatures", sort_key="count", classname="number"),
        Column("today", label="Today", sort_key="today", classname="number"),
        Column("held", label="Held", sort_key="held", classname="number"),
        Column("goal", label="Goal", classname="number"),
    ]
    list_filter = ["state"]
    search_fields = ["title", "demand", "decision_maker"]
    search_backend_name = None
    form_fields = PetitionForm.Meta.fields

    def get_form_class(self, for_update: bool = False) -> type[PetitionForm]:
        return PetitionForm

    def get_urlpatterns(self) -> list[URLPattern]:
        entry = "<int:pk>/entries/<int:entry_pk>/"
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/state/", cms_views.state_view, name="state"),
            path("<int:pk>/successor/", cms_views.successor_view, name="successor"),
            path("<int:pk>/entries/", entry_views.entries, name="entries"),
            path("<int:pk>/entries/new/", entry_views.write, name="new_entry"),
            path(entry, entry_views.entry, name="entry"),
            path(f"{entry}words/", entry_views.revise, name="revise_entry"),
            path(f"{entry}<slug:act>/", entry_views.act, name="act_on_entry"),
        ]


petition_viewset = PetitionViewSet()
