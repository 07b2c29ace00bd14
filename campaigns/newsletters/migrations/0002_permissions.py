"""Editors prepare mailings; moderators approve those of others and put newsletters on offer."""

from django.db import migrations

OFFERS = {
    "view_newsletter": "Can view newsletter",
    "add_newsletter": "Can add newsletter",
    "change_newsletter": "Can change newsletter",
}
MAILINGS = {
    "send_mailing": "Can prepare mailings, and send those that somebody else approved",
    "approve_mailing": "Can approve mailings of others",
}
GRANTS = {"Editors": ["send_mailing"], "Moderators": [*MAILINGS, *OFFERS]}


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    permissions = {}
    for model, names in (("newsletter", OFFERS), ("mailing", MAILINGS)):
        kind, _ = ContentType.objects.get_or_create(app_label="newsletters", model=model)
        for codename, name in names.items():
            permissions[codename], _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": name}
            )
    for group in Group.objects.filter(name__in=GRANTS):
        group.permissions.add(*[permissions[codename] for codename in GRANTS[group.name]])


def revoke(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    codenames = [*OFFERS, *MAILINGS]
    ours = Permission.objects.filter(content_type__app_label="newsletters", codename__in=codenames)
    for group in Group.objects.filter(name__in=GRANTS):
        group.permissions.remove(*ours)


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
