"""The sites in the CMS: the one that answers for every address stays, with a front page beneath it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.models import Page
from wagtail.sites.forms import SiteForm
from wagtail.sites.views import DeleteView, EditView, SiteViewSet

STAYS = (
    "This site answers for every address, so it stays: without it nobody could read a page or vote. "
    "Change its name, port or front page instead."
)
NO_FRONT = "Choose a page of the site: this is the root above all pages, which nobody can read."


class KeptSiteForm(SiteForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_default = self.instance.is_default_site

    def clean_is_default_site(self) -> bool:
        """There is no moment without one: who asks for no known name meets the default site."""
        if self.was_default and not self.cleaned_data["is_default_site"]:
            self.add_error("is_default_site", STAYS)
        return bool(self.cleaned_data.get("is_default_site"))

    def clean_root_page(self) -> Page:
        page: Page = self.cleaned_data["root_page"]
        if page.is_root():
            self.add_error("root_page", NO_FRONT)
        return page


class KeptEdit(EditView):
    @property
    def can_delete(self) -> bool:
        return bool(super().can_delete and not self.object.is_default_site)


class KeptDelete(DeleteView):
    """Back to the form with the reason, where it is the default site."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._kept(request) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._kept(request) or super().post(request, *args, **kwargs)

    def _kept(self, request: HttpRequest) -> HttpResponseBase | None:
        if not self.object.is_default_site:
            return None
        messages.error(request, STAYS)
        return redirect("wagtailsites:edit", self.object.pk)


class KeptSites(SiteViewSet):
    edit_view_class = KeptEdit
    delete_view_class = KeptDelete

    def get_form_class(self, for_update: bool = False) -> type[SiteForm]:
        return KeptSiteForm


kept = KeptSites("wagtailsites", url_prefix="sites")
