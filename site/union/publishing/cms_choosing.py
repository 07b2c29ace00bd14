"""What an editor chooses a page from: a list, or an address that is typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView, ExternalLinkView, page_models_from_string
from wagtail.models import Locale, Page, Site


class ChooseAPage(BrowseView):
    """Opens as near as can be to what may be chosen, in English: Wagtail's begins above both languages.

    The Welsh side of a page follows by itself. The list of where a page may be moved to is left alone.
    """

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        moving = "user_perms" in request.GET
        start = None if moving else nearest(request)
        answer: HttpResponse = super().get(request, start and start.pk)
        return answer


class ChooseAnAddress(ExternalLinkView):
    """Where somebody types the address of a page of ours, it becomes a link to that page.

    Wagtail's answer tells the title of its draft, and the way to edit it, to whoever types.
    """

    def render_chosen_response(self, result: dict[str, Any]) -> HttpResponse:
        if "adminTitle" in result:
            page = Page.objects.get(pk=result["id"])
            result["adminTitle"] = page.get_admin_display_title()
            if not page.permissions_for_user(self.request.user).can_edit():
                result["editUrl"] = None
        answer: HttpResponse = super().render_chosen_response(result)
        return answer


def nearest(request: HttpRequest) -> Page | None:
    """The page beneath which all that may be chosen stand, or the home page for pages of any kind."""
    kind = request.GET.get("page_type") or ""
    if kind in ("", "wagtailcore.page"):
        site = Site.find_for_request(request)
        return site and site.root_page
    try:
        here = Page.objects.filter(locale=Locale.get_default())
        found = here.type(*page_models_from_string(kind)).first_common_ancestor()
    except (LookupError, ValueError):
        return None
    return found if found and not found.is_root() else None
