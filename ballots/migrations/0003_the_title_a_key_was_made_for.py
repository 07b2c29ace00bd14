"""A key names the title that stands on its sheets; of those placed before, that of the ballot is the nearest known."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_titles(apps, schema_editor):
    ballots, keys = apps.get_model("ballots", "Ballot"), apps.get_model("ballots", "SplitKey")
    title = ballots.objects.filter(pk=OuterRef("ballot")).values("title")
    keys.objects.update(made_for=Subquery(title))


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_papers")]

    operations = [
        migrations.AddField(
            model_name="splitkey",
            name="made_for",
            field=models.CharField("the title on its sheets", max_length=160, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(name_titles, migrations.RunPython.noop),
    ]
