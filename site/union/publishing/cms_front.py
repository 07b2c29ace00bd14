"""The front page of the CMS and its reports, for those who work on a part of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.views.home import HomeView

from union.publishing.cms_doors import works_on_all

FOR_THE_WHOLE_SITE = {"translations", "page-types-usage"}


class Front(HomeView):
    """Wagtail's, without the search among pages for those who have nothing to do with any."""

    def get_template_names(self) -> list[str]:
        pages = user_has_any_page_permission(self.request.user)
        return [self.template_name if pages else "publishing/cms/home_without_pages.html"]


def only_reports_that_open(request: HttpRequest, items: list[Any]) -> None:
    """Two reports name pages of every part; the hook `construct_reports_menu`."""
    try:
        works_on_all(request)
    except PermissionDenied:
        items[:] = [item for item in items if item.name not in FOR_THE_WHOLE_SITE]
