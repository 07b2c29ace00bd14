from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.consultations import (
    api,
    cms_safeguarding,
    exporting,
    interested,
    mine,
    safeguarding,
    telling,
)
from campaigns.consultations.choosers import (
    consultation_chooser_viewset,
    figure_chooser_viewset,
    quote_chooser_viewset,
    theme_chooser_viewset,
)
from campaigns.consultations.cms_panels import to_do
from campaigns.consultations.cms_themes import may_code
from campaigns.consultations.cms_views import DRAFTERS, EXPORTERS, KEYERS, PERMISSION
from campaigns.consultations.demo import demo_consultation
from campaigns.consultations.demo_staff import demo_staff
from campaigns.consultations.demo_unmet import demo_unmet
from campaigns.consultations.demo_watch import demo_watch
from campaigns.consultations.expiring import expire
from campaigns.consultations.flagging import flag_due
from campaigns.consultations.inviting import INVITATION, render_invitation
from campaigns.consultations.letting_go import forget_places, forget_replies
from campaigns.consultations.mixing import mix_due, settle_due
from campaigns.consultations.models import Consultation, Figure, Quote, Theme
from campaigns.consultations.opening import close_due
from campaigns.consultations.reminding import REMINDER, forget_left, remind_due, render_reminder
from campaigns.consultations.resending import AGAIN, render_again
from campaigns.consultations.under_way import invite_due, job_kinds, plan_due
from union.desk.me_sections import MePart, Records
from union.mail.models import Lane
from union.mail.rendering import MailKind

hooks.register("due", close_due)
hooks.register("due", flag_due)
hooks.register("to_do", to_do)
hooks.register("expiring", expire)
for step in (plan_due, invite_due, remind_due, forget_left, mix_due, settle_due):
    hooks.register("due", step)
hooks.register("job_kind", job_kinds)
hooks.register("expiring", forget_places)
hooks.register("expiring", forget_replies)
hooks.register("job_kind", exporting.kinds)
hooks.register("expiring", exporting.expire)
hooks.register("api_routes", api.api_routes)
hooks.register("demo_content", demo_consultation, order=32)
hooks.register("demo_content", demo_watch, order=33)
hooks.register("demo_content", demo_unmet, order=34)
hooks.register("demo_content", demo_staff, order=35)
hooks.register("mail_kind", safeguarding.mail_kinds)
hooks.register("expiring", interested.expire)
hooks.register("job_kind", telling.job_kinds)
hooks.register("mail_kind", telling.mail_kinds)

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
    "consultation.reminders_set": "set the days of reminders of a consultation",
    "consultation.closed": "closed a consultation",
    "consultation.reported": "marked a consultation as reported",
    "consultations.expired": "deleted replies that were never sent",
    "answer.approved": "approved a free text",
    "answer.redacted": "approved a free text with words taken out",
    "answer.refused": "refused to publish a free text",
    "answer.unread": "put a free text back into the queue",
    "answer.safeguarding": "marked a free text for safeguarding",
    "answer.safeguarding_cleared": "cleared a safeguarding mark",
    "quote.proposed": "proposed a quote",
    "quote.approved": "approved a quote as the second person",
    "quote.recalled": "recalled a quote",
    "paper.batch_made": "made a batch of paper or telephone replies",
    "paper.batch_finished": "finished a batch of paper or telephone replies",
    "paper.keyed": "keyed a reply",
    "paper.corrected": "corrected a keyed reply",
    "paper.deleted": "deleted a keyed reply",
    "paper.receipt": "made a receipt code for a keyed reply",
    "table.proposed": "proposed a table",
    "table.released": "released a table",
    "table.withdrawn": "withdrew a table",
    "consultation.exported": "asked for an export of replies",
    "consultation.export_fetched": "fetched an export of replies",
    "consultation.exports_expired": "let go of exports after a week",
    "figure.written": "wrote a figure",
    "figure.released": "released a figure",
    "figure.withdrawn": "withdrew a figure",
    "theme.written": "wrote a theme",
    "theme.changed": "changed a theme",
    "theme.merged": "put a theme into another one",
    "theme.unmerged": "took a theme out of another one",
    "theme.retired": "retired a theme",
    "theme.brought_back": "brought a theme back",
    "outcome.written": "wrote what the union does about a theme",
    "outcome.published": "published an outcome as the second person",
    "outcome.taken_back": "took an outcome back",
}


@hooks.register("audit_actions")
def consultation_actions() -> dict[str, str]:
    return ACTIONS


@hooks.register("shown_records")
def shown_records() -> dict[str, type[Model]]:
    return {"consultation": Consultation, "figure": Figure, "quote": Quote, "theme": Theme}


@hooks.register("mail_kind")
def letters() -> list[MailKind]:
    return [
        MailKind(INVITATION, Lane.BULK, render_invitation),
        MailKind(REMINDER, Lane.BULK, render_reminder),
        MailKind(AGAIN, Lane.INTERACTIVE, render_again),
    ]


@hooks.register("me_section", order=20)
def my_views() -> MePart:
    return MePart(
        slug="views",
        title=_("Members’ views"),
        urls="campaigns.consultations.me_urls",
        template="consultations/me_section.html",
        show=mine.show,
    )


@hooks.register("personal_data")
def my_replies() -> Records:
    return Records(name="consultations", collect=mine.collect, goes=mine.goes, erase=mine.erase)


@hooks.register("register_admin_viewset")
def choosers() -> list[object]:
    return [
        consultation_chooser_viewset,
        figure_chooser_viewset,
        quote_chooser_viewset,
        theme_chooser_viewset,
    ]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permissions stand on the group pages of the CMS."""
    names = [
        "moderate_replies",
        safeguarding.SEE,
        "key_replies",
        "draft_consultations",
        "code_replies",
        "export_replies",
    ]
    return Permission.objects.filter(content_type__app_label="consultations", codename__in=names)


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLResolver]:
    return [
        path("views/", include("campaigns.consultations.cms_theme_urls")),
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
        permissions=[PERMISSION, KEYERS, DRAFTERS, EXPORTERS],
        name="members-views",
        icon_name="comment",
        order=350,
    )


@hooks.register("register_admin_menu_item")
def safeguarding_menu_item() -> MenuItem:
    return MenuItemFor(
        "Safeguarding",
        reverse("consultations_cms:safeguarding"),
        permissions=[PERMISSION, cms_safeguarding.LEADS],
        name="members-views-safeguarding",
        icon_name="warning",
        order=351,
    )


class CodersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_code(request)


@hooks.register("register_admin_menu_item")
def themes_menu_item() -> MenuItem:
    where = reverse("consultations_themes:index")
    return CodersMenuItem("Themes", where, name="members-themes", icon_name="tag", order=351)


@hooks.register("personal_data")
def reports_asked_for() -> Records:
    return Records(name="reports", collect=interested.collect, goes=interested.goes, erase=interested.erase)
