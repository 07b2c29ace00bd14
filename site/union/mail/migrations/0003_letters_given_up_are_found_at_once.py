"""Letters that were given up are counted, each time somebody asks how it goes, without reading all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_letters_of_a_clock_that_was_ahead")]

    operations = [
        migrations.AddIndex(
            "message",
            models.Index(fields=["reason"], name="message_dead", condition=models.Q(("state", "dead"))),
        ),
    ]
