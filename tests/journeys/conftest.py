"""A real Chromium against a live server."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import LazySettings
from playwright.sync_api import Browser, Error, Page, Response, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from campaigns.models import PlanPage
from deploy import machine
from tests.campaigns.fixtures import kit_marlowe, small_plan
from tests.conftest import SignIn
from union.accounts.models import User

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs inside an event loop
PHONE: ViewportSize = {"width": 390, "height": 844}
# What no journey looks at, off: first what Playwright turns off itself (of two such lists Chromium heeds the
# last), then the suggestions of the address bar, two pages beside each page and dearer than it, and the
# process kept ready for a next site.
DISABLED = (
    "AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AimEnabled,NetworkTimeServiceQuerying,OptimizationHints,PreconnectToSearch,"
    "PreloadTopChromeWebUI,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess"
)
# A page is here for a second: compiling its scripts for speed on threads beside it costs more than it saves.
SCRIPTS = "--single-threaded --no-opt"
OVERTAKEN = ("net::ERR_ABORTED", "interrupted by another navigation")  # as Playwright says it


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=machine.chromium(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--disable-features={DISABLED}",
                f"--js-flags={SCRIPTS}",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def going_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever leaves a page just as it looks again by itself sets out once more."""
    set_out = Page.goto

    def go(page: Page, url: str, **how: Any) -> Response | None:
        try:
            return set_out(page, url, **how)
        except Error as error:
            if not any(said in error.message for said in OVERTAKEN):
                raise
            return set_out(page, url, **how)

    monkeypatch.setattr(Page, "goto", go)


@pytest.fixture
def plan(db: None) -> PlanPage:
    """Told anew for each journey, since the server has to see it."""
    return small_plan()


@pytest.fixture
def kit(db: None) -> User:
    return kit_marlowe()


@pytest.fixture(params=[True, False], ids=["js", "nojs"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def phone(
    chromium: Browser, live_server: LiveServer, javascript: bool, settings: LazySettings
) -> Iterator[Page]:
    """A phone with and without JavaScript, opened at the live server; `page.goto("/...")` takes paths.

    At the end no page may have reached another host, failed on the server or broken the policy.
    """
    settings.BASE_URL = live_server.url
    context = chromium.new_context(viewport=PHONE, java_script_enabled=javascript, base_url=live_server.url)
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "request", lambda r: None if r.url.startswith((live_server.url, "data:")) else faults.append(r.url)
    )
    page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    page.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def carry(sign_in: SignIn, live_server: LiveServer) -> Callable[[Page, User], None]:
    """Puts somebody's session into a browser, second factor and all."""

    def carried(page: Page, user: User) -> None:
        session = sign_in(user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return carried


@pytest.fixture(scope="session")
def twin(chromium: Browser) -> Iterator[Page]:
    """The page with scripts in which axe looks at the markup of those without."""
    page = chromium.new_page(viewport=PHONE)
    yield page
    page.context.close()


@pytest.fixture
def axe(request: pytest.FixtureRequest) -> Callable[[Page], None]:
    """`axe(page)` asserts that axe finds nothing, best practices included, in the page as it stands.

    Where JavaScript is off axe cannot run, so it looks at a twin: the same markup at the same address.
    """
    scripted = "javascript" not in request.fixturenames or request.getfixturevalue("javascript")

    def assert_accessible(page: Page) -> None:
        page.wait_for_load_state()
        if scripted:
            found = patient_findings(page)
            assert found == [], "\n".join(found)
            return
        found = findings_in_twin(request.getfixturevalue("twin"), page)
        assert found == [], "\n".join(found)

    return assert_accessible


def patient_findings(page: Page) -> list[str]:
    """Pages of the desk that wait for the worker reload themselves every five seconds, also under axe."""
    try:
        return findings(page)
    except Error:
        page.wait_for_load_state()
        return findings(page)


def look_again(page: Page) -> None:
    """Reload a page that may be reloading itself just then."""
    try:
        page.reload()
    except Error:
        page.wait_for_load_state()


def findings_in_twin(twin: Page, page: Page) -> list[str]:
    """What axe finds in the markup of a page without scripts, at the same address."""
    address, markup = page.url, page.content()
    twin.set_viewport_size(page.viewport_size or PHONE)
    twin.route(address, lambda route: route.fulfill(body=markup, content_type="text/html; charset=utf-8"))
    try:
        twin.goto(address)
        return findings(twin)
    finally:
        twin.goto("about:blank")
        twin.unroute(address)


# All that axe judges by: the markup, what is chosen, in focus or led to in it, width, colours and address.
LOOK = """() => JSON.stringify([
    location.pathname, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches,
    ...["html", ":checked", ":focus", ":target"].map(
        (which) => [...document.querySelectorAll(which)].map((element) => element.outerHTML)),
])"""
# A message that fades in has another contrast half-way: what moves comes to rest before axe looks.
# One that never ends, for want of a picture to be drawn in, is waited for no longer than any of ours takes.
AT_REST = """() => Promise.race([
    new Promise((over) => setTimeout(over, 1500)),
    Promise.all(document.getAnimations()
        .filter((moving) => moving.playState === "running")
        .filter((moving) => moving.effect.getComputedTiming().endTime < Infinity)
        .map((moving) => moving.finished.catch(() => null)))]).then(() => null)"""
# The same without colours: where each element stands, how large it is and whether it is to be seen.
SHAPE = """() => JSON.stringify([
    location.pathname, innerWidth,
    ...["html", ":checked", ":focus", ":target"].map(
        (which) => [...document.querySelectorAll(which)].map((element) => element.outerHTML)),
    [...document.querySelectorAll("*")].map((element) => {
        const {x, y, width, height} = element.getBoundingClientRect();
        const seen = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
        return [x, y, width, height, seen];
    })])"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that look at them
# What chance makes of a link, a slip or the token of a form: long, with a capital and a digit among others.
BY_CHANCE = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}")
CLEAN: set[str] = set()  # each look in which axe found nothing: with scripts and without, many are the same
SHAPES: set[str] = set()  # and the shape it has in light as in dark: there, only colours are looked at again


def without_chance(look: str) -> str:
    """A look with the first, the second … of the long words of chance in their place."""
    words: dict[str, int] = {}
    return BY_CHANCE.sub(lambda found: f"<{words.setdefault(found[0], len(words))}>", look)


def findings(page: Page) -> list[str]:
    """One line for each element that breaks a rule: the rule, the element, what to do."""
    page.evaluate(AT_REST)
    look = without_chance(page.evaluate(LOOK))
    if look in CLEAN:
        return []
    shape = without_chance(page.evaluate(SHAPE))
    found = axe_findings(page, runOnly=OF_COLOURS) if shape in SHAPES else axe_findings(page)
    if not found:
        CLEAN.add(look)
        SHAPES.add(shape)
    return found


# Brought into a page once, however often it is looked at; what it passes is not told, since writing that down
# took more than looking.
RUN_AXE = "async (options) => (await axe.run(options)).violations"


def axe_findings(page: Page, **options: object) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN_AXE, {"resultTypes": ["violations"], **options})
    return [
        f"{violation['id']}: {violation['help']} - {node['html'][:200]} - {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]
