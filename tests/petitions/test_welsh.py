"""Somebody signs in Welsh, from the page to the letters, and reads no English on the way."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from petitions.confirming import confirm
from petitions.models import Petition, Signature, SignatureIdentity
from tests.once import told_once
from tests.petitions.factories import filled_form, link_to, open_petition
from tests.petitions.reading import signed, words
from tests.petitions.test_cms_moderation import enter
from tests.petitions.test_mine import at_the_desk, page_of
from union.mail.composing import render
from union.mail.models import Message

pytestmark = pytest.mark.django_db

# Words that stand on every one of these pages and letters when they are English.
TELLING = (
    " the ",
    " your ",
    " signature",
    " have signed",
    " petition ",
    " button",
    "Sign in",
    "E-mail address",
    "Thank you",
    "Campaigns",
)


@told_once
def petition(at: datetime) -> Petition:
    return open_petition(
        at=at - timedelta(days=2),
        title="Back the petition",
        title_cy="Cefnogwch y cynllun",
        demand_cy="Mabwysiadwch y cynllun yn llawn.",
        background_cy="Mae’r llwythi gwaith yn rhy fawr.",
        decision_maker_cy="yr Ysgrifennydd Gwladol",
    )


def is_welsh(text: str, *sentences: str) -> None:
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert [word for word in TELLING if word.lower() in text.lower()] == []


def test_a_signing_is_welsh_from_the_page_to_the_letters(
    client: Client, petition: Petition, at: datetime
) -> None:
    is_welsh(
        words(client.get("/cy/petitions/ten-points/").content),
        "Deiseb at yr Ysgrifennydd Gwladol",
        "o bobl wedi llofnodi",
        "Eich enw llawn",
        "Llofnodi’r ddeiseb",
        "Neidio i’r prif gynnwys",
        "Anfon fy enw at yr Ysgrifennydd Gwladol pan gaiff y ddeiseb ei chyflwyno",
    )
    is_welsh(
        words(client.post("/cy/petitions/ten-points/sign/", filled_form(petition, at=at, name="")).content),
        "Mae yna broblem",
        "Rhowch eich enw llawn.",
    )
    thanks = client.post("/cy/petitions/ten-points/sign/", filled_form(petition, at=at))
    is_welsh(words(thanks.content), "Un cam arall: edrychwch yn eich e-bost", "Teipiwch y cod o’n he-bost")
    letter = render(Message.objects.get())
    assert letter is not None
    assert letter.subject == "Cadarnhewch eich llofnod"
    is_welsh(letter.text, "Diolch am lofnodi", "Annwyl Rowan Ashby,", "Nid chi oedd yno?")
    is_welsh(
        words(letter.html.encode()),
        "Cadarnhau fy llofnod",
        "Os nad yw’r botwm yn gweithio",
        "Mae un cam ar ôl",
    )
    link = f"/cy{link_to(Signature.objects.get())}"
    is_welsh(
        words(client.get(link).content), "Cadarnhewch eich llofnod", "Nid fi oedd yno", "Rydych yn cytuno i"
    )
    client.post(link)
    is_welsh(
        words(client.get(link).content),
        "Diolch: mae eich llofnod yn cyfrif",
        "wedi llofnodi",
        "Copïo’r ddolen",
    )


def test_the_desk_of_a_signer_is_welsh(petition: Petition, at: datetime) -> None:
    confirm(signed(petition, at=at).pk, at=at)
    client = at_the_desk()
    is_welsh(
        words(client.get("/cy/me/").content),
        "Eich desg",
        "Cefnogwch y cynllun",
        "Wedi’i gyfrif",
        "Anfon newyddion am y ddeiseb hon ataf drwy e-bost",
    )
    page = client.get(f"/cy{page_of(Signature.objects.get())}")
    is_welsh(words(page.content), "Llofnododd Rowan Ashby “Cefnogwch y cynllun”.", "Beth gawn ni ei wneud?")


def test_an_address_without_a_page_is_said_in_welsh(client: Client) -> None:
    is_welsh(words(client.get("/cy/petitions/nowhere/").content), "Heb ddod o hyd i’r dudalen")


def test_what_signers_and_english_petitions_say_is_marked_with_its_language(
    client: Client, petition: Petition, at: datetime
) -> None:
    said = ("We have not had the time for this.", "Mae plant ein sir yn haeddu gwell.")
    petition.title_cy = petition.demand_cy = petition.decision_maker_cy = ""
    petition.save()
    for number, reason in enumerate(said):
        confirm(enter(petition, number, at=at, reason=reason).pk, at=at)
    SignatureIdentity.objects.update(reason_chosen=True, reason_judged=True)
    cache.clear()
    english, welsh = (client.get(f"{under}/petitions/ten-points/").content.decode() for under in ("", "/cy"))
    assert f'<div lang="en-GB"><p>{said[0]}</p></div>' in welsh
    assert f"<div><p>{said[1]}</p></div>" in welsh
    assert f"<div><p>{said[0]}</p></div>" in english
    assert f'<div lang="cy"><p>{said[1]}</p></div>' in english
    listed = client.get("/cy/petitions/").content.decode()
    assert 'href="/cy/petitions/ten-points/" lang="en-GB">Back the petition</a>' in listed
    assert "lang=" not in client.get("/petitions/").content.decode().split("<main")[1]
