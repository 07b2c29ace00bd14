"""The people behind the demo: staff of the union and officers of one branch, all invented."""

from datetime import datetime

from union.accounts.appointing import appoint
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.demo import Hint
from union.members.models import Branch, Region

BRANCH = "NW-001"
SCRUTINEERS = {
    "scrutineer@example.org": "Joss Ferrier",
    "scrutineer2@example.org": "Imran Vale",
    "scrutineer3@example.org": "Petra Lundy",
}


def demo_people(*, at: datetime) -> list[Hint]:
    """Staff accounts that sign in with a code from the demo mailbox."""
    admin = welcome("admin@example.org", name="Ada Quill", superuser=True)
    welcome("editor@example.org", name="Kit Marlowe", groups=("Editors", "Moderators"))
    welcome("moderator@example.org", name="Sana Mirza", groups=("Moderators",))
    branch = Branch.objects.get(code=BRANCH)
    for address, name in (("officer@example.org", "Ines Okafor"), ("officer2@example.org", "Bram Teller")):
        _appointed(welcome(address, name=name), Role.Kind.BRANCH_OFFICER, branch=branch, by=admin, at=at)
    _appointed(welcome("office@example.org", name="Nell Avery"), Role.Kind.NATIONAL_OFFICE, by=admin, at=at)
    gwen = welcome("region@example.org", name="Gwen Loxley")
    _appointed(gwen, Role.Kind.REGIONAL_OFFICE, region=branch.region, by=admin, at=at)
    for address, name in SCRUTINEERS.items():
        _appointed(welcome(address, name=name), Role.Kind.SCRUTINEER, by=admin, at=at)
    return [
        Hint("Sign in as editor@example.org to write pages", "/cms/"),
        Hint(
            "Sign in as officer@example.org to work for a branch, as officer2@example.org to approve",
            "/desk/",
        ),
        Hint("Sign in as admin@example.org for everything, people and settings too", "/cms/"),
    ]


def _appointed(
    user: User,
    kind: Role.Kind,
    *,
    branch: Branch | None = None,
    region: Region | None = None,
    by: User,
    at: datetime,
) -> None:
    """Somebody who holds the role, as the administrator gave it; run again, nothing is given twice."""
    if not user.roles.filter(kind=kind, branch=branch, region=region).exists():
        appoint(user, kind, branch=branch, region=region, by=by, at=at)
