from django.db import migrations, models


class Migration(migrations.Migration):
    """Who has lapsed already gets a day in the first night: the earliest that anybody knows."""

    dependencies = [("members", "0010_roll_uploads")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="lapsed_on",
            field=models.DateField(blank=True, help_text="when an extract first said so", null=True),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapsed_on", None), ("status", "lapsed"), _connector="OR"),
                name="member_who_stays_has_no_end",
            ),
        ),
    ]
