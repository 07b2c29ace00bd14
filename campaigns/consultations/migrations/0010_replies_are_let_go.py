from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0009_language_of_the_known")]

    operations = [
        migrations.AlterField(
            model_name="quote",
            name="recall",
            field=models.CharField(
                blank=True,
                choices=[
                    ("consent", "Consent was withdrawn"),
                    ("edited", "The member changed the answer"),
                    ("withdrawn", "The member withdrew the reply"),
                    ("moderator", "Recalled by a moderator"),
                    ("expired", "The reply was let go of, a year after the close"),
                ],
                max_length=10,
                verbose_name="reason of recall",
            ),
        ),
    ]
