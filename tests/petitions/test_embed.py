"""The widget for other people's pages."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from petitions.models import Petition, Tally
from tests.petitions.reading import words

pytestmark = pytest.mark.django_db
WELSH = {"title_cy": "Cefnogwch y cynllun", "demand_cy": "Mabwysiadwch.", "decision_maker_cy": "y Gweinidog"}


def test_the_widget_shows_title_count_and_the_way_to_sign(client: Client, petition: Petition) -> None:
    Tally.objects.create(petition=petition, dimension="all", n=1341)
    page = client.get("/petitions/ten-points/embed/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "1,341 people have signed" in words(page.content)
    assert 'href="http://testserver/petitions/ten-points/?s=embed" target="_blank" rel="noopener"' in text
    assert "csrf" not in text


def test_the_widget_may_be_framed_by_anybody_and_sets_no_cookie(client: Client, petition: Petition) -> None:
    page = client.get("/petitions/ten-points/embed/")
    policy = page["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert ("X-Frame-Options" in page, page.cookies, "Cookie" in page.get("Vary", "")) == (False, {}, False)
    assert page["Cache-Control"] == "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
    beside = client.get("/petitions/ten-points/")
    assert "frame-ancestors 'none'" in beside["Content-Security-Policy"]
    assert beside["X-Frame-Options"] == "DENY"


def test_the_widget_asks_no_table_while_the_count_is_kept(
    client: Client, petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        client.get("/petitions/ten-points/embed/")
    with django_assert_num_queries(0):
        client.get("/petitions/ten-points/embed/")


def test_the_widget_speaks_welsh_under_its_address(client: Client, petition: Petition) -> None:
    """Its English title is English also in a frame that is Welsh, until there is a Welsh one."""
    assert '<h1 lang="en-GB">' in client.get("/cy/petitions/ten-points/embed/").content.decode()
    cache.clear()
    Petition.objects.update(**WELSH)
    page = client.get("/cy/petitions/ten-points/embed/")
    assert '<html lang="cy">' in page.content.decode()
    assert ("<h1>" in page.content.decode(), 'data-goal="Ein nod: {goal}"' in page.content.decode()) == (
        True,
        True,
    )
    assert "Cefnogwch y cynllun" in words(page.content)
    assert "http://testserver/cy/petitions/ten-points/?s=embed" in page.content.decode()


def test_a_closed_petition_is_to_be_read(client: Client, petition: Petition, noon: datetime) -> None:
    Petition.objects.update(state="closed", closing_at=noon)
    text = words(client.get("/petitions/ten-points/embed/").content)
    assert ("Read the petition" in text, "Sign the petition" in text) == (True, False)


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_a_petition_still_being_written_has_no_widget(client: Client, petition: Petition, state: str) -> None:
    Petition.objects.update(state=state)
    assert client.get("/petitions/ten-points/embed/").status_code == 404


def test_the_widget_can_only_be_read(client: Client, petition: Petition) -> None:
    assert client.post("/petitions/ten-points/embed/").status_code == 405


def test_the_lines_to_copy_are_shown_and_not_run(petition: Petition) -> None:
    petition.title = '"><script>'
    code = render_to_string("petitions/_embed_code.html", {"petition": petition})
    assert "&lt;iframe src=&quot;http://testserver/petitions/ten-points/embed/&quot;" in code
    assert "title=&quot;&amp;quot;&amp;gt;&amp;lt;script&amp;gt;&quot;" in code
    assert "<script" not in code
