"""Pages that are meant for Wales say so."""

from django.db import migrations, models

KINDS = [
    "ballotpage",
    "campaignpage",
    "consultationpage",
    "helppage",
    "homepage",
    "newsindexpage",
    "newsletterpage",
    "opinionpage",
    "payclaimpage",
    "petitionpage",
    "planpage",
    "policypaperpage",
    "pressreleasepage",
    "resultpage",
]


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_page_types")]

    operations = [
        migrations.AddField(
            model_name=kind,
            name="for_wales",
            field=models.BooleanField(
                default=False,
                help_text="It goes live once its Welsh side is approved.",
                verbose_name="meant for Wales",
            ),
        )
        for kind in KINDS
    ]
