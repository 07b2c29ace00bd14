"""Why a signature is held may name a workplace or a mail domain, which are longer than forty letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0004_a_line_struck_out")]

    operations = [
        migrations.AlterField("signature", "held_reason", models.CharField(blank=True, max_length=300)),
    ]
