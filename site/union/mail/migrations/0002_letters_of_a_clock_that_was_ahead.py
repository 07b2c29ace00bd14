from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["queued_at"], name="message_ahead", condition=models.Q(state="queued")),
        ),
    ]
