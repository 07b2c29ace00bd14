from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True  # of the two in this module
    name = "union.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import email_changed, user_logged_in
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from union.accounts import ending, proving

        user_logged_in.connect(proving.came_in, dispatch_uid="came_in")
        authenticator_added.connect(proving.factor_came, dispatch_uid="factor_came")
        authenticator_added.connect(ending.end_what_a_code_opened, dispatch_uid="first_factor_came")
        authenticator_removed.connect(ending.end_other_sessions, dispatch_uid="factor_went")
        email_changed.connect(ending.end_other_sessions, dispatch_uid="address_changed")


class CmsUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management, with our own user: a name and an address, no password."""

    user_viewset = "union.accounts.cms_users.UserViewSet"

    def ready(self) -> None:
        from wagtail.admin.views.account import NameEmailSettingsPanel

        from union.accounts.cms_users import OwnNameForm

        NameEmailSettingsPanel.form_class = OwnNameForm
