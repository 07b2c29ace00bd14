"""What petitions contribute to the CMS and to the house."""

from django.urls import URLPattern
from wagtail import hooks

from petitions import (
    api,
    cms_handing,
    cms_postcodes,
    counting,
    demo,
    directory_queue,
    handing_in,
    letters,
    limiting,
    opening,
    resolving,
)
from petitions.choosers import petition_chooser
from petitions.viewsets import petition_viewset

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("register_admin_menu_item", cms_postcodes.menu_item)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", limiting.forget_windows)
hooks.register("due", directory_queue.wake_for_waiting)
hooks.register("due", resolving.resolve_places)
hooks.register("due", handing_in.prepare_packs)
hooks.register("due", handing_in.keep_packs)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("api_routes", api.api_routes)
hooks.register("demo_content", demo.make, order=30)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [*cms_handing.urlpatterns, *cms_postcodes.urlpatterns]


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.directory": "imported the directory of postcodes",
        "petitions.pack_asked": "asked for a hand-in pack",
        "petitions.pack_made": "made a hand-in pack",
        "petitions.pack_downloaded": "downloaded a file of a hand-in pack",
        "petitions.moved": "moved a petition from one state to the next",
        "petitions.written": "changed the words of a petition",
    }
