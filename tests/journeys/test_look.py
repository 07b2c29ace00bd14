"""The design itself: nothing for axe to find, no other host, light and dark, on a phone and a desk."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import findings

WIDTHS = {"phone": 390, "desk": 1280}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=WIDTHS)
def screen(
    chromium: Browser,
    live_server: LiveServer,
    settings: LazySettings,
    request: pytest.FixtureRequest,
    scheme: str,
) -> Iterator[Page]:
    settings.DEMO = True
    context = chromium.new_context(
        viewport={"width": WIDTHS[request.param], "height": 844},
        color_scheme=scheme,
        base_url=live_server.url,
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/style/", "/accounts/login/", "/nowhere/"])
def test_axe_finds_nothing(screen: Page, path: str) -> None:
    screen.goto(path)
    assert findings(screen) == []


@pytest.mark.parametrize("path", ["/style/", "/accounts/login/", "/nowhere/"])
def test_no_page_scrolls_sideways(screen: Page, path: str) -> None:
    screen.goto(path)
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_style_page_keeps_the_policy(
    phone: Page, axe: Callable[[Page], None], settings: LazySettings
) -> None:
    settings.DEMO = True
    phone.goto("/style/")
    assert phone.title() == "Style page"
    axe(phone)
