"""In which language readers are told why a page was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_welsh")]

    operations = [
        migrations.AddField(
            "withdrawal",
            "language",
            models.CharField(default="en", help_text="of the reason", max_length=2),
        )
    ]
