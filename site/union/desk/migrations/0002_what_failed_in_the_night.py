from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_nights_and_spent_links")]

    operations = [
        migrations.AddField(
            model_name="night",
            name="failed",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
