"""The other ways into the booth: a letter with a code, a lost link, one’s own desk, a corrected roll."""

import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, Response, expect
from pypdf import PdfReader

from ballots import due
from ballots.posting import take_file
from tests.ballots import scenes
from union.accounts.models import User
from union.mail.sending import send_due
from union.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
ROWAN = "member0.nw-001@example.org"


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def link_in_the_mail(address: str, path: str) -> str:
    """The link of this kind in the latest letter to the address."""
    send_due(at=timezone.now())
    letter = [letter for letter in mail.outbox if letter.to == [address]][-1]
    found = re.search(rf"https?://[^/\s]+({path}[\w-]+/)", str(letter.body))
    assert found
    return found.group(1)


def pages_seen(phone: Page) -> list[str]:
    """The addresses of pages shown from here on; redirects show none."""
    seen: list[str] = []

    def note(answer: Response) -> None:
        shown = answer.request.resource_type == "document" and not 300 <= answer.status < 400
        if shown:
            seen.append(answer.url.partition("/vote/")[2] or "/")

    phone.on("response", note)
    return seen


def fits(phone: Page) -> bool:
    """Nothing is wider than the phone, at twice the size of letters too."""
    wide = "() => document.documentElement.scrollWidth <= window.innerWidth"
    phone.set_viewport_size({"width": 195, "height": 422})  # 390 at 200%
    zoomed = bool(phone.evaluate(wide))
    phone.set_viewport_size({"width": 390, "height": 844})
    return zoomed and bool(phone.evaluate(wide))


def vote_by_keyboard(phone: Page, axe: Axe) -> None:
    """From the ballot paper to the receipt with Tab, Space and Enter; axe looks at each page."""
    assert fits(phone)
    axe(phone)
    tab_to(phone, "input[name=question_1]")
    phone.keyboard.press("Space")
    tab_to(phone, "button:has-text('Continue')")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Check your vote")
    assert fits(phone)
    axe(phone)
    tab_to(phone, "button:has-text('Cast my vote')")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your vote is recorded")
    assert fits(phone)
    axe(phone)


def tab_to(phone: Page, selector: str) -> None:
    """Press Tab until the focus is there; at most forty times, which is more than any page here has stops."""
    for _ in range(40):
        phone.keyboard.press("Tab")
        if phone.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


@pytest.mark.pdf
def test_a_member_types_the_code_of_a_letter_and_votes_by_keyboard_in_four_pages(
    phone: Page, axe: Axe, at: datetime, carry: Carry
) -> None:
    scene = scenes.opened(at)
    carry(phone, scene.ines)
    phone.goto("/desk/ballots/njc-pay-claim-2022/letters/")
    axe(phone)
    phone.get_by_label("English").check()
    phone.get_by_role("button", name="Make the letters").click()
    due.pass_once(at=timezone.now())
    expect(phone.get_by_role("button", name="Download file 1 (1 letter, PDF)")).to_be_visible(timeout=15_000)
    axe(phone)
    batch = scene.ballot.letter_batches.get()
    pdf = PdfReader(BytesIO(take_file(batch, 1, by=scene.ines, at=timezone.now())))
    code = re.search(r"[0-9A-Z]{4}(?: [0-9A-Z]{4}){3}", pdf.pages[0].extract_text())
    assert code

    phone.context.clear_cookies()
    seen = pages_seen(phone)
    phone.goto("/vote/")
    assert fits(phone)
    axe(phone)
    tab_to(phone, "input[name=code]")
    phone.keyboard.type(code[0].lower().replace("0", "o"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("NJC pay claim 2022")
    vote_by_keyboard(phone, axe)
    assert seen == ["/", "/", "review/", "cast/"]
    assert scene.entry(39).has_voted


def test_rowan_has_a_lost_link_sent_and_votes_in_three_pages(phone: Page, axe: Axe, at: datetime) -> None:
    scene = scenes.opened(at)
    phone.goto("/vote/code/")
    phone.get_by_label("The code from your letter").fill("7K2M")
    phone.get_by_role("button", name="Go to my ballot paper").click()
    expect(phone.get_by_role("alert")).to_be_focused()
    axe(phone)
    phone.get_by_role("link", name="Send my link again").click()
    phone.get_by_label("Your e-mail address").fill(ROWAN)
    phone.get_by_role("button", name="Send my link again").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Look at your mail")

    seen = pages_seen(phone)
    phone.goto(link_in_the_mail(ROWAN, "/vote/"))
    vote_by_keyboard(phone, axe)
    assert seen == ["/", "review/", "cast/"]
    assert scene.entry().has_voted


def test_rowan_asks_what_a_choice_gives_for_her_hours_and_keeps_it(
    phone: Page, axe: Axe, at: datetime
) -> None:
    scene = scenes.opened(at)
    phone.goto(scene.link())
    b = phone.get_by_role("radio", name="B: a flat £2,000")
    b.check()
    phone.get_by_text("I work part time").click()
    phone.get_by_label("Hours a week").fill("18.5")
    phone.get_by_role("button", name="Show my figures").click()
    expect(phone.get_by_text("At your pay point and hours: £1,000 more a year")).to_be_visible()
    expect(b).to_be_checked()
    assert phone.url.endswith("/vote/#own-hours")
    assert fits(phone)
    axe(phone)
    phone.get_by_label("Hours a week").fill("all day")
    phone.get_by_role("button", name="Show my figures").click()
    expect(phone.get_by_role("alert")).to_contain_text("write them like 18.5")
    expect(b).to_be_checked()
    axe(phone)
    phone.get_by_label("Hours a week").fill("18.5")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="Change my choice").click()
    expect(b).to_be_checked()
    expect(phone.get_by_label("Hours a week")).to_have_value("18.5")
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="Cast my vote").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your vote is recorded")
    assert scene.entry().has_voted
    assert {cookie["name"] for cookie in phone.context.cookies()} <= {"booth", "booth-cy", "csrftoken"}


