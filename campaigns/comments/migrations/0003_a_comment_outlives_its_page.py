"""A comment stays for its moderators when its page is deleted, and knows what it was about."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_pages(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    Page = apps.get_model("wagtailcore", "Page")
    title = Page.objects.filter(pk=OuterRef("page")).values("title")[:1]
    Comment.objects.update(about=Subquery(title))


def drop_those_without(apps, schema_editor):
    apps.get_model("comments", "Comment").objects.filter(page=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_moderators"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="about",
            field=models.CharField("title of its page", max_length=255, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="comment",
            name="gone_at",
            field=models.DateTimeField("when its page was found deleted", null=True),
        ),
        migrations.RunPython(name_pages, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, drop_those_without),
        migrations.AlterField(
            model_name="comment",
            name="page",
            field=models.ForeignKey(
                help_text="empty: deleted",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.page",
            ),
        ),
    ]
