"""Every type of page with every block it may hold: for axe, light and dark, on a phone and on a desk."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.campaigns.page_types import RECORDS, all_in_welsh, one_of_each
from tests.journeys.conftest import PHONE, findings
from tests.journeys.test_look import DESK, SCHEMES, faults_of
from union.mail.composing import render
from union.mail.models import Message


@pytest.fixture
def paths(transactional_db: None, at: datetime) -> list[str]:
    return one_of_each(at)


@pytest.fixture
def screen(chromium: Browser, live_server: LiveServer, settings: LazySettings) -> Iterator[Page]:
    """A browser in which nothing moves; no page may ask another host or break the policy."""
    settings.BASE_URL = live_server.url
    context = chromium.new_context(viewport=PHONE, reduced_motion="reduce", base_url=live_server.url)
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "request", lambda r: None if r.url.startswith((live_server.url, "data:")) else faults.append(r.url)
    )
    page.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def weight_of_scripts(page: Page, path: str) -> int:
    """The bytes of script that a page brings, whole and unpacked."""
    sizes: list[int] = []
    page.on(
        "response",
        lambda r: sizes.append(len(r.body())) if urlsplit(r.url).path.endswith(".js") else None,
    )
    page.goto(path, wait_until="networkidle")
    return sum(sizes)


def test_every_type_of_page_is_for_everybody(screen: Page, paths: list[str]) -> None:
    assert [fault for path in paths for fault in faults_of(screen, path)] == []
    assert weight_of_scripts(screen, "/news/letter/") < 15_000


def test_every_type_of_page_is_for_everybody_in_welsh(screen: Page, paths: list[str]) -> None:
    """Each looked at twice: what the colours are does not depend on the language."""
    welsh = all_in_welsh()
    assert len(welsh) == len(paths) + len(RECORDS) + 1  # a branch
    faults = []
    for path in welsh:
        screen.goto(path)
        if (urlsplit(screen.url).path, screen.get_attribute("html", "lang")) != (path, "cy"):
            faults.append(f"{path} leads to {screen.url}")
        for size, scheme in zip((PHONE, DESK), SCHEMES, strict=True):
            screen.set_viewport_size(size)
            screen.emulate_media(color_scheme=scheme)
            faults += [f"{path}, {size['width']} {scheme}: {finding}" for finding in findings(screen)]
            if screen.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{path} scrolls sideways at {size['width']}")
    assert faults == []


def test_rowan_comments_on_an_article(screen: Page, paths: list[str]) -> None:
    screen.goto("/news/opinion/")
    form = screen.locator("#comments form")
    form.get_by_label("Your name").fill("Rowan Ashby")
    form.get_by_label("Your comment").fill("Adults’ social work needs this as well.")
    form.get_by_role("button", name="Send my comment").click()
    expect(screen.get_by_role("alert")).to_contain_text("Your e-mail address")
    assert findings(screen) == []
    screen.get_by_label("Your e-mail address").fill("rowan.ashby@example.org")
    screen.get_by_role("button", name="Send my comment").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("One step is left")
    assert findings(screen) == []
    letter = render(Message.objects.get(kind="comment_confirm"))
    assert letter is not None
    screen.goto(next(word for word in letter.text.split() if "/comments/confirm/" in word))
    assert findings(screen) == []
    screen.get_by_role("button", name="Yes, send it to the moderators").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Thank you")
