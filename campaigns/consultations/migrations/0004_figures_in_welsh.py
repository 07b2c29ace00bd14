"""A figure may say in Welsh what it counts, as the consultation it comes from does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_advice_where_a_name_stands")]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="sentence_cy",
            field=models.CharField("the same in Welsh", max_length=200, blank=True, default=""),
            preserve_default=False,
        ),
    ]
