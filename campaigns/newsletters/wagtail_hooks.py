"""What newsletters contribute to the CMS and to the house."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from campaigns.newsletters import (
    agreeing,
    cms_panels,
    demo,
    expiring,
    issues,
    letters,
    limiting,
    mailable,
    mine,
    queueing,
    recorded,
    reporting,
    telling,
)
from campaigns.newsletters.cms_offers import newsletter_viewset
from campaigns.newsletters.cms_views import APPROVES, SENDS, url_to_send
from union.desk.me_sections import MePart, Records

hooks.register("due", queueing.begin_due)
hooks.register("due", queueing.settle_sent, order=96)  # after the letters have left
hooks.register("due", limiting.forget_windows)
hooks.register("job_kind", queueing.job_kinds)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("mail_kind", issues.mail_kinds)
hooks.register("expiring", expiring.expire)
hooks.register("health", reporting.health)
hooks.register("demo_content", demo.make, order=60)  # after the pages
hooks.register("page_mailed", telling.mailed)
hooks.register("campaign_news", agreeing.sender)
hooks.register("to_do", cms_panels.to_do)
hooks.register("audit_actions", recorded.audit_actions)
hooks.register("register_admin_viewset", lambda: newsletter_viewset)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    return [path("newsletters/", include("campaigns.newsletters.cms_urls"))]


class MailingsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(permission) for permission in (SENDS, APPROVES))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    where = reverse("newsletters_cms:index")
    return MailingsMenuItem("Newsletters", where, name="newsletters", icon_name="mail", order=220)


@hooks.register("register_page_header_buttons")
def send_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """On pages of a kind that can be mailed, for those who may."""
    if mailable.has_a_body(page) and user.has_perm(SENDS):
        yield Button("Send as newsletter", url=url_to_send(page), icon_name="mail", priority=45)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permissions stand on the group pages of the CMS."""
    names = ["send_mailing", "approve_mailing"]
    return Permission.objects.filter(content_type__app_label="newsletters", codename__in=names)


@hooks.register("me_section", order=30)
def my_newsletters() -> MePart:
    return MePart(
        slug="newsletters",
        title=_("Newsletters"),
        urls="campaigns.newsletters.me_urls",
        template="newsletters/me_section.html",
        show=mine.show,
    )


@hooks.register("personal_data")
def my_data() -> Records:
    return Records(name="newsletters", collect=mine.collect, goes=mine.goes, erase=mine.erase)
