"""The points’ languages are settled, and a branch has a page of its own."""

import uuid

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0011_points_in_two_languages"),
        ("members", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="planpoint",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AlterField(
            model_name="planpoint",
            name="translation_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="planpoint",
            constraint=models.UniqueConstraint(
                fields=("translation_key", "locale"), name="point_once_a_language"
            ),
        ),
        migrations.CreateModel(
            name="BranchPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=300, verbose_name="in one sentence")),
                (
                    "for_wales",
                    models.BooleanField(
                        default=False,
                        help_text="It goes live once its Welsh side is approved.",
                        verbose_name="meant for Wales",
                    ),
                ),
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="about the branch")),
                ("contact", wagtail.fields.RichTextField(blank=True, verbose_name="how to reach us")),
                (
                    "branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.branch",
                    ),
                ),
            ],
            options={"abstract": False},
            bases=("wagtailcore.page",),
        ),
    ]
