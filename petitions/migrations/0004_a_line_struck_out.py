"""A line of a sheet can be struck out by a moderator, which outlives the count it was in."""

from django.db import migrations, models

REASONS = [
    ("illegible", "I cannot read the name"),
    ("no_postcode", "The postcode is missing or cannot be read"),
    ("unsigned", "It is not signed"),
    ("crossed_out", "It is crossed out"),
    ("not_a_person", "It is a joke or no person"),
    ("struck_out", "A moderator has struck it out"),
]


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_an_answered_petition")]

    operations = [
        migrations.AlterField(
            model_name="paperrow",
            name="unusable",
            field=models.CharField(blank=True, choices=REASONS, max_length=12),
        ),
    ]
