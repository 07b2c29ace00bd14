from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ballots", "0062_agreed_method")]

    operations = [
        migrations.AddField(
            "ballot",
            "language",
            models.CharField(
                choices=[("en-GB", "English"), ("cy", "Welsh")],
                default="en-GB",
                max_length=5,
                verbose_name="written in",
            ),
        ),
        migrations.AddConstraint(
            "ballot",
            models.CheckConstraint(
                condition=models.Q(("language__in", ["en-GB", "cy"])), name="ballot_language_known"
            ),
        ),
    ]
