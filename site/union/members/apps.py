from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "union.members"
    label = "members"
    verbose_name = "The roll"
    default_auto_field = "django.db.models.BigAutoField"
