"""A recall also shuts the files that only its page led to."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0005_nothing_said_for_the_union"),
        ("publishing", "0004_hidden_in_every_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="files",
            field=models.ManyToManyField(
                help_text="documents that left with it",
                related_name="+",
                to=settings.WAGTAILDOCS_DOCUMENT_MODEL,
            ),
        ),
    ]
