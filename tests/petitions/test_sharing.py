"""What a signer takes along: links, codes to photograph, a poster; and the names of employers."""

from datetime import datetime
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from petitions.arriving import friend_code
from petitions.confirming import confirm
from petitions.models import Petition, Signature
from tests.petitions.factories import employers, link_to, open_petition
from tests.petitions.reading import signed, words
from union.members.models import Member
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def rowans(petition: Petition, at: datetime) -> Signature:
    signature = signed(petition, at=at)
    confirm(signature.pk, at=at)
    return signature


def test_the_page_after_confirming_has_rowans_own_links(client: Client, rowans: Signature) -> None:
    Organisation.objects.create(site=Site.objects.get(), contact_email="campaigns@example.org")
    html = client.get(link_to(rowans)).content.decode().replace("&amp;", "&")
    own = f"http://testserver/petitions/ten-points/?from={friend_code(rowans.pk)}"
    assert f'<p class="share-link">{own}&s=share</p>' in html
    assert f'data-copy="{own}&s=share"' in html
    whatsapp = html.partition('href="https://wa.me/')[2].partition('"')[0]
    said = parse_qs(urlsplit(whatsapp).query)["text"]
    assert said == [f"I have signed “Back the ten-point plan”. Will you sign too? {own}&s=whatsapp"]
    letter = parse_qs(html.partition('href="mailto:?')[2].partition('"')[0])
    assert letter["subject"] == ["Back the ten-point plan"]
    said = [f"I have signed “Back the ten-point plan”. Will you sign too?\r\n\r\n{own}&s=email\r\n"]
    assert letter["body"] == said
    assert html.count("<svg") > 0
    assert 'href="/petitions/ten-points/poster.pdf"' in html
    assert 'href="mailto:campaigns@example.org"' in html


@pytest.mark.parametrize(
    ("invited", "sentence"),
    [(0, ""), (1, "1 person signed through your link."), (3, "3 people signed through your link.")],
)
def test_rowan_sees_how_many_came_through_the_link(
    client: Client, rowans: Signature, invited: int, sentence: str
) -> None:
    Signature.objects.update(invited=invited)
    text = words(client.get(link_to(rowans)).content)
    assert ("through your link" in text, sentence in text) == (invited > 0, True)


def test_the_page_after_confirming_takes_two_queries_whoever_came(
    client: Client, rowans: Signature, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(link_to(rowans))
    Signature.objects.update(invited=300)
    with django_assert_num_queries(2):  # the signature and its count
        client.get(link_to(rowans))


# --- the poster -------------------------------------------------------------------------------------------


def poster(client: Client, path: str = "/petitions/ten-points/poster.pdf") -> tuple[PdfReader, str]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "public, max-age=300"
    reader = PdfReader(BytesIO(answer.content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_poster_is_one_page_with_the_demand_and_the_address(client: Client, petition: Petition) -> None:
    reader, text = poster(client)
    assert len(reader.pages) == 1
    assert [float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:]] == pytest.approx(
        [210, 297], abs=0.1
    )
    for part in ("Back the ten-point plan", "Adopt the plan in full.", "testserver/petitions/ten-points/"):
        assert part in text
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_the_longest_petition_still_fits_above_the_code(client: Client, at: datetime) -> None:
    title, demand, decision_maker = "Children " * 17 + "first", "caseload " * 111, "minister " * 17
    open_petition(at=at, slug="x" * 80, title=title, demand=demand, decision_maker=decision_maker)
    reader, text = poster(client, f"/petitions/{'x' * 80}/poster.pdf")
    assert (len(reader.pages), text.count("caseload")) == (1, 111)
    heights: dict[str, float] = {}  # of the lowest line in which a word stands, from the foot of the page

    def lowest(words: str, page: list[float], line: list[float], *_: object) -> None:
        for part in ("minister", "voice"):
            if part in words:
                heights[part] = line[5] * page[3] + page[5]

    reader.pages[0].extract_text(visitor_text=lowest)
    assert heights["minister"] - heights["voice"] > 30


def test_the_poster_speaks_welsh_under_its_welsh_address(client: Client, petition: Petition) -> None:
    Petition.objects.update(
        title_cy="Cefnogwch y cynllun", demand_cy="Mabwysiadwch.", decision_maker_cy="y Gweinidog"
    )
    reader, text = poster(client, "/cy/petitions/ten-points/poster.pdf")
    assert "Cefnogwch y cynllun" in text
    assert "testserver/cy/petitions/ten-points/" in text
    assert reader.trailer["/Root"]["/Lang"] == "cy"


def test_without_pango_the_poster_says_so(
    client: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("union.pdf.available", lambda: False)
    Petition.objects.update(title="Never drawn before")
    page = client.get("/petitions/ten-points/poster.pdf")
    assert (page.status_code, "PDFs are off on this machine" in page.content.decode()) == (503, True)


def test_the_qr_picture_is_an_svg_that_every_cache_may_keep(client: Client, petition: Petition) -> None:
    answer = client.get("/petitions/ten-points/qr.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer.content.startswith(b"<?xml")
    assert b'xmlns="http://www.w3.org/2000/svg"' in answer.content


@pytest.mark.parametrize("file", ["poster.pdf", "qr.svg"])
def test_a_petition_nobody_may_see_has_neither(client: Client, petition: Petition, file: str) -> None:
    assert client.post(f"/petitions/ten-points/{file}").status_code == 405
    Petition.objects.update(state="draft")
    assert client.get(f"/petitions/ten-points/{file}").status_code == 404


# --- employers --------------------------------------------------------------------------------------------


def names(client: Client, typed: str) -> list[str]:
    found: list[str] = client.get("/petitions/employers.json", {"q": typed}).json()["names"]
    return found


def test_employers_are_proposed_from_the_second_letter_on(client: Client) -> None:
    employers("Northbridge Council", "Housing North", "Elsewhere Trust")
    assert names(client, "n") == []
    assert names(client, " NORTH ") == ["Northbridge Council", "Housing North"]
    assert names(client, "trust") == ["Elsewhere Trust"]


@pytest.mark.any_database
def test_the_owner_of_a_small_firm_does_not_learn_that_somebody_there_has_joined(client: Client) -> None:
    employers("Northbridge Council")
    employers("North Lane Nursery", members=9)
    assert names(client, "north") == ["Northbridge Council"]
    Member.objects.filter(employer__name="Northbridge Council").first().delete()  # type: ignore[union-attr]
    assert names(client, "north") == []


@pytest.mark.any_database
@pytest.mark.parametrize("typed", ["", "  ", "x\0", "%%", "__", "ÿ" * 5000, "'; --"])
def test_odd_questions_find_nobody(client: Client, typed: str) -> None:
    employers("Northbridge Council")
    assert names(client, typed) == []


def test_eight_employers_at_most_in_one_query_and_kept_by_every_cache(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    employers(*(f"Council {n:02}" for n in range(20)))
    with django_assert_num_queries(1):
        answer = client.get("/petitions/employers.json?q=council")
    assert answer.json() == {"names": [f"Council {n:02}" for n in range(8)]}
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert ("Set-Cookie" in answer.headers, "Vary" in answer.headers) == (False, False)
    assert client.post("/petitions/employers.json").status_code == 405
