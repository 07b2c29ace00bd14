"""A national ballot from the key ceremony to the bundle: the office, two scrutineers, their own program."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots import due, verify
from ballots.models import Act, Ballot, State
from ballots.opening import open_ballot
from ballots.scrutiny.words import read_sheet
from tests.ballots.factories import a_branch, cast_by_many
from tests.ballots.scrutineers import a_national_draft, amal, bo, nell, tool
from union.accounts.models import User
from union.jobs.working import run_waiting

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
PAGE = "/desk/ballots/national/scrutiny/"


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def run(*arguments: object, home: Path, typed: str = "") -> str:
    """The program on the laptop; what it prints."""
    done = tool(*arguments, home=home, typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


def two_sheets(home: Path) -> str:
    """What Amal and Bo type from their sheets."""
    sheets = [home / "ceremony" / f"sheet-{number}.txt" for number in (1, 3)]
    return "".join(read_sheet(path.read_text(), name=path.name).words + "\n" for path in sheets)


def test_two_scrutineers_keep_open_and_count_a_national_ballot(
    phone: Page, axe: Axe, carry: Carry, at: datetime, tmp_path: Path
) -> None:
    a_branch(members=12)
    ballot = a_national_draft(at - timedelta(hours=2))
    people = {"amal": amal(), "bo": bo()}
    office_appoints(phone, carry, people)
    for name, user in people.items():
        run("sign-keygen", "--out", tmp_path / name, home=tmp_path)
        carry(phone, user)
        accepts(phone, tmp_path / name / "scrutineer.json")
    office_places_the_key(phone, axe, carry, home=tmp_path)
    amal_rehearses(phone, axe, carry, home=tmp_path)
    two_people(phone, carry, Act.FREEZE, "fix the ballot")
    open_and_vote(ballot)
    bo_brings_the_count(phone, axe, carry, home=tmp_path)
    two_people(phone, carry, Act.PUBLICATION, "publish the result")
    due.pass_once(at=timezone.now())
    anybody_checks(phone, axe, home=tmp_path)


def office_appoints(phone: Page, carry: Carry, people: dict[str, User]) -> None:
    carry(phone, nell())
    phone.goto("/desk/ballots/national/")
    phone.get_by_role("link", name="Scrutineers, key and count").click()
    for user in people.values():
        phone.get_by_label("Scrutineer to appoint").select_option(label=user.name)
        phone.get_by_role("button", name="Appoint", exact=True).click()
        expect(phone.get_by_role("status")).to_contain_text("The scrutineer is appointed")


def accepts(phone: Page, public_half: Path) -> None:
    phone.goto("/desk/ballots/")
    phone.get_by_role("link", name="NJC pay claim 2022").first.click()
    phone.get_by_label("Your scrutineer.json").set_input_files(public_half)
    phone.get_by_role("button", name="Accept the appointment").click()
    expect(phone.get_by_role("status")).to_contain_text("You are a scrutineer of this ballot")


def office_places_the_key(phone: Page, axe: Axe, carry: Carry, *, home: Path) -> None:
    title = "NJC pay claim 2022"
    told = run("keygen", "--k", 2, "--n", 3, "--ballot", title, "--out", home / "ceremony", home=home)
    found = re.search("Fingerprint: (.*)", told)
    assert found
    run("rehearse", home / "ceremony" / "public.json", home=home, typed=two_sheets(home))
    carry(phone, nell())
    phone.goto(PAGE)
    phone.get_by_label("public.json").set_input_files(home / "ceremony" / "sheet-1.txt")
    phone.get_by_role("button", name="Place the key").click()
    expect(phone.get_by_role("alert")).to_contain_text("a scrutineer’s sheet, a part of the key itself")
    axe(phone)
    phone.get_by_label("public.json").set_input_files(home / "ceremony" / "public.json")
    phone.get_by_role("button", name="Place the key").click()
    expect(phone.locator(".fingerprint").last).to_have_text(found.group(1))


def amal_rehearses(phone: Page, axe: Axe, carry: Carry, *, home: Path) -> None:
    carry(phone, amal())
    phone.goto(PAGE)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download trial.json").click()
    download.value.save_as(home / "trial.json")
    told = run("rehearse", home / "trial.json", home=home, typed=two_sheets(home))
    phone.get_by_label("What the program printed").fill(told.rpartition(": ")[2].strip().lower())
    axe(phone)
    phone.get_by_role("button", name="It opened").click()
    expect(phone.get_by_text("Done: Amal Haddad told on")).to_be_visible()


def two_people(phone: Page, carry: Carry, act: Act, asked: str) -> None:
    carry(phone, nell())
    if act == Act.FREEZE:
        phone.goto("/desk/ballots/national/check/")
        phone.get_by_role("button", name="Ask a colleague to approve").click()
    else:
        phone.goto("/desk/ballots/national/")
        phone.get_by_role("button", name=f"Propose to {asked}").click()
    carry(phone, bo())
    phone.goto("/desk/ballots/national/")
    phone.get_by_role("button", name=f"Agree to {asked}").click()
    expect(phone.get_by_role("heading", name=re.compile("Approved: "))).to_be_visible()
    assert Ballot.objects.get().approvals.filter(act=act, approver=bo()).count() == 1


def open_and_vote(ballot: Ballot) -> None:
    """The worker fixes it, the clock opens it, eleven members vote, and it closes at its time."""
    due.freeze_approved(at=timezone.now())
    ballot.refresh_from_db()
    open_ballot(ballot, at=ballot.opens_at)
    ballot.refresh_from_db()
    cast_by_many(ballot, 11)
    due.close_due(at=ballot.closes_at)
    due.count_due(at=ballot.closes_at)
    assert Ballot.objects.get().state == State.CLOSED


def bo_brings_the_count(phone: Page, axe: Axe, carry: Carry, *, home: Path) -> None:
    carry(phone, bo())
    phone.goto("/desk/ballots/")
    expect(phone.get_by_text("Count the votes with the other scrutineers.")).to_be_visible()
    phone.goto(PAGE)
    axe(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download EXPORT.zip").click()
    download.value.save_as(home / "EXPORT.zip")
    out = home / "COUNT.zip"
    told = run("count", home / "EXPORT.zip", "--out", out, home=home, typed=two_sheets(home))
    assert "A, RPI plus 2%: 6 (54.5%)" in told
    for name in ("amal", "bo"):
        run("sign", out, "--key", home / name / "scrutineer.key", home=home)
    signatures = sorted(home.glob("signature-*.json"))
    bring(phone, out, signatures[:1])
    expect(phone.get_by_role("alert")).to_contain_text("2 scrutineers have to sign this count, and 1 has")
    bring(phone, out, signatures)
    expect(phone.get_by_role("heading", name="Checking the count")).to_be_visible()
    axe(phone)
    run_waiting(at=timezone.now())
    phone.goto(PAGE)
    expect(phone.get_by_text("The count is certified by the scrutineers’ signatures.")).to_be_visible()
    axe(phone)


def bring(phone: Page, count: Path, signatures: list[Path]) -> None:
    phone.get_by_label("COUNT.zip").set_input_files(count)
    phone.get_by_label("Signatures").set_input_files(signatures)
    phone.get_by_role("button", name="Bring the count").click()


def anybody_checks(phone: Page, axe: Axe, *, home: Path) -> None:
    phone.goto("/ballots/national/")
    expect(phone.get_by_text("has a majority: 6 of 11 votes")).to_be_visible()
    axe(phone)
    (home / "bundle.zip").write_bytes(bytes(Ballot.objects.get().bundle.content))
    checker = [sys.executable, "-I", verify.__file__, str(home / "bundle.zip")]
    checked = subprocess.run(checker, capture_output=True, text=True, check=True)
    assert re.findall("Certified by ([^,]+), key [0-9a-f]{64}", checked.stdout) == [
        "Amal Haddad",
        "Bo Lindqvist",
    ]
