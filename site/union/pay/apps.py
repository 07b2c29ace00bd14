from django.apps import AppConfig


class PayConfig(AppConfig):
    name = "union.pay"
    label = "pay"
    verbose_name = "Pay"
    default_auto_field = "django.db.models.BigAutoField"
