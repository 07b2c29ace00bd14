"""What the last sweep found: its parts that fail, and what the worker alone can tell."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0002_last_sweep'),
    ]

    operations = [
        migrations.AddField(
            model_name='lastsweep',
            name='failing',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name='lastsweep',
            name='findings',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
