"""The reasons that a petition's page shows are found without reading everybody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0005_reasons_that_name_a_place")]

    operations = [
        migrations.AddIndex(
            "signatureidentity",
            models.Index(
                fields=["petition"], name="identity_chosen", condition=models.Q(("reason_chosen", True))
            ),
        ),
    ]
