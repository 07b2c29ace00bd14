from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("consultations", "0008_themes")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="language",
            field=models.CharField(
                blank=True,
                default="",
                help_text="of the letter that reports; known members alone",
                max_length=2,
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=Q(language="") | Q(participation__isnull=False),
                name="reply_language_of_the_known",
            ),
        ),
    ]
