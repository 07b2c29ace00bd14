"""Ines asks for sheets and keys them; Bram checks them against the paper and counts them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from petitions.confirming import confirm
from petitions.counting import published_count, roll_up
from petitions.signing import sign
from tests.petitions.factories import branch, open_petition, rowan
from tests.petitions.paper_scenes import officer
from tests.petitions.test_structure import members, signers
from union.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]


def key(phone: Page, *, name: str, postcode: str) -> None:
    phone.get_by_label("Name", exact=True).fill(name)
    phone.get_by_label("Postcode").fill(postcode)
    phone.get_by_role("button", name="Save and next").click()


def scan() -> dict[str, object]:
    out = BytesIO()
    Image.new("RGB", (600, 400), "white").save(out, "JPEG")
    return {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_ines_keys_a_batch_and_bram_counts_it(phone: Page, axe: Axe, carry: Carry) -> None:
    petition = open_petition(at=timezone.now() - timedelta(days=3))
    confirm(sign(petition, signer=rowan(), at=timezone.now()).signature_id, at=timezone.now())
    carry(phone, officer("ines@example.org", "Ines Okafor", branch("NW-001")))
    asks_for_sheets(phone, axe)
    keys_three_lines(phone, axe)
    carry(phone, officer("bram@example.org", "Bram Teller", branch("NW-001")))
    checks_and_counts(phone, axe)
    roll_up(at=timezone.now())
    assert published_count(petition) == 2


def asks_for_sheets(phone: Page, axe: Axe) -> None:
    phone.goto("/desk/")
    phone.get_by_role("link", name="Petitions").first.click()
    axe(phone)
    phone.get_by_role("link", name="Back the ten-point plan").click()
    axe(phone)
    phone.get_by_role("link", name="Ask for sheets").click()
    axe(phone)
    phone.get_by_role("button", name="Make the sheets").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Batch B-0001")
    axe(phone)


def keys_three_lines(phone: Page, axe: Axe) -> None:
    """Rowan, with a postcode that is put right first, Ash, and a line nobody can read; and a scan."""
    phone.get_by_role("link", name="Start keying").click()
    key(phone, name="Rowan Ashby", postcode="LS1")
    expect(phone.get_by_role("alert")).to_contain_text("Enter a UK postcode")
    expect(phone.get_by_label("Name", exact=True)).to_have_value("Rowan Ashby")
    axe(phone)
    key(phone, name="Rowan Ashby", postcode="ls1 4ap")
    expect(phone.get_by_label("Line", exact=True)).to_have_value("2")
    key(phone, name="Ash Mosop", postcode="M1 1AE")
    phone.get_by_label("Can the line be used?").select_option("illegible")
    phone.get_by_role("button", name="Save and next").click()
    axe(phone)
    phone.get_by_role("link", name="Batch B-0001").click()
    phone.get_by_label("Picture of the sheets").set_input_files(scan())  # type: ignore[arg-type]
    phone.get_by_role("button", name="Add the scan").click()
    expect(phone.get_by_role("link", name="Scan 1")).to_be_visible()
    phone.get_by_role("button", name="Every line is keyed: finish").click()
    expect(phone.get_by_text("You keyed some of this batch")).to_be_visible()
    axe(phone)


def checks_and_counts(phone: Page, axe: Axe) -> None:
    """One line of three is put right; Rowan had signed online already."""
    phone.goto("/desk/petitions/")
    phone.get_by_label("Number on the sheet").fill("b-0001")
    phone.get_by_role("button", name="Open the batch").click()
    phone.get_by_role("link", name="Start the check").click()
    axe(phone)
    phone.get_by_role("button", name="It is the same: next").click()
    phone.get_by_text("Something is different: correct it").click()
    phone.get_by_label("Name", exact=True).fill("Ash Mossop")
    axe(phone)
    phone.get_by_role("button", name="Save what stands on the paper").click()
    phone.get_by_role("button", name="It is the same: next").click()
    expect(phone.get_by_text("1 of 3 lines checked were wrong")).to_be_visible()
    phone.get_by_role("button", name="Count this batch").click()
    expect(phone.get_by_role("heading", name="1 signature counted")).to_be_visible()
    expect(phone.get_by_text("1 had signed already")).to_be_visible()
    axe(phone)


def test_ines_reads_the_structure_test(phone: Page, axe: Axe, carry: Carry) -> None:
    at = timezone.now() - timedelta(days=2)
    petition, north = open_petition(at=at - timedelta(days=1)), branch("NW-001")
    for name, signed, could in [
        ("Town Hall", 12, 40),
        ("Library", 20, 25),
        ("School", 3, 12),
        ("Depot", 8, 15),
    ]:
        members(north, could, name)
        signers(petition, signed, at=at, employer=name)
    carry(phone, officer("ines@example.org", "Ines Okafor", north))
    phone.goto("/desk/petitions/ten-points/structure/")
    expect(phone.locator("tbody th")).to_have_text(["Library", "Town Hall", "Depot", "School"])
    axe(phone)
