"""Pages in Welsh beside those in English, and editors who may begin a translation."""

from django.db import migrations

GROUPS = ["Editors", "Moderators"]


def bring(apps, schema_editor):
    apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code="cy")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="wagtail_localize", model="translation")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="submit_translation", defaults={"name": "Can submit translations"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(permission)


def take_back(apps, schema_editor):
    """The language stays where pages are written in it."""
    Page = apps.get_model("wagtailcore", "Page")
    if not Page.objects.filter(locale__language_code="cy").exists():
        apps.get_model("wagtailcore", "Locale").objects.filter(language_code="cy").delete()
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*group.permissions.filter(codename="submit_translation"))


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_second_person"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(bring, take_back)]
