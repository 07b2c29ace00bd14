"""A petition in a frame on a page of somebody else's, at another host: seen there, signed here."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from petitions.embedding import snippet
from petitions.models import Petition, Signature, Tally
from tests.journeys.conftest import PHONE
from tests.petitions.factories import open_petition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def foreign() -> Iterator[Callable[[str], str]]:
    """`foreign(html)` is the address of a page with that body, on a server of its own."""
    body = {"html": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            head = "<!doctype html><html lang=en><link rel=icon href=data:,><title>Elsewhere</title>"
            page = f"{head}<h1>Elsewhere</h1>{body['html']}"
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def log_message(self, *args: object) -> None:
            """Nothing: tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()

    def page(html: str) -> str:
        body["html"] = html
        return f"http://127.0.0.1:{server.server_port}/"

    yield page
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def elsewhere(
    chromium: Browser, live_server: LiveServer, javascript: bool, settings: LazySettings
) -> Iterator[Page]:
    """A reader's browser, with and without JavaScript; at the end its console must be empty."""
    settings.BASE_URL = live_server.url
    context = chromium.new_context(viewport=PHONE, java_script_enabled=javascript)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert said == []


def opened() -> Petition:
    petition = open_petition(at=timezone.now() - timedelta(days=3), title="Protect vulnerable children")
    Tally.objects.create(petition=petition, dimension="all", n=340)
    return petition


def test_a_reader_elsewhere_sees_the_count_and_signs_here(
    elsewhere: Page, foreign: Callable[[str], str], live_server: LiveServer, javascript: bool
) -> None:
    petition = opened()
    if javascript:
        elsewhere.clock.install()
    elsewhere.goto(foreign(snippet(petition)))
    widget = elsewhere.frame_locator("iframe")
    expect(widget.get_by_role("heading", level=1)).to_have_text("Protect vulnerable children")
    expect(widget.get_by_text("340 people have signed")).to_be_visible()
    frame = elsewhere.frames[1]
    assert frame.url == f"{live_server.url}/petitions/ten-points/embed/"
    frame.wait_for_load_state()  # until then nothing of the widget has asked for the time
    if javascript:
        Tally.objects.update(n=1341)
        cache.clear()
        elsewhere.clock.fast_forward(18_000)
        expect(widget.get_by_text("1,341 people have signed")).to_be_visible()
    assert elsewhere.context.cookies() == []

    with elsewhere.context.expect_page() as opening:
        widget.get_by_role("link", name="Sign the petition").click()
    here = opening.value
    assert here.url == f"{live_server.url}/petitions/ten-points/?s=embed"
    here.get_by_label("Your full name").fill("Rowan Ashby")
    here.get_by_label("E-mail address").fill("rowan.ashby@example.org")
    here.get_by_label("Postcode").fill("ls1 4ap")
    here.wait_for_timeout(2100)  # nobody fills in a form in less than two seconds
    here.get_by_role("button", name="Sign the petition").click()
    expect(here.get_by_role("heading", level=1)).to_have_text("One more step: check your e-mail")
    assert Signature.objects.get().state == "pending"


def test_the_widget_fits_a_narrow_column(elsewhere: Page, foreign: Callable[[str], str]) -> None:
    elsewhere.goto(foreign(snippet(opened()).replace('width="100%"', 'width="300"')))
    expect(elsewhere.frame_locator("iframe").get_by_text("340 people")).to_be_visible()
    wide, tall = elsewhere.frames[1].evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert (wide, tall <= 320) == (300, True)


def test_another_page_of_ours_may_not_be_framed(
    chromium: Browser, foreign: Callable[[str], str], live_server: LiveServer
) -> None:
    opened()
    page = chromium.new_page()
    page.goto(foreign(f'<iframe src="{live_server.url}/petitions/ten-points/"></iframe>'))
    expect(page.frame_locator("iframe").get_by_text("340 people have signed")).to_have_count(0)
    page.close()
