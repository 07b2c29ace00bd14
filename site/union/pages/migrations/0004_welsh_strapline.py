"""The union's strapline in Welsh."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0001_squashed_0003_page_prints'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='strapline_cy',
            field=models.CharField(blank=True, help_text='For Welsh pages and letters; empty for the English one there too', max_length=120, verbose_name='strapline in Welsh'),
        ),
    ]
