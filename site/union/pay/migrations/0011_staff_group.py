"""A group for those who look after pay scales. Not where an administrator has given that right already, in
whatever way.
"""

from django.db import migrations

GROUP = "Pay officers"
CODENAME, NAME = "change_payscale", "Can change pay scale"


def the_right(apps):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="pay", model="payscale")
    right, _ = Permission.objects.get_or_create(
        content_type=kind, codename=CODENAME, defaults={"name": NAME}
    )
    return right


def grant(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    User = apps.get_model("accounts.User")
    right = the_right(apps)
    if (
        Group.objects.filter(permissions=right).exists()
        or User.objects.filter(user_permissions=right).exists()
    ):
        return
    group, is_new = Group.objects.get_or_create(name=GROUP)
    if is_new:
        enter = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        group.permissions.add(*enter, right)


def revoke(apps, schema_editor):
    """The group goes where nobody is in it and it can do nothing else; the right goes in any case."""
    Group = apps.get_model("auth.Group")
    for group in Group.objects.filter(name=GROUP):
        group.permissions.remove(the_right(apps))
    for group in Group.objects.filter(name=GROUP, user=None):
        if not group.permissions.exclude(codename="access_admin").exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pay", "0010_hours_and_exact_pay"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
