"""The public pages of a ballot: what anybody reads while it runs, and the result with its evidence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import F
from django.template import Template
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from ballots import public_views
from ballots.models import Ballot, Bundle
from ballots.verify import describe, verify
from tests.ballots import scenes
from tests.ballots.factories import WHY_EARLY
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.once import told_once
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db
PAGE = "/ballots/njc-pay-claim-2022/"
PARTS = ["", "board/", "receipt/", "bundle.zip", "votes.csv", "verify.py", "certificate.pdf"]
EVIDENCE = ["board/", "bundle.zip", "votes.csv", "verify.py", "certificate.pdf"]


@told_once
def voted(at: datetime) -> Scene:
    return scenes.voted(at)


@told_once
def result(at: datetime) -> Scene:
    return scenes.published(at)


# --- while it runs


def test_an_open_ballot_says_what_when_and_how(client: Client, voted: Scene) -> None:
    text = text_of(client.get(PAGE))
    closes = timezone.localtime(voted.ballot.closes_at)
    assert "Consultative ballot" in text
    assert f"closes on {closes:%A} {closes.day} {closes:%B %Y}" in text
    assert "open the personal link in the mail from your branch" in text
    assert "At least 20 of 40 members on the roll have voted." in text


def test_a_small_turnout_is_hidden(client: Client, at: datetime) -> None:
    scenes.voted(at, a=5, b=4, abstain=0)
    assert "Fewer than 10 members have voted." in text_of(client.get(PAGE))


def test_a_scheduled_ballot_shows_when_it_opens_and_no_turnout(client: Client, at: datetime) -> None:
    scenes.scheduled(at)
    text = text_of(client.get(PAGE))
    assert "Voting has not started yet" in text
    assert "Turnout" not in text


def test_a_closed_and_counted_ballot_shows_no_result(client: Client, at: datetime) -> None:
    scene = scenes.voted(at, members=60, a=23, b=17, abstain=0)
    scenes.close(scene)
    planned = timezone.localtime(scene.ballot.closes_at)
    for _ in range(2):
        text = text_of(client.get(PAGE))
        assert "Voting has closed" in text
        assert f"That was before its time, {planned:%A} {planned.day} {planned:%B %Y} at" in text
        assert f"two people of the union agreed to it. Their reason: {WHY_EARLY} The papers" in text
        assert "most votes" not in text
        assert "majority" not in text
        scenes.count(scene)
    Ballot.objects.update(closes_at=F("closed_at"))
    assert "before its time" not in text_of(client.get(PAGE))


def test_a_draft_is_not_there(client: Client, at: datetime) -> None:
    scenes.drafted(at)
    assert [client.get(PAGE + part).status_code for part in PARTS] == [404] * len(PARTS)


def test_the_evidence_of_an_unpublished_ballot_is_not_there(client: Client, voted: Scene) -> None:
    scenes.close(voted)
    scenes.count(voted)
    assert [client.get(PAGE + part).status_code for part in EVIDENCE] == [404] * len(EVIDENCE)


def test_other_methods_are_refused(client: Client, result: Scene) -> None:
    for part in PARTS:
        assert client.put(PAGE + part).status_code == 405
        assert part == "receipt/" or client.post(PAGE + part).status_code == 405


# --- the result


def test_the_result_says_who_has_the_majority_with_counts_shares_and_turnout(
    client: Client, result: Scene
) -> None:
    page = client.get(PAGE)
    text = text_of(page)
    assert "“A: RPI plus 2%” has a majority: 12 of 22 votes, 54.6%." in text
    assert "A: RPI plus 2% 12 54.6%" in text
    assert "B: a flat £2,000 on each pay point 9 40.9%" in text
    assert "Abstain 1 4.5%" in text
    assert "All votes counted 22 100.0%" in text
    assert "55.0% 22 of 40 members on the roll voted" in text
    assert "That was before its time" in text
    assert f"Their reason: {WHY_EARLY}" in text
    assert 'role="img"' in page.content.decode()


def test_the_result_says_what_a_stranger_can_check_and_what_rests_on_trust(
    client: Client, result: Scene
) -> None:
    text = text_of(client.get(PAGE))
    assert "What a stranger can check" in text
    assert "rests on the operator of this site, who holds the key of the box" in text
    assert "Consultative ballot" in text


def test_a_tie_is_said_to_be_one(client: Client, at: datetime) -> None:
    scenes.published(at, a=10, b=10, abstain=0)
    text = text_of(client.get(PAGE))
    assert "are level, with 10 votes each." in text
    assert "never broken by chance" in text


def test_under_ten_votes_only_the_turnout_is_shown(client: Client, at: datetime) -> None:
    scenes.published(at, a=5, b=3, abstain=0)
    text = text_of(client.get(PAGE))
    assert "only the turnout is published" in text
    assert "8 of 40 members" in text
    assert "RPI" not in text


def test_the_second_reader_of_a_result_costs_no_query_of_a_ballot(
    client: Client, result: Scene, django_assert_num_queries: object
) -> None:
    first = client.get(PAGE).content
    with CaptureBallotQueries() as queries:
        second = client.get(PAGE).content
    assert queries.of_ballots == []
    assert _without_nonce(first) == _without_nonce(second)


def test_no_page_of_a_ballot_starts_a_session(client: Client, result: Scene) -> None:
    for part in PARTS:
        client.get(PAGE + part)
    assert "sessionid" not in client.cookies


def test_the_downloads_are_the_published_files(client: Client, result: Scene) -> None:
    bundle = client.get(f"{PAGE}bundle.zip")
    assert bundle["Content-Type"] == "application/zip"
    content = b"".join(bundle.streaming_content)
    assert (len(content), bundle["Cache-Control"]) == (int(bundle["Content-Length"]), "public, max-age=3600")
    names = ZipFile(BytesIO(content)).namelist()
    assert {"manifest.json", "board.json", "sealed.jsonl", "votes.csv", "results.json"} <= set(names)
    votes = client.get(f"{PAGE}votes.csv")
    assert b"".join(votes.streaming_content) == ZipFile(BytesIO(content)).read("votes.csv")
    head = public_views.bundle(RequestFactory().head("/"), "njc-pay-claim-2022")
    assert (list(head.streaming_content), head["Content-Length"]) == ([], str(len(content)))
    assert votes["Content-Disposition"] == 'attachment; filename="njc-pay-claim-2022-votes.csv"'
    verify = client.get(f"{PAGE}verify.py")
    assert "import" in verify.content.decode()


def test_the_key_that_the_program_names_stands_on_the_page(client: Client, result: Scene) -> None:
    report = verify(b"".join(client.get(f"{PAGE}bundle.zip").streaming_content))
    named = re.search(r"key whose SHA-256 is ([0-9a-f]{64}):", describe(report))
    assert named
    assert f'<code class="digest">{named.group(1)}</code>' in client.get(PAGE).content.decode()


@pytest.mark.pdf
def test_the_certificate_is_a_tagged_pdf_with_language_and_title(client: Client, result: Scene) -> None:
    answer = client.get(f"{PAGE}certificate.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pdf = PdfReader(BytesIO(answer.content))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata
    assert pdf.metadata.title == "Certificate of the result: NJC pay claim 2022"
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "“A: RPI plus 2%” has a majority: 12 of 22 votes, 54.6%." in text
    assert "consultative ballot" in text
    assert f"two people of the union agreed to it. Their reason: {WHY_EARLY}" in text


def test_without_pango_the_certificate_says_so(
    client: Client, result: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("union.pdf.available", lambda: False)
    page = client.get(f"{PAGE}certificate.pdf")
    assert page.status_code == 503
    assert "PDFs are off on this machine" in text_of(page)


@pytest.mark.pdf
def test_a_certificate_that_is_too_long_says_so(
    client: Client, result: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a thousand branches would be; the bundle has none then, and it is drawn when asked for."""
    Bundle.objects.update(certificate=None)
    monkeypatch.setattr("union.pdf.LONGEST_HTML", 1000)
    page = client.get(f"{PAGE}certificate.pdf")
    assert page.status_code == 503
    for said in ("There is no PDF of this certificate", "This is too long for one PDF"):
        assert said in text_of(page)


