"""The design itself: nothing for axe to find, no other host, light and dark, on a phone and a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.conftest import proved_just_now
from tests.journeys.conftest import PHONE, findings, without_chance
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.mail.styling import styled

DESK: ViewportSize = {"width": 1280, "height": 900}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
OPEN_PAGES = [
    "/style/",
    "/nowhere/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/inactive/",
]
OWN_PAGES = [
    "/accounts/email/",
    "/accounts/reauthenticate/code/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
]
SECOND_FACTOR_PAGES = [
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/reauthenticate/",
]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def screen(chromium: Browser, live_server: LiveServer, settings: LazySettings) -> Iterator[Page]:
    """A browser with scripts in the demo; nothing moves, so that axe never meets a colour on its way."""
    settings.DEMO = True
    context = chromium.new_context(viewport=PHONE, reduced_motion="reduce", base_url=live_server.url)
    yield context.new_page()
    context.close()


def faults_of(page: Page, path: str) -> list[str]:
    """What is wrong with the page at `path`, light and dark, on a phone and on a desk."""
    answer = page.goto(path)
    found = []
    if answer is None or answer.status != (404 if path == "/nowhere/" else 200):
        found.append(f"answered {answer}")
    if urlsplit(page.url).path != path:
        found.append(f"leads to {page.url}")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"scrolls sideways at {size['width']}")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{size['width']} {scheme}: {finding}" for finding in findings(page)]
    return [f"{path}: {fault}" for fault in found]


def test_a_page_that_looks_another_way_is_judged_anew(screen: Page) -> None:
    head = '<html lang="en"><title>T</title><style>:checked + b { color: #eee }</style>'
    page = head + "<main><h1>T</h1>%s</main>"
    field = '<label><input type="checkbox"> <b>Yes</b></label>'
    screen.set_content(page % field)
    assert [findings(screen), findings(screen)] == [[], []]
    screen.check("input")
    assert [finding.partition(":")[0] for finding in findings(screen)] == ["color-contrast"]
    screen.set_content(page % f"{field}<img src='data:,'>")
    assert [finding.partition(":")[0] for finding in findings(screen)] == ["image-alt"]


ONE, OTHER = "Zm9vYmFy-1-baz_quuxQ", "c3Rhci0y-WxvbmdlcgA_"
FIELD = '<label for="{}">Slip</label><input id="{}" class="a-class-of-many-letters-2">'


def test_only_what_chance_made_of_a_look_does_not_count() -> None:
    whole, looks = (ONE, ONE), {}
    for name, ids in (("same", (OTHER, OTHER)), ("torn", (ONE, OTHER)), ("short", ("a", "a"))):
        looks[name] = without_chance(FIELD.format(*ids)) == without_chance(FIELD.format(*whole))
    assert looks == {"same": True, "torn": False, "short": False}
    assert "a-class-of-many-letters-2" in without_chance(FIELD)


BAD_IN_DARK = {
    "b { color: #333 }": ["color-contrast"],
    "a { text-decoration: none; color: #eee }": ["link-in-text-block"],
    "i { display: none }": ["label"],
    "i { visibility: hidden }": ["label"],
}


@pytest.mark.parametrize("rule", BAD_IN_DARK)
def test_a_page_that_is_well_in_light_alone_is_found_out_in_dark(screen: Page, rule: str) -> None:
    dark = f"@media (prefers-color-scheme: dark) {{ body {{ background: #000; color: #fff }} {rule} }}"
    screen.set_content(
        f'<html lang="en"><title>T</title><style>a {{ color: inherit }} {dark}</style><main><h1>T</h1>'
        '<p><b>Text</b> with <a href="/">a link</a>.</p>'
        '<p><label for="x"><i>Name</i></label> <input id="x"></p></main>'
    )
    found = {}
    for scheme in SCHEMES:
        screen.emulate_media(color_scheme=scheme)
        found[scheme] = [finding.partition(":")[0] for finding in findings(screen)]
    assert found == {"light": [], "dark": BAD_IN_DARK[rule]}


def test_no_empty_room_follows_words_that_stand_beside_a_petition(screen: Page) -> None:
    styles = [
        (Path("site/config/static/css") / f"{name}.css").read_text() for name in ("tenpoint", "campaigns")
    ]
    words = "<div class='block block--text'><p>Two workers on every visit.</p></div>" * 3
    petition = "<div class='block block--sign'><p style='height: 200px'>Sign</p></div>"
    body = f"<main><div class='campaign-body'>{words}{petition}</div></main>"
    screen.set_viewport_size(DESK)
    screen.set_content(f"<style>{''.join(styles)}</style>{body}")
    tops, heights = screen.evaluate(
        """() => [["top", ".block"], ["height", ".block--sign, .campaign-body"]].map(([side, which]) =>
            [...document.querySelectorAll(which)].map((block) => block.getBoundingClientRect()[side]))"""
    )
    assert tops[3] == tops[0]  # the petition beside the first words
    assert heights[0] - heights[1] < 100


def test_what_has_the_focus_is_seen_in_the_colours_of_the_system_too(screen: Page) -> None:
    screen.emulate_media(forced_colors="active")
    screen.goto("/accounts/login/")
    around = []
    for _ in range(10):
        screen.keyboard.press("Tab")
        around.append(screen.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert around == ["solid"] * 10


def test_on_paper_a_total_stands_once_and_no_heading_of_a_form_alone(screen: Page) -> None:
    style = Path("site/config/static/css/tenpoint.css").read_text()
    total = "<table><tbody><tr><td>1</td></tr></tbody><tfoot><tr><td>1</td></tr></tfoot></table>"
    screen.set_content(f"<style>{style}</style><main><h2>Find a member</h2><form></form>{total}</main>")
    screen.emulate_media(media="print")
    shown = [
        screen.locator(which).evaluate("it => getComputedStyle(it).display") for which in ("h2", "tfoot")
    ]
    assert shown == ["none", "table-row-group"]  # a footer of a table is printed on each page of it


def test_a_letter_is_no_wider_than_a_narrow_screen_and_its_line_is_seen_in_the_dark(screen: Page) -> None:
    title = "<h1>Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch</h1>"
    letter = render_to_string("mail/base.html").replace(
        '<div class="footer">', f'{title}<div class="footer">'
    )
    screen.set_viewport_size({"width": 320, "height": 700})
    screen.set_content(styled(letter))
    assert screen.evaluate("document.documentElement.scrollWidth") == 320
    lines = []
    for scheme in SCHEMES:
        screen.emulate_media(color_scheme=scheme)
        lines.append(screen.locator(".sender").evaluate("it => getComputedStyle(it).borderBottomColor"))
    assert lines == ["rgb(91, 31, 105)", "rgb(186, 161, 192)"]


BROKEN = """() => [...document.querySelectorAll("h1, h2")].flatMap(({firstChild: text}) =>
    [...text.data.matchAll(/[^ ]+/g)].filter((word) => {
        const range = new Range();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map((word) => word[0]))"""


def test_words_of_headings_stay_whole_in_letters_twice_as_large(screen: Page) -> None:
    style = Path("site/config/static/css/tenpoint.css").read_text() + "html { font-size: 200% }"
    words = "Protect vulnerable children: Scrutineers yn ddiogel"
    hero = f'<div class="hero"><h1>{words}</h1></div>'
    screen.set_content(f'<meta charset="utf-8"><style>{style}</style><main>{hero}<h2>{words}</h2></main>')
    assert screen.evaluate(BROKEN) == []


def test_open_pages_are_accessible(screen: Page) -> None:
    faults: list[str] = []
    for path in OPEN_PAGES:
        faults += faults_of(screen, path)
    assert faults == [], "\n".join(faults)


def sign_in(page: Page, user: User, live_server: LiveServer) -> None:
    """A browser that is signed in as `user` and proved it a moment ago."""
    client = Client()
    client.force_login(user)
    proved_just_now(client, user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.fixture
def kit() -> User:
    return welcome("kit.marlowe@example.org", name="Kit Marlowe")


def test_pages_of_ones_own_account_are_accessible(screen: Page, kit: User, live_server: LiveServer) -> None:
    sign_in(screen, kit, live_server)
    faults: list[str] = []
    for path in OWN_PAGES:
        faults += faults_of(screen, path)
    assert faults == [], "\n".join(faults)


def test_pages_with_a_second_factor_are_accessible(screen: Page, kit: User, live_server: LiveServer) -> None:
    TOTP.activate(kit, generate_totp_secret())
    RecoveryCodes.activate(kit)
    sign_in(screen, kit, live_server)
    faults: list[str] = []
    first_day = {"/accounts/2fa/totp/activate/", "/accounts/reauthenticate/code/"}
    own_pages = [path for path in OWN_PAGES if path not in first_day]
    for path in [*own_pages, *SECOND_FACTOR_PAGES]:
        faults += faults_of(screen, path)
    assert faults == [], "\n".join(faults)


def test_kit_types_a_wrong_code(phone: Page, kit: User, axe: Callable[[Page], None]) -> None:
    phone.goto("/accounts/login/")
    phone.get_by_label("E-mail address").fill("kit.marlowe@example.org")
    phone.get_by_role("button", name="Send me a sign-in code").click()
    assert phone.url.endswith("/accounts/login/code/confirm/")
    axe(phone)
    phone.get_by_label("Code").fill("WRONG1")
    phone.get_by_role("button", name="Sign in").click()
    assert phone.get_by_role("heading", name="There is a problem").is_visible()
    axe(phone)


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_a_passkey_that_is_not_given_is_said(phone: Page, axe: Callable[[Page], None]) -> None:
    phone.goto("/accounts/login/")
    phone.evaluate("document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true}))")
    assert "gave us no passkey or key" in phone.get_by_role("alert").inner_text()
    assert phone.evaluate("document.activeElement.id") == "passkey_fault"
    axe(phone)


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_kit_adds_a_passkey_and_signs_in_with_it(
    phone: Page, kit: User, live_server: LiveServer, axe: Callable[[Page], None]
) -> None:
    cdp = phone.context.new_cdp_session(phone)
    cdp.send("WebAuthn.enable")
    first = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    sign_in(phone, kit, live_server)
    phone.goto("/accounts/2fa/webauthn/add/")
    phone.get_by_label("Name").fill("Work phone")
    axe(phone)
    assert phone.get_by_label("Sign in with it alone, without a code by e-mail").is_checked()
    phone.get_by_role("button", name="Add it").click()
    phone.get_by_role("heading", name="Recovery codes").wait_for()
    axe(phone)
    phone.goto("/accounts/2fa/webauthn/")
    axe(phone)
    for link in ("Rename Work phone", "Remove Work phone"):
        phone.goto("/accounts/2fa/webauthn/")
        phone.get_by_role("link", name=link).click()
        axe(phone)
    assert phone.get_by_text("This is your last one. Your recovery codes go with it").is_visible()
    phone.goto("/accounts/2fa/webauthn/reauthenticate/")
    axe(phone)
    phone.context.clear_cookies()
    phone.goto("/accounts/login/")
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url(f"{live_server.url}/")
    phone.goto("/accounts/email/")
    assert phone.get_by_text("You sign in with kit.marlowe@example.org").is_visible()
    another_is_added_and_the_first_removed(phone, cdp, first)


def another_is_added_and_the_first_removed(phone: Page, cdp: CDPSession, first: str) -> None:
    """On a second device, after a proof by the first."""
    phone.goto("/accounts/2fa/webauthn/add/")
    phone.get_by_role("button", name="Use my passkey or key").click()
    phone.get_by_role("heading", name="Add a passkey or key").wait_for()
    cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    phone.get_by_role("button", name="Add it").click()
    phone.get_by_role("heading", name="Keep your account safe").wait_for()
    phone.goto("/accounts/2fa/webauthn/")
    phone.get_by_role("link", name="Remove Work phone").click()
    assert phone.get_by_text("You go on proving yourself by what you have besides.").is_visible()
    phone.get_by_role("button", name="Remove it").click()
    assert phone.get_by_role("heading", level=2).all_inner_texts()[:1] == ["My passkey"]


def test_style_page_keeps_the_policy(
    phone: Page, axe: Callable[[Page], None], settings: LazySettings
) -> None:
    settings.DEMO = True
    phone.goto("/style/")
    assert phone.title() == "Style page"
    axe(phone)
