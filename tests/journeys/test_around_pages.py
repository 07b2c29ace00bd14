"""What every page has around it, in a real browser: passing on, searching, the PDF that is not there yet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from campaigns.models import PlanPage
from tests.journeys.conftest import PHONE, findings

PAGES = {
    "/safe-visits/plan/": 200,
    "/search/?q=points": 200,
    "/search/?q=unicorns": 200,
    "/cy/search/?q=unicorns": 200,
    "/safe-visits/plam/": 404,
    "/safe-visits/plan/pdf/": 503,
}


@pytest.fixture
def screen(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, reduced_motion="reduce", base_url=live_server.url)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_the_policy_refuses_nothing(
    screen: Page, plan: PlanPage, live_server: LiveServer
) -> None:
    said: list[str] = []
    screen.on("console", lambda message: said.append(message.text))
    faults = []
    for path, status in PAGES.items():
        answer = screen.goto(path)
        assert answer is not None
        found = [] if answer.status == status else [f"answered {answer.status}"]
        for width in (390, 1280):
            screen.set_viewport_size({"width": width, "height": 800})
            if screen.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"scrolls sideways at {width}")
            for scheme in ("light", "dark"):
                screen.emulate_media(color_scheme=scheme)
                found += findings(screen)
        faults += [f"{path}: {fault}" for fault in found]
    assert faults == []
    assert [line for line in said if "Failed to load resource" not in line] == []


def test_rowan_finds_the_plan_by_a_wrong_address_and_copies_its_link(screen: Page, plan: PlanPage) -> None:
    screen.goto("/safe-visits/three-pionts/")
    screen.get_by_role("searchbox").fill("unicorns")
    screen.get_by_role("button", name="Search").click()
    expect(screen.get_by_text("Nothing was found")).to_be_visible()
    screen.get_by_role("searchbox").fill("fill the posts")
    screen.get_by_role("button", name="Search").click()
    screen.get_by_role("link", name="Three points").click()
    screen.get_by_text("Show a code to somebody beside you").click()
    code = screen.get_by_role("img", name="QR code with the address of this page")
    expect(code).to_be_visible()
    assert code.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 100
    screen.get_by_role("link", name="This page as a PDF").click()
    expect(screen.get_by_role("heading", name="The PDF is being made")).to_be_visible()
    screen.get_by_role("link", name="Back to “Three points”").click()
    expect(screen.get_by_role("heading", name="Three points")).to_be_visible()
