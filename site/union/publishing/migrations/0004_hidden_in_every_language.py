"""What some alone may read in one language is hidden in the others too, as it is from now on."""

from django.db import migrations


def hide_alike(apps, schema_editor):
    """A language that has a privacy of its own keeps it."""
    Page = apps.get_model("wagtailcore", "Page")
    Lock = apps.get_model("wagtailcore", "PageViewRestriction")
    for lock in Lock.objects.select_related("page"):
        sides = Page.objects.filter(translation_key=lock.page.translation_key).exclude(pk=lock.page_id)
        for side in sides.exclude(view_restrictions__isnull=False):
            made = Lock.objects.create(
                page=side, restriction_type=lock.restriction_type, password=lock.password
            )
            made.groups.set(lock.groups.all())


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0003_welsh"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(hide_alike, migrations.RunPython.noop)]
