from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "union.pages"
    label = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import PageViewRestriction, Site

        from union.pages import changing, choosers, passwords, seen, torn
        from union.pages.context import read_anew
        from union.pages.models import Organisation

        choosers.take_over()
        seen.take_over()
        passwords.take_over()
        torn.take_over()
        changing.listen()
        for model in (Organisation, Site, PageViewRestriction):
            post_save.connect(read_anew, sender=model)
            post_delete.connect(read_anew, sender=model)
