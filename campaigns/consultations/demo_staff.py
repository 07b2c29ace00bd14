"""The demo's staff around members' views: who drafts, keys paper, leads on safeguarding, exports."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission

from union.accounts.welcoming import welcome
from union.demo import Hint

STAFF = (
    ("organiser@example.org", "Owen Tarrant", "Organisers", ["draft_consultations"], "draft a consultation"),
    ("keyer@example.org", "Tess Loring", "Keyers of paper", ["key_replies"], "key replies from paper"),
    (
        "lead@example.org",
        "Mina Castell",
        "Safeguarding leads",
        ["see_safeguarding"],
        "see replies about somebody at risk",
    ),
    (
        "researcher@example.org",
        "Asha Renwick",
        "Researchers",
        ["code_replies", "export_replies"],
        "sort texts into themes, and export replies",
    ),
)


def demo_staff(*, at: datetime) -> list[Hint]:
    """Four people, each with what their work needs and no more."""
    hints = []
    for address, name, group, permissions, work in STAFF:
        let_into_the_cms(group, permissions)
        welcome(address, name=name, groups=(group,))
        hints.append(Hint(f"Sign in as {address} to {work}", "/cms/"))
    return hints


def let_into_the_cms(name: str, codenames: list[str]) -> None:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="consultations", codename__in=codenames),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
