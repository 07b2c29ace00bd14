"""Comms staff write petitions; moderators also open, pause and close them."""

from django.db import migrations

NAMES = {
    "view_petition": "Can view petition",
    "add_petition": "Can add petition",
    "change_petition": "Can change petition",
    "publish_petition": "Can open, pause and close petitions",
}
GRANTS = {
    "Editors": ["view_petition", "add_petition", "change_petition"],
    "Moderators": ["view_petition", "add_petition", "change_petition", "publish_petition"],
}


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    petition, _ = ContentType.objects.get_or_create(app_label="petitions", model="petition")
    permissions = {
        codename: Permission.objects.get_or_create(
            content_type=petition, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in NAMES.items()
    }
    for group in Group.objects.filter(name__in=GRANTS):
        group.permissions.add(*[permissions[codename] for codename in GRANTS[group.name]])


def revoke(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    ours = Permission.objects.filter(content_type__app_label="petitions", codename__in=NAMES)
    for group in Group.objects.filter(name__in=GRANTS):
        group.permissions.remove(*ours)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
