"""Comms staff write petitions; moderators also open, pause and close them, and rule on signatures."""

from django.db import migrations

PETITION = {
    "view_petition": "Can view petition",
    "add_petition": "Can add petition",
    "change_petition": "Can change petition",
    "publish_petition": "Can open, pause and close petitions",
}
SIGNATURE = {"rule_signature": "Can release and strike out signatures"}
GRANTS = {
    "Editors": ["view_petition", "add_petition", "change_petition"],
    "Moderators": [*PETITION, *SIGNATURE],
}


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    permissions = {}
    for model, names in (("petition", PETITION), ("signature", SIGNATURE)):
        kind, _ = ContentType.objects.get_or_create(app_label="petitions", model=model)
        for codename, name in names.items():
            permissions[codename], _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": name}
            )
    for group in Group.objects.filter(name__in=GRANTS):
        group.permissions.add(*[permissions[codename] for codename in GRANTS[group.name]])


def revoke(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    codenames = [*PETITION, *SIGNATURE]
    ours = Permission.objects.filter(content_type__app_label="petitions", codename__in=codenames)
    for group in Group.objects.filter(name__in=GRANTS):
        group.permissions.remove(*ours)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_squashed_0060_hand_in_and_directory"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
