"""What comments contribute to the house."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.comments import cms_panels, cms_views, letters, letting_go, moderating
from union.desk.me_sections import Records

hooks.register("mail_kind", letters.mail_kinds)
hooks.register("expiring", letting_go.expire)
hooks.register("to_do", cms_panels.to_do)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return moderating.ACTIONS


@hooks.register("personal_data")
def comments() -> Records:
    return Records(name="comments", collect=letting_go.collect, goes=letting_go.goes, erase=letting_go.erase)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    return [path("comments/", include((cms_views.urlpatterns, cms_views.app_name)))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(content_type__app_label="comments", codename="moderate_comments")


class CommentsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(cms_views.PERMISSION)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return CommentsItem("Comments", reverse("comments_cms:queue"), icon_name="comment", order=260)
