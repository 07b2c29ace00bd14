from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "union.publishing"
    label = "publishing"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from union.pages.changing import taken_back
        from union.publishing import (
            leading_on,
            letters,
            press_prints,
            report_files,
            second_person,
            translating,
        )
        from union.publishing.recalling import end_withdrawal

        second_person.take_over()
        letters.take_over()
        translating.take_over()
        leading_on.take_over()
        report_files.take_over()
        page_published.connect(end_withdrawal, dispatch_uid="end_withdrawal")
        page_published.connect(press_prints.page_is_out, dispatch_uid="press_prints_of_a_page_that_is_out")
        taken_back.connect(press_prints.remove_all_press_prints, dispatch_uid="press_prints_without_it")
