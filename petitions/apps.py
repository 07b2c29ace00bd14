from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    label = "petitions"
    verbose_name = "Petitions"
    default_auto_field = "django.db.models.BigAutoField"
