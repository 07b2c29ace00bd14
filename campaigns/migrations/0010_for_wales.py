"""Pages that are meant for Wales say so."""

from django.db import migrations, models

KINDS = ["ballotpage", "campaignpage", "consultationpage", "homepage", "petitionpage", "planpage"]


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_sources")]

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
