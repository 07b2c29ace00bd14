"""The design itself: nothing for axe to find, no other host, light and dark, on a phone and a desk."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import findings
from union.accounts.models import User

WIDTHS = {"phone": 390, "desk": 1280}
OPEN_PAGES = [
    "/style/",
    "/nowhere/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-wrong/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
]
OWN_PAGES = [
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/password/set/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    return "dark" if request.param == "dark" else "light"


@pytest.fixture(params=WIDTHS)
def screen(
    chromium: Browser,
    live_server: LiveServer,
    settings: LazySettings,
    request: pytest.FixtureRequest,
    scheme: Literal["light", "dark"],
) -> Iterator[Page]:
    settings.DEMO = True
    context = chromium.new_context(
        viewport={"width": WIDTHS[request.param], "height": 844},
        color_scheme=scheme,
        base_url=live_server.url,
    )
    yield context.new_page()
    context.close()


def faults_of(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways or has no heading of its own."""
    found = findings(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    return [f"{page.url}: {fault}" for fault in found]


def test_open_pages_are_accessible(screen: Page) -> None:
    faults: list[str] = []
    for path in OPEN_PAGES:
        screen.goto(path)
        faults += faults_of(screen)
    assert faults == [], "\n".join(faults)


def sign_in(page: Page, user: User, live_server: LiveServer) -> None:
    """A browser that is signed in as `user` and proved it a moment ago."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4_102_444_800}]
    session.save()
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.fixture
def kit() -> User:
    user = User.objects.create_user("kit.marlowe@example.org", "a long enough password", name="Kit Marlowe")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_pages_of_ones_own_account_are_accessible(screen: Page, kit: User, live_server: LiveServer) -> None:
    sign_in(screen, kit, live_server)
    faults: list[str] = []
    for path in OWN_PAGES:
        screen.goto(path)
        faults += faults_of(screen)
    assert faults == [], "\n".join(faults)


def test_pages_with_a_second_factor_are_accessible(screen: Page, kit: User, live_server: LiveServer) -> None:
    TOTP.activate(kit, generate_totp_secret())
    RecoveryCodes.activate(kit)
    sign_in(screen, kit, live_server)
    faults: list[str] = []
    for path in [*OWN_PAGES, "/accounts/2fa/totp/deactivate/"]:
        screen.goto(path)
        faults += faults_of(screen)
    assert faults == [], "\n".join(faults)


def test_kit_asks_for_a_code_without_one_arriving_first(
    phone: Page, kit: User, axe: Callable[[Page], None]
) -> None:
    phone.goto("/accounts/login/")
    phone.get_by_label("E-mail address").fill("kit.marlowe@example.org")
    phone.get_by_role("button", name="Send me a sign-in code").click()
    assert phone.url.endswith("/accounts/login/code/confirm/")
    axe(phone)
    phone.get_by_label("Code").fill("WRONG1")
    phone.get_by_role("button", name="Confirm").click()
    assert phone.get_by_role("heading", name="There is a problem").is_visible()
    axe(phone)


def test_style_page_keeps_the_policy(
    phone: Page, axe: Callable[[Page], None], settings: LazySettings
) -> None:
    settings.DEMO = True
    phone.goto("/style/")
    assert phone.title() == "Style page"
    axe(phone)
