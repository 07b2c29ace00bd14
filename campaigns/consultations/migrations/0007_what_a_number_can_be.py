"""A question that is answered by a number may say the least and the greatest that can be true."""

from django.db import migrations, models


def bound():
    return models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0006_where_a_quote_came_from")]

    operations = [
        migrations.AddField(model_name="question", name="least", field=bound()),
        migrations.AddField(model_name="question", name="greatest", field=bound()),
    ]
