"""Groups for those who work with members' views: who drafts, keys paper, leads on safeguarding, does research; and
moderators read replies. Not where an administrator has given any of these rights already, in whatever way.
"""

from django.db import migrations

RIGHTS = {
    "draft_consultations": ("consultation", "Can draft and open consultations"),
    "moderate_replies": ("consultation", "Can read, redact and release members' replies"),
    "key_replies": ("paperbatch", "Can key members' replies from paper or the telephone"),
    "see_safeguarding": (
        "safeguardingmark",
        "Is told of, and deals with, members' replies about somebody at risk",
    ),
    "code_replies": ("theme", "Can sort members' approved texts into themes"),
    "export_replies": ("export", "Can export members' replies"),
}
OURS = {
    "Organisers": ["draft_consultations"],
    "Keyers of paper": ["key_replies"],
    "Safeguarding leads": ["see_safeguarding"],
    "Researchers": ["code_replies", "export_replies"],
}
THEIRS = {"Moderators": ["moderate_replies"]}


def rights_of(apps):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    rights = {}
    for codename, (model, name) in RIGHTS.items():
        kind, _ = ContentType.objects.get_or_create(app_label="consultations", model=model)
        rights[codename], _ = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
    return rights


def grant(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    User = apps.get_model("accounts.User")
    rights = rights_of(apps)
    given = list(rights.values())
    if (
        Group.objects.filter(permissions__in=given).exists()
        or User.objects.filter(user_permissions__in=given).exists()
    ):
        return
    enter = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    for name, codenames in OURS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            group.permissions.add(*enter, *[rights[codename] for codename in codenames])
    for group in Group.objects.filter(name__in=THEIRS):
        group.permissions.add(*[rights[codename] for codename in THEIRS[group.name]])


def revoke(apps, schema_editor):
    """Groups go where nobody is in them and they can do nothing else; the rights go in any case."""
    Group = apps.get_model("auth.Group")
    rights = rights_of(apps)
    for group in Group.objects.filter(name__in=[*OURS, *THEIRS]):
        group.permissions.remove(*[rights[codename] for codename in {**OURS, **THEIRS}[group.name]])
    for group in Group.objects.filter(name__in=OURS, user=None):
        if not group.permissions.exclude(codename="access_admin").exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0001_squashed_0010_replies_are_let_go"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
