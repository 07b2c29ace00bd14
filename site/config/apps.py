from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Tenpoint"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from config import half_way, limits  # noqa: F401  # register their checks
        from config.catalogues import put_together

        put_together(settings.LANGUAGE_CODE)
