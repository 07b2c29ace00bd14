from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.consultations.choosers import (
    consultation_chooser_viewset,
    figure_chooser_viewset,
    quote_chooser_viewset,
)
from campaigns.consultations.cms_views import DRAFTERS, PERMISSION
from campaigns.consultations.demo import demo_consultation
from campaigns.consultations.opening import close_due

hooks.register("due", close_due)
hooks.register("demo_content", demo_consultation, order=32)

ACTIONS = {
    "consultation.drafted": "drafted a consultation",
    "consultation.changed": "changed the words, dates or audience of a draft",
    "consultation.discarded": "deleted a draft",
    "consultation.section_added": "added a section to a draft",
    "consultation.section_changed": "changed a section of a draft",
    "consultation.section_moved": "moved a section of a draft",
    "consultation.section_removed": "deleted a section of a draft",
    "consultation.question_added": "added a question to a draft",
    "consultation.question_changed": "changed a question of a draft",
    "consultation.question_moved": "moved a question of a draft",
    "consultation.question_removed": "deleted a question of a draft",
    "consultation.extended": "gave a consultation more time",
    "consultation.opened": "opened a consultation",
    "consultation.closed": "closed a consultation",
    "consultation.reported": "marked a consultation as reported",
    "answer.approved": "approved a free text",
    "answer.redacted": "approved a free text with words taken out",
    "answer.refused": "refused to publish a free text",
    "answer.unread": "put a free text back into the queue",
    "answer.safeguarding": "marked a free text for safeguarding",
    "answer.safeguarding_cleared": "cleared a safeguarding mark",
    "quote.proposed": "proposed a quote",
    "quote.approved": "approved a quote as the second person",
    "quote.recalled": "recalled a quote",
    "figure.written": "wrote a figure",
    "figure.released": "released a figure",
    "figure.withdrawn": "withdrew a figure",
}


@hooks.register("audit_actions")
def consultation_actions() -> dict[str, str]:
    return ACTIONS


@hooks.register("register_admin_viewset")
def choosers() -> list[object]:
    return [consultation_chooser_viewset, figure_chooser_viewset, quote_chooser_viewset]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permissions stand on the group pages of the CMS."""
    named = ["moderate_replies", "draft_consultations"]
    return Permission.objects.filter(content_type__app_label="consultations", codename__in=named)


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLResolver]:
    return [
        path("views/", include("campaigns.consultations.cms_urls")),
        path("views/", include("campaigns.consultations.cms_building_urls")),
    ]


class MenuItemFor(MenuItem):
    """Shown to whoever holds one of these permissions."""

    def __init__(self, label: str, url: str, *, permissions: list[str], **rest: Any) -> None:
        super().__init__(label, url, **rest)
        self.permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(permission) for permission in self.permissions)


@hooks.register("register_admin_menu_item")
def views_menu_item() -> MenuItem:
    return MenuItemFor(
        "Members' views",
        reverse("consultations_cms:index"),
        permissions=[PERMISSION, DRAFTERS],
        name="members-views",
        icon_name="comment",
        order=350,
    )
