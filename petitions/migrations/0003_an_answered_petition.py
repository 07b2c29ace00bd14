"""The state after an answer is called what the moves and the public page call it."""

from django.db import migrations, models

STATES = [
    ("draft", "Draft"),
    ("in_review", "In review"),
    ("scheduled", "Scheduled"),
    ("open", "Open"),
    ("paused", "Paused"),
    ("closing", "Closing"),
    ("closed", "Closed"),
    ("handed_in", "Handed in"),
    ("responded", "Answered"),
    ("concluded", "Concluded"),
    ("archived", "Archived"),
]


class Migration(migrations.Migration):
    dependencies = [("petitions", "0002_cms_permissions")]

    operations = [
        migrations.AlterField(
            "petition",
            "state",
            models.CharField(choices=STATES, default="draft", editable=False, max_length=12),
        )
    ]
