"""A point knows its language and which point in the other language it is: those there are take their page's."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


def take_after_the_page(apps, schema_editor):
    PlanPoint = apps.get_model("campaigns", "PlanPoint")
    for point in PlanPoint.objects.select_related("page"):
        point.locale_id, point.translation_key = point.page.locale_id, uuid.uuid4()
        point.save(update_fields=["locale", "translation_key"])


class Migration(migrations.Migration):
    atomic = True
    dependencies = [
        ("campaigns", "0010_for_wales"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="planpoint",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="planpoint",
            name="translation_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(take_after_the_page, migrations.RunPython.noop),
    ]