def test_enter_on_an_option_goes_on_and_the_other_language_keeps_what_is_chosen(
    phone: Page, axe: Axe, at: datetime
) -> None:
    scene = scenes.opened(at)
    phone.goto(scene.link())
    b = phone.get_by_role("radio", name="B: a flat £2,000")
    b.check()
    phone.get_by_role("button", name="Cymraeg").click()
    expect(phone.locator("html")).to_have_attribute("lang", "cy")
    expect(b).to_be_checked()
    assert fits(phone)
    axe(phone)
    phone.get_by_role("button", name="English").click()
    expect(b).to_be_checked()
    b.focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Check your vote")
    expect(phone.locator("main dl")).to_contain_text("B: a flat £2,000 on each pay point")
    assert not scene.entry().has_voted


def test_rowan_votes_from_the_own_desk_and_asks_for_the_result(phone: Page, axe: Axe, at: datetime) -> None:
    scene = scenes.opened(at)
    phone.goto("/me/")
    phone.get_by_label("E-mail address").fill(ROWAN)
    phone.get_by_role("button", name="Send me the link").click()
    phone.goto(link_in_the_mail(ROWAN, "/me/"))
    phone.get_by_role("main").get_by_role("button").first.click()
    expect(phone.get_by_role("heading", name="Your ballots")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Mail me the result when it is out").click()
    phone.get_by_role("button", name="Vote now").click()
    vote_by_keyboard(phone, axe)
    phone.goto("/me/")
    expect(phone.get_by_text("Your vote is recorded. Nobody can see how you voted.")).to_be_visible()
    axe(phone)
    assert scene.entry().wants_result


@pytest.mark.parametrize("javascript", [False], ids=["nojs"])
def test_ines_adds_noor_to_the_roll_who_then_votes_in_welsh(
    phone: Page, axe: Axe, at: datetime, carry: Carry, javascript: bool
) -> None:
    scene = scenes.opened(at)
    Member.objects.create(
        number="NW-001-0099",
        name="Noor Haddad",
        email="noor@example.org",
        branch=scene.branch,
        joined=date(2015, 5, 1),
    )
    carry(phone, scene.ines)
    phone.goto("/desk/ballots/njc-pay-claim-2022/")
    axe(phone)
    phone.get_by_role("link", name="Reminders").click()
    axe(phone)
    phone.goto("/desk/ballots/njc-pay-claim-2022/corrections/")
    adding = phone.get_by_role("region", name="Add a member")
    adding.get_by_role("button", name="Add a member").click()
    expect(phone.get_by_role("alert")).to_contain_text("Enter the membership number.")
    axe(phone)
    adding.get_by_label("Membership number").fill("nw-001-0099")
    adding.get_by_label("Left off the roll by mistake").check()
    adding.get_by_role("button", name="Add a member").click()
    expect(phone.get_by_text("The member is on the roll.")).to_be_visible()
    axe(phone)

    phone.context.clear_cookies()
    due.invite_due(at=timezone.now())
    phone.goto(f"/cy{link_in_the_mail('noor@example.org', '/vote/')}")
    axe(phone)
    phone.get_by_label("A: RPI plus 2%").check()
    phone.get_by_role("button", name="Parhau").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Gwiriwch eich pleidlais")
    phone.get_by_role("button", name="Bwrw fy mhleidlais").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mae eich pleidlais wedi’i chofnodi")
    axe(phone)
    assert scene.ballot.roll.get(number="NW-001-0099").has_voted
