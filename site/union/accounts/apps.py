from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "union.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"


class CmsUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management, with our own user: a name and an address, no password."""

    user_viewset = "union.accounts.cms_users.UserViewSet"
