"""Each quote names its consultation, so that moderators find one whose reply was withdrawn."""

import django.db.models.deletion
from django.db import migrations, models


def name_consultations(apps, schema_editor):
    Quote = apps.get_model("consultations", "Quote")
    quotes = Quote.objects.filter(answer__isnull=False).values_list("pk", "answer__reply__consultation")
    for pk, consultation in quotes.iterator(chunk_size=500):
        Quote.objects.filter(pk=pk).update(consultation=consultation)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0005_a_concern_outlives_its_reply'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='consultation',
            field=models.ForeignKey(help_text='stays known', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='consultations.consultation'),
        ),
        migrations.RunPython(name_consultations, migrations.RunPython.noop),
    ]
