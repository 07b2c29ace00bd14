"""What a union has not said of itself is empty; what it has saved stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0004_welsh_strapline")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="strapline",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="join_link",
            field=models.URLField(
                blank=True,
                help_text="The address behind “Join the union”",
                verbose_name="where people join",
            ),
        ),
    ]