def test_the_board_lists_every_paper(client: Client, result: Scene) -> None:
    page = client.get(f"{PAGE}board/")
    digests = re.findall(r"<li><code>([0-9a-f]{64})</code>", page.content.decode())
    assert len(set(digests)) == 22
    assert digests == sorted(digests)


class CaptureBallotQueries:
    """The queries made inside the block that touch a table of this app."""

    def __enter__(self) -> "CaptureBallotQueries":
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.capture = CaptureQueriesContext(connection)
        self.capture.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.capture.__exit__(None, None, None)

    @property
    def of_ballots(self) -> list[str]:
        return [query["sql"] for query in self.capture.captured_queries if "ballots_" in query["sql"]]


def _without_nonce(content: bytes) -> bytes:
    return re.sub(rb'(nonce|csrfmiddlewaretoken" value)="[^"]*"', b"", content)


# --- kept for ten seconds


def with_message(text: str) -> Client:
    """A visitor to whom the site has something to say on the next page."""
    client = Client()
    storage = CookieStorage(RequestFactory().get("/"))
    client.cookies["messages"] = storage._encode([Message(constants.INFO, text)])
    return client


def test_nothing_of_a_visitor_stays_in_the_kept_page(result: Scene) -> None:
    ines = with_message("Welcome back, Ines.")
    pages = [client.get(PAGE) for client in (ines, Client())]
    assert pages[0].content == pages[1].content
    assert [page.cookies.output() for page in pages] == ["", ""]
    html = pages[0].content.decode()
    assert [word in html for word in ("Welcome back", "csrfmiddlewaretoken", "nonce")] == [False] * 3
    assert "Welcome back, Ines." in ines.get("/accounts/login/").content.decode()


def test_each_language_has_a_page_of_its_own(client: Client, result: Scene) -> None:
    for address, lang in ((PAGE, "en-GB"), (f"/cy{PAGE}", "cy")) * 2:
        assert f'<html lang="{lang}">' in client.get(address).content.decode()


@pytest.mark.parametrize(("seconds", "name"), [(9.9, "Tenpoint Union"), (10.1, "Care Workers Union")])
def test_a_new_name_of_the_union_is_shown_after_ten_seconds(
    client: Client, result: Scene, clock_of_the_cache: SimpleNamespace, seconds: float, name: str
) -> None:
    client.get(PAGE)
    Organisation.objects.update_or_create(site=Site.objects.get(), defaults={"name": "Care Workers Union"})
    clock_of_the_cache.now += seconds
    assert f"<span>{name}</span>" in client.get(PAGE).content.decode()


def test_a_kept_result_is_sent_without_being_drawn(
    client: Client, result: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)
    with django_assert_num_queries(0), no_template_drawn():
        client.get(PAGE)


@contextmanager
def no_template_drawn() -> Iterator[None]:
    drawn: list[str] = []

    def note(*, template: Template, **kwargs: object) -> None:
        drawn.append(str(template.name))

    template_rendered.connect(note)
    yield
    template_rendered.disconnect(note)
    assert drawn == []
