from functools import partial
from secrets import randbits

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_room_for_words_beside_an_option")]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="link_id",
            field=models.BigIntegerField(
                default=partial(randbits, 63),
                help_text="63 random bits; a link is this and an HMAC that is not stored",
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="invited",
            field=models.BooleanField(default=False, verbose_name="had their turn"),
        ),
        migrations.AlterField(
            model_name="participation", name="answered_on", field=models.DateField(null=True)
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="members on the roll who fit")),
                (
                    "without_address",
                    models.PositiveIntegerField(verbose_name="of them without an e-mail address"),
                ),
                ("planned_at", models.DateTimeField()),
                (
                    "settled_at",
                    models.DateTimeField(
                        null=True,
                        help_text="the last anonymous replies are mixed, and the places in another order",
                    ),
                ),
                ("traces_wiped", models.BooleanField(default=True)),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audience",
                        to="consultations.consultation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "upto",
                    models.BigIntegerField(default=0, verbose_name="last place it was queued for"),
                ),
                ("begun", models.BooleanField(default=False)),
                ("done", models.BooleanField(default=False)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="consultations.consultation",
                    ),
                ),
            ],
            options={"ordering": ["day"]},
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("consultation", "day"), name="views_reminder_once_a_day"
            ),
        ),
    ]
