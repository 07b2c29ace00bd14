from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.models import Page

from campaigns import cms_branches, cms_writing, first_steps
from campaigns.branches import is_in_a_welsh_branch
from campaigns.demo import demo_campaign
from campaigns.demo_welsh import demo_flow, demo_welsh
from campaigns.standing import pages_of
from petitions.models import Petition

hooks.register("demo_content", demo_campaign, order=50)
hooks.register("demo_content", demo_welsh, order=55)  # before what is mailed
hooks.register("demo_content", demo_flow, order=61)
hooks.register("record_page", pages_of)
hooks.register("to_do", first_steps.to_do)
hooks.register("register_admin_menu_item", cms_branches.menu_item)
hooks.register("construct_page_chooser_queryset", cms_branches.own_and_public)
hooks.register("meant_for_wales", is_in_a_welsh_branch)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {"branch.pages_given": "gave a branch its pages"}


@hooks.register("construct_homepage_panels")
def write_next(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(cms_writing.WritePanel())


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    return [path("", include((cms_branches.urlpatterns, "campaigns_branches")))]


@hooks.register("after_publish_page")
def say_that_a_petition_is_not_open(request: HttpRequest, page: Page) -> None:
    """A page is published in one place and its petition opened in another: lead there."""
    petition = getattr(page.specific, "petition", None)
    if isinstance(petition, Petition) and petition.state in (Petition.State.DRAFT, Petition.State.IN_REVIEW):
        where = reverse("petitions_cms:state", args=[petition.pk])
        words = "The petition on this page is not open yet: nobody can read or sign it. "
        messages.warning(request, format_html('{}<a href="{}">Open it</a>', words, where))


@hooks.register("insert_global_admin_js")
def start_and_name_widgets() -> str:
    """Those that Wagtail starts by inline scripts, and those that it leaves without a name."""
    scripts = ((static(f"js/cms-{name}.js"),) for name in ("starts", "names"))
    return format_html_join("", '<script src="{}" defer></script>', scripts)


@hooks.register("insert_global_admin_css")
def style_the_cms() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}"><noscript><link rel="stylesheet" href="{}"></noscript>',
        static("css/cms-editing.css"),
        static("css/cms-noscript.css"),
    )
