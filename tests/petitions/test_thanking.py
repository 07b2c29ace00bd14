"""The thank-you page is drawn once for everybody, and shows each signer their own."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from petitions import codes
from petitions.models import Petition, Signature
from tests.once import told_once
from tests.petitions.factories import filled_form, open_petition

pytestmark = pytest.mark.django_db
ENGLISH, WELSH = "/petitions/ten-points/sign/", "/cy/petitions/ten-points/sign/"


@told_once
def petition(at: datetime) -> Petition:
    welsh = {
        "title_cy": "Cefnogwch y cynllun",
        "demand_cy": "Mabwysiadwch.",
        "decision_maker_cy": "y Gweinidog",
    }
    return open_petition(at=at - timedelta(days=1), **welsh)


def thanks(petition: Petition, *, client: Client | None = None, address: str = ENGLISH, **fields: str) -> str:
    form = filled_form(petition, at=timezone.now(), **fields)
    page = (client or Client()).post(address, form)
    assert page.status_code == 200
    return str(page.content.decode())


def handles(page: str) -> list[str]:
    return [
        str(codes.signature_in_handle(found)) for found in re.findall(r'name="handle" value="([^"]+)"', page)
    ]


def test_rowan_and_ash_each_see_their_own_address_and_handle(petition: Petition) -> None:
    rowans = thanks(petition, email="rowan@example.org", name="Rowan Ashby")
    ashs = thanks(petition, email="ash@example.org", name="Ash Ashby")
    own = {person.identity.email: str(person.pk) for person in Signature.objects.select_related("identity")}
    assert (handles(rowans), handles(ashs)) == ([own["rowan@example.org"]], [own["ash@example.org"]])
    assert [page.count("rowan@example.org") for page in (rowans, ashs)] == [2, 0]
    assert [page.count("ash@example.org") for page in (rowans, ashs)] == [0, 2]
    assert "\0" not in rowans + ashs


def test_everybody_reads_that_a_letter_may_come_later(petition: Petition) -> None:
    honest, trapped = thanks(petition), thanks(petition, email="ash@example.org", name="Ash", website="x")
    assert ["somebody at the union looks at a signature first" in page for page in (honest, trapped)] == [
        True
    ] * 2


def test_each_visitor_has_a_token_of_their_own(petition: Petition) -> None:
    pages = [thanks(petition), thanks(petition, email="ash@example.org", name="Ash Ashby")]
    tokens = [found for page in pages for found in re.findall(r'csrfmiddlewaretoken" value="(\w{64})"', page)]
    assert len(set(tokens)) == 2


def test_an_address_is_escaped_like_any_other_text(petition: Petition) -> None:
    page = thanks(petition, email="o'hara&sons@example.org")
    assert page.count(html.escape("o'hara&sons@example.org")) == 2


def test_welsh_and_english_are_kept_apart(petition: Petition) -> None:
    pages = [
        thanks(petition, address=address, email=f"{n}@example.org")
        for n, address in enumerate((ENGLISH, WELSH))
    ]
    assert [re.search(r'<html lang="([^"]+)"', page)[1] for page in pages] == ["en-GB", "cy"]  # type: ignore[index]


def test_another_petition_has_a_page_of_its_own(petition: Petition, at: datetime) -> None:
    other = open_petition(at=at, slug="five-demands", title="Five demands")
    first, second = thanks(petition), thanks(other, address="/petitions/five-demands/sign/")
    assert [page.count("/petitions/five-demands/code/") for page in (first, second)] == [0, 1]


def test_how_somebody_came_is_carried_on_and_not_to_the_next(petition: Petition) -> None:
    first, second = (
        thanks(petition, s="whatsapp"),
        thanks(petition, email="ash@example.org", name="Ash Ashby"),
    )
    assert ["?s=whatsapp" in page for page in (first, second)] == [True, False]


def test_what_was_to_be_told_to_one_visitor_is_not_kept_for_the_next(petition: Petition) -> None:
    told = [Message(constants.INFO, "A word for Rowan alone")]
    rowan = Client()
    rowan.cookies["messages"] = CookieStorage(RequestFactory().get("/"))._encode(told)
    pages = [thanks(petition, client=rowan), thanks(petition, email="ash@example.org", name="Ash Ashby")]
    assert ["A word for Rowan alone" in page for page in pages] == [False, False]
    assert "A word for Rowan alone" in rowan.get("/petitions/").content.decode()


def test_the_token_of_the_page_is_the_one_the_code_form_needs(petition: Petition) -> None:
    rowan = Client(enforce_csrf_checks=True)
    form = rowan.get("/petitions/ten-points/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    page = thanks(petition, client=rowan, csrfmiddlewaretoken=token[1])
    again = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    [signature] = Signature.objects.all()
    handle = re.search(r'name="handle" value="([^"]+)"', page)
    assert again is not None
    assert handle is not None
    sent = {"csrfmiddlewaretoken": again[1], "handle": handle[1], "code": codes.code_for(signature.pk)}
    assert rowan.post("/petitions/ten-points/code/", sent).status_code == 302
    assert Signature.objects.get().state == "confirmed"


def test_the_page_says_how_long_the_link_really_works(petition: Petition) -> None:
    """Thirty days, or less where the petition closes before."""
    assert "The link works for 30 days." in thanks(petition)
    closes = timezone.now() + timedelta(days=5)
    Petition.objects.update(closes_at=closes)
    cache.clear()
    page = thanks(petition, email="ash@example.org", name="Ash Ashby")
    last = timezone.localtime(closes + timedelta(hours=48))
    assert (f"The link works until {last:%-d %B %Y}." in page, "30 days" in page) == (True, False)
