"""Every page a visitor can reach in the demo, walked from the front page by its own links."""

import re
from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail import hooks

from union import demo
from union.pages.drawing import draw_due
from union.pages.models import PagePrint

FILES = re.compile(r"\.(csv|zip|py|pdf|json)$|/pdf/$")


@pytest.fixture
def seeded() -> list[demo.Hint]:
    return demo.seed(at=timezone.now())


def links_on(page: Page) -> set[str]:
    """The addresses of this site that a page leads to, without fragments and queries."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    here = urlsplit(page.url).netloc
    return {urlsplit(urldefrag(link)[0]).path for link in found if urlsplit(link).netloc == here}


def compare_pay(phone: Page) -> None:
    """Rowan looks at her own pay point and hours, with one mistake, on the page about the pay claim."""
    phone.goto("/our-pay-claim/")
    phone.get_by_label("Your pay point").select_option("21")
    phone.get_by_text("I work part time").click()
    phone.get_by_label("Hours a week").fill("18,5")
    phone.get_by_role("button", name="Show my figures").click()
    expect(phone.get_by_role("alert")).to_contain_text("write them like 18.5")
    phone.get_by_label("Hours a week").fill("18.5")
    phone.get_by_role("button", name="Show my figures").click()
    expect(phone.get_by_text("Your pay point: 21")).to_be_in_viewport()
    phone.get_by_text("Compare all 43 pay points").click()


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_a_visitor_walks_through_the_whole_demo(
    phone: Page, live_server: object, seeded: list[demo.Hint], axe: Callable[[Page], None]
) -> None:
    assert len(hooks.get_hooks("demo_content")) == 13
    todo, seen, files = {"/"}, set(), set()
    while todo:
        path = min(todo)
        answer = phone.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {path}"
        axe(phone)
        assert phone.locator("h1").count() == 1, path
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{path} scrolls sideways"
        )
        seen.add(path)
        found = links_on(phone)
        files |= {link for link in found if FILES.search(link)}
        todo = (todo | {link for link in found if not FILES.search(link)}) - seen
    compare_pay(phone)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert {"/protect-vulnerable-children/", "/ballots/njc-pay-claim-2022/board/", "/accounts/login/"} <= seen
    leaflet = "/protect-vulnerable-children/ten-point-plan/pdf/"
    PagePrint.objects.update(wanted_at=None)
    phone.request.get(leaflet)  # which asks for it
    draw_due(at=timezone.now())
    for file in sorted(files):
        waits = file.endswith("/pdf/") and file != leaflet  # a page says so, until the worker has drawn it
        assert phone.request.get(file).status == (503 if waits else 200), file
    assert leaflet in files
    assert "/ballots/njc-pay-claim-2022/bundle.zip" in files
