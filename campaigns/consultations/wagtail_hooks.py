from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.consultations import api, exporting
from campaigns.consultations.choosers import (
    consultation_chooser_viewset,
    figure_chooser_viewset,
    quote_chooser_viewset,
)
from campaigns.consultations.cms_views import PERMISSION
from campaigns.consultations.demo import demo_consultation
from campaigns.consultations.opening import close_due

hooks.register("due", close_due)
hooks.register("job_kind", exporting.kinds)
hooks.register("expiring", exporting.expire)
hooks.register("api_routes", api.api_routes)
hooks.register("demo_content", demo_consultation, order=32)

ACTIONS = {
    "consultation.drafted": "drafted a consultation",
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
    "table.proposed": "proposed a table",
    "table.released": "released a table",
    "table.withdrawn": "withdrew a table",
    "consultation.exported": "asked for an export of replies",
    "consultation.export_fetched": "fetched an export of replies",
    "consultation.exports_expired": "let go of exports after a week",
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
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(
        content_type__app_label="consultations", codename__in=["moderate_replies", "export_replies"]
    )


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLResolver]:
    return [path("views/", include("campaigns.consultations.cms_urls"))]


class ModeratorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_menu_item")
def views_menu_item() -> MenuItem:
    where = reverse("consultations_cms:index")
    return ModeratorsMenuItem("Members' views", where, name="members-views", icon_name="comment", order=350)
