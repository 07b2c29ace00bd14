"""What petitions contribute to the CMS and to the house."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path
from wagtail import hooks

from petitions import (
    alerting,
    auditing,
    cms_limits,
    cms_moderation,
    counting,
    demo,
    demo_moderation,
    letters,
    limiting,
    opening,
    ruling,
)
from petitions.choosers import petition_chooser
from petitions.cms_panels import ModerationPanel
from petitions.viewsets import petition_viewset

hooks.register("register_admin_viewset", lambda: petition_viewset)
hooks.register("register_admin_viewset", lambda: petition_chooser)
hooks.register("due", counting.roll_up)
hooks.register("due", opening.keep_timetable)
hooks.register("due", limiting.forget_windows)
hooks.register("due", alerting.look_around)
hooks.register("due", auditing.audit_at_night)
hooks.register("health", auditing.health)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("demo_content", demo.make, order=30)
hooks.register("demo_content", demo_moderation.make, order=34)
hooks.register("due", alerting.forget_alerts)
hooks.register("due", ruling.forget_ruled)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "petitions.moved": "moved a petition from one state to the next",
        "petitions.written": "changed the words of a petition",
        "petitions.ruled": "released or struck out signatures",
        "petitions.ruling_undone": "undid a ruling on signatures",
        "petitions.reasons_judged": "chose which reasons of signers are shown",
        "petitions.limits_set": "changed the limits of a petition",
        "petitions.limits_reset": "put the limits of a petition back to the usual ones",
        "petitions.workplace_written": "listed or changed the internet addresses of a workplace",
        "petitions.workplace_removed": "took the internet addresses of a workplace off the list",
        "petitions.counts_repaired": "put the tallies of a petition right after an audit",
    }


# --- moderation and limits


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLResolver]:
    moderation = include((cms_moderation.urlpatterns, "petitions_moderation"))
    limits = include((cms_limits.urlpatterns, "petitions_limits"))
    return [path("petitions/<int:pk>/moderation/", moderation), path("petitions/", limits)]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(content_type__app_label="petitions", codename="rule_signature")


@hooks.register("construct_homepage_panels")
def moderation_panel(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(cms_moderation.PERMISSION):
        panels.append(ModerationPanel())
