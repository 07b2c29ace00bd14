"""What pay scales contribute to the CMS and to the audit log."""

from django.urls import URLPattern
from wagtail import hooks

from union.pay import cms_scales

hooks.register("register_admin_menu_item", cms_scales.menu_item)
hooks.register("register_permissions", cms_scales.permissions)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return cms_scales.urlpatterns


@hooks.register("audit_actions")
def pay_actions() -> dict[str, str]:
    return {"pay.scale_loaded": "loaded a pay scale"}
