from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "union.pages"
    label = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from union.pages import choosers

        choosers.take_over()
