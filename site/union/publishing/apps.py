from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "union.publishing"
    label = "publishing"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from union.publishing import letters, second_person, translating
        from union.publishing.recalling import end_withdrawal

        second_person.take_over()
        letters.take_over()
        translating.take_over()
        page_published.connect(end_withdrawal, dispatch_uid="end_withdrawal")
