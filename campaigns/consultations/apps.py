from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "campaigns.consultations"
    label = "consultations"
    verbose_name = "Members' views"
    default_auto_field = "django.db.models.BigAutoField"
