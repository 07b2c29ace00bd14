"""Ines brings the roll up to date from a workbook whose columns and lines are not all as they should be."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import look_again
from tests.union.members.factories import small_union
from tests.union.members.workbooks import workbook
from union.accounts.models import Role, User
from union.jobs.working import run_waiting
from union.members.models import Branch, Member, Region

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
HEADINGS = ["Member no", "Name", "Unit", "Date", "Status", "Email"]


def line(number: str, name: str, *, status: str = "active", email: str = "") -> list[Any]:
    return [number, name, "NW-001", date(2015, 9, 1), status, email]


def extract(*lines: list[Any]) -> dict[str, Any]:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "northside.xlsx", "mimeType": kind, "buffer": workbook(*lines, headings=HEADINGS)}


def test_ines_brings_the_roll_up_to_date(phone: Page, axe: Axe, carry: Carry) -> None:
    small_union(at=timezone.now())
    ines = User.objects.create_user("ines@example.org", name="Ines Okafor")
    Role.objects.create(user=ines, kind=Role.Kind.BRANCH_OFFICER, branch=Branch.objects.get(code="NW-001"))
    carry(phone, ines)
    sends(phone, extract(line("TP1", "Rowan Ashby", status="here"), line("TP2", "", email="a b")))
    settles_the_columns(phone, axe)
    sees_two_faulty_lines(phone, axe)
    sends(phone, extract(line("TP1", "Rowan Ashby", email="rowan@example.org"), line("TP2", "Sana Mirza")))
    commits(phone, axe)
    finds_rowan(phone, axe)
    assert Member.objects.count() == 2
    sees_every_branch(phone, axe, ines)


def sees_every_branch(phone: Page, axe: Axe, ines: User) -> None:
    """In the ballot office there is more than one."""
    Branch.objects.create(code="NW-002", name="Tarrowthwaite", region=Region.objects.get())
    Role.objects.create(user=ines, kind=Role.Kind.NATIONAL_OFFICE)
    phone.goto("/desk/roll/")
    expect(phone.get_by_role("heading", name="Branches", exact=True)).to_be_visible()
    axe(phone)
    shown = phone.locator(".desk-bar__nav a").evaluate_all(
        "all => all.map(a => getComputedStyle(a).borderBottomWidth)"
    )
    assert shown == ["0px", "0px", "4px", "0px"]  # a line that is only without colour is seen in the system's


def sends(phone: Page, file: dict[str, Any]) -> None:
    phone.goto("/desk/roll/uploads/new/")
    phone.get_by_label("The membership extract").set_input_files(file)  # type: ignore[arg-type]
    phone.get_by_role("button", name="Send the file").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("northside.xlsx")


def settles_the_columns(phone: Page, axe: Axe) -> None:
    """“Unit” and “Date” mean nothing to us until she says what they are."""
    phone.get_by_role("button", name="Check the file").click()
    expect(phone.get_by_role("alert")).to_contain_text("Choose the column that holds the branch code.")
    axe(phone)
    phone.get_by_label("Branch code").select_option(label="Unit (such as “NW-001”)")
    phone.get_by_label("Joined").select_option(label="Date (such as “2015-09-01”)")
    phone.get_by_role("button", name="Check the file").click()
    expect(phone.get_by_role("heading", name="Checking the file")).to_be_visible()
    axe(phone)


def sees_two_faulty_lines(phone: Page, axe: Axe) -> None:
    run_waiting(at=timezone.now())
    look_again(phone)
    expect(phone.get_by_role("heading", name="3 faults: nothing can be written yet")).to_be_visible()
    expect(phone.locator("tbody tr th")).to_have_text(["2", "3", "3"])
    axe(phone)


def commits(phone: Page, axe: Axe) -> None:
    """The columns are remembered, so that one button leads on."""
    expect(phone.get_by_label("Joined").locator("option:checked")).to_have_text("Date (such as “2015-09-01”)")
    phone.get_by_role("button", name="Check the file").click()
    run_waiting(at=timezone.now())
    look_again(phone)
    axe(phone)
    phone.get_by_role("button", name="Write it to the roll").click()
    run_waiting(at=timezone.now())
    look_again(phone)
    expect(phone.get_by_text("2 added, 0 changed, 0 as they were.")).to_be_visible()


def finds_rowan(phone: Page, axe: Axe) -> None:
    phone.get_by_role("link", name="Find a member").click()
    phone.get_by_label("Membership number, name or e-mail address").fill("rowan")
    phone.get_by_role("button", name="Search").click()
    axe(phone)
    phone.get_by_role("link", name="Rowan Ashby").click()
    expect(phone.get_by_text("rowan@example.org")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Roll").first.click()
    axe(phone)
    phone.get_by_role("link", name="Quarnthwaite").click()
    axe(phone)
    phone.get_by_role("link", name="have no e-mail address").click()
    expect(phone.get_by_role("link", name="Sana Mirza")).to_be_visible()
    axe(phone)
