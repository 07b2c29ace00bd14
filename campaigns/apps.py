from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    label = "campaigns"
    verbose_name = "Campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published

        from campaigns import founding, giving, recalled, standing
        from campaigns.branches import BranchPage
        from campaigns.models import HomePage
        from union.accounts.models import Role

        standing.listen()
        recalled.listen()
        page_published.connect(founding.home_is_out, sender=HomePage, dispatch_uid="home_is_out")
        post_save.connect(standing.home_came, sender=HomePage, dispatch_uid="home_came")
        post_save.connect(giving.role_changed, sender=Role, dispatch_uid="officer_came")
        post_delete.connect(giving.role_changed, sender=Role, dispatch_uid="officer_went")
        post_save.connect(giving.page_in_another_language, sender=BranchPage, dispatch_uid="branch_page_came")
