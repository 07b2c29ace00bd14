from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True  # of the two in this module
    name = "union.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from union.accounts import proving

        authenticator_added.connect(proving.factor_came, dispatch_uid="factor_came")


class CmsUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management, with our own user: a name and an address, no password."""

    user_viewset = "union.accounts.cms_users.UserViewSet"

    def ready(self) -> None:
        from wagtail.admin.views.account import NameEmailSettingsPanel

        from union.accounts.cms_users import OwnNameForm

        NameEmailSettingsPanel.form_class = OwnNameForm
