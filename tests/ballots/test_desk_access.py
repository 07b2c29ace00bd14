"""Who finds which page of the ballots' desk: everybody else gets 404, as if the ballot did not exist.

The tables of desk_access.py hold every address of ballots/desk/urls.py, looked at and sent to, of a branch's
ballot and of a national one. An address that is not in them fails the first test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from ballots import marking
from ballots.approving import propose
from ballots.closing import close_ballot
from ballots.desk.urls import urlpatterns
from ballots.models import Act, Appointment, Approval, Ballot, Method, RollEntry, Unit
from tests.ballots import scenes
from tests.ballots.desk_access import BRANCH, NATIONAL, PEOPLE, SCRUTINEERS
from tests.ballots.scenes import Scene
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.models import Message
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db
TOMORROW = f"{timezone.localdate() + timedelta(days=10):%Y-%m-%d}"
WHY = {"reason": "The post was late in two towns."}
# What is sent to an address; nothing to the others.
SENT: dict[str, dict[str, str]] = {
    "new": {"pattern": "offer"},
    "extension": {**WHY, "closes_on": TOMORROW, "closes_time": "17:00"},
    "early_close": WHY,
    "pause": WHY,
    "void": WHY,
    "corrections": {"act": "struck", "struck-number": "NW-001-0005", "struck-reason": "left_union"},
    "letters": {"language": "en"},
    "receipts": {"receipt": "inclusion"},
    "marks": {"number": "NW-001-0006", "method": "paper"},
    "unmark": {"number": "NW-001-0003"},
    "return": {"option_1": "1", "option_2": "0", "option_3": "0", "spoilt": "0"},
}


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    name: str
    act: str
    stage: str
    method: str
    statuses: tuple[int, ...]

    @cached_property
    def address(self) -> str:
        pattern = next(str(entry.pattern) for entry in urlpatterns if entry.name == self.name)
        adas = Appointment.objects.get(user__name="Ada").pk
        parts = {
            "<slug:slug>": "njc-pay-claim-2022",
            "<slug:act>": self.act,
            "<slug:method>": "branch" if self.stage == "returns" else "paper",
            "<int:pk>": str(adas),
        }
        for part, value in parts.items():
            pattern = pattern.replace(part, value)
        return "/desk/ballots/" + re.sub(r"<int:\w+>", "1", pattern)

    def ask(self, client: Client) -> int:
        if self.method == "get":
            return client.get(self.address).status_code
        sent = SENT.get(self.act if self.name == "propose" else self.name, {})
        asked = Approval.objects.order_by("pk").values_list("pk", flat=True).last() or ""
        return client.post(self.address, {**sent, "approval": str(asked)}).status_code


def lines(table: str) -> Iterator[Line]:
    for text in table.strip().splitlines()[1:]:
        called, stage, method, *statuses = text.split()
        name, _, act = called.partition(":")
        yield Line(name, act, stage, method, tuple(map(int, statuses)))


def user_with(name: str, **role: object) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    if role:
        Role.objects.create(user=user, **role)
    return user


def scrutineer_of(ballot: Ballot, user: User, *, by: User) -> None:
    at = timezone.now()
    Appointment.objects.create(
        ballot=ballot,
        user=user,
        appointed_by=by,
        appointed_at=at,
        accepted_at=at,
        signing_key=f"{user.pk:044}",
    )


@told_once
def draft(at: datetime) -> Scene:
    return scenes.drafted(at, members=12)


@told_once
def open_ballot(at: datetime) -> Scene:
    """With a paper given out."""
    scene = scenes.opened(at, members=12)
    marking.mark(scene.ballot, number="NW-001-0003", method=Method.PAPER, by=scene.ines, at=at)
    return scene


def brought_to(stage: str, scene: Scene, *, national: bool) -> Scene:
    """Northside's ballot, or the same one as the nation's, in which Harbour takes part too."""
    if stage == "closed":
        assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    if stage == "returns":
        scene.ballot.roll.all().delete()
        Ballot.objects.update(by_returns=True, public_key=None, wrapped_private_key=None)
    if national:
        Ballot.objects.update(branch=None, custody="scrutineers", wrapped_private_key=None)
        if stage != "draft":
            unit = Unit.objects.create(ballot=scene.ballot, number=2, name="Harbour Health", electorate=40)
            unit.branches.add(Branch.objects.get(name="Harbour Health"))
    return scene


def browsers(scene: Scene, sign_in: SignIn, *, stage: str) -> dict[str, Client]:
    """A browser for each of the people; where a pause was asked for, the first of two has done that."""
    elsewhere = Region.objects.create(code="SW", name="South West")
    Branch.objects.create(code="SW-001", name="Moor Schools", region=elsewhere)
    users = {"Ines": scene.ines, "Orla": scene.orla, "Rowan": user_with("Rowan")}
    users["Rhea"] = user_with("Rhea", kind=Role.Kind.REGIONAL_OFFICE, region=scene.branch.region)
    users["Sol"] = user_with("Sol", kind=Role.Kind.REGIONAL_OFFICE, region=elsewhere)
    users["Nell"] = user_with("Nell", kind=Role.Kind.NATIONAL_OFFICE)
    users |= {name: user_with(name, kind=Role.Kind.SCRUTINEER) for name in SCRUTINEERS}
    other = Ballot.objects.create(
        title="Another", slug="another", branch=None, custody="scrutineers", created_by=users["Nell"],
        opens_at=scene.at + timedelta(days=1), closes_at=scene.at + timedelta(days=9),
    )  # fmt: skip
    scrutineer_of(other, users["Tam"], by=users["Nell"])
    scrutineer_of(scene.ballot, users["Ada"], by=users["Nell"])
    scene.ballot.refresh_from_db()
    if stage == "asked":
        first = scene.ines if scene.ballot.branch else users["Nell"]
        propose(scene.ballot, Act.PAUSE, by=first, at=scene.at, **WHY)
    SENT["scrutiny_appoint"] = {"user": str(users["Joss"].pk)}
    return {"anonymous": Client(), **{name: sign_in(users[name]) for name in PEOPLE[1:]}}


def written() -> tuple[object, ...]:
    """All that an act leaves behind: the log, letters, marks, and the ballots themselves."""
    marked = RollEntry.objects.filter(has_voted=True).count()
    return (
        Entry.objects.count(),
        Message.objects.count(),
        marked,
        list(Ballot.objects.order_by("pk").values()),
    )


def rows_written() -> int:
    """How many so far, undone or not: SQLite counts along."""
    return int(connection.connection.total_changes)


def test_the_tables_hold_every_address_looked_at_and_sent_to() -> None:
    wanted = {(str(entry.name), method) for entry in urlpatterns for method in ("get", "post")}
    for table in (BRANCH, NATIONAL):
        assert {(line.name, line.method) for line in lines(table)} == wanted


TABLES = pytest.mark.parametrize("table", [BRANCH, NATIONAL], ids=["branch", "national"])


@TABLES
def test_who_finds_what_of_a_draft(draft: Scene, sign_in: SignIn, table: str) -> None:
    finds_what_is_in(table, draft, sign_in, stage="draft")


@pytest.mark.parametrize("stage", ["open", "asked", "closed", "returns"])
@TABLES
def test_who_finds_what_and_who_is_refused_changes_nothing(
    open_ballot: Scene, sign_in: SignIn, table: str, stage: str
) -> None:
    finds_what_is_in(table, open_ballot, sign_in, stage=stage)


def finds_what_is_in(table: str, scene: Scene, sign_in: SignIn, *, stage: str) -> None:
    people = browsers(brought_to(stage, scene, national=table is NATIONAL), sign_in, stage=stage)
    before = written()
    for line in lines(table):
        if line.stage != stage:
            continue
        found = {}
        for name, client in people.items():
            with transaction.atomic():
                so_far = rows_written()
                found[name] = line.ask(client)
                if found[name] >= 400 or line.method == "get" or name == "anonymous":
                    assert rows_written() == so_far or written() == before, (line, name)
                transaction.set_rollback(True)
        assert found == dict(zip(PEOPLE, line.statuses, strict=True)), line


def test_other_methods_are_refused_of_a_draft(draft: Scene, sign_in: SignIn) -> None:
    takes_no_other_method(draft, sign_in, stage="draft")


def test_other_methods_are_refused(open_ballot: Scene, sign_in: SignIn) -> None:
    takes_no_other_method(open_ballot, sign_in, stage="open")


def takes_no_other_method(scene: Scene, sign_in: SignIn, *, stage: str) -> None:
    nell = browsers(brought_to(stage, scene, national=False), sign_in, stage=stage)["Nell"]
    for address in {line.address for line in lines(BRANCH) if line.stage == stage}:
        if "/scrutiny/" not in address:
            assert nell.put(address).status_code == 405, address
