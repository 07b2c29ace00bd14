"""The pages behind the mailed link, and that reading never writes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from petitions.expiring import expire
from petitions.models import Petition, Signature, SignatureIdentity, TallyDelta
from petitions.signing import sign
from tests.petitions.factories import link_to, rowan
from tests.petitions.reading import everything, signed, words
from union.mail.models import Message

pytestmark = pytest.mark.django_db


# --- the link ---------------------------------------------------------------------------------------------


def test_the_link_shows_what_will_be_confirmed_and_only_its_button_confirms(
    client: Client, petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    page = client.get(link_to(signature))
    text = words(page.content)
    assert page.status_code == 200
    assert [part in text for part in ("Rowan Ashby", "LS1 4AP", "Adopt the plan in full.")] == [True] * 3
    assert "E-mail me news of this petition" in text
    for _ in range(2):
        done = client.post(link_to(signature))
        assert (done.status_code, done.headers["Location"]) == (302, link_to(signature))
        assert "Thank you: your signature counts" in words(client.get(link_to(signature)).content)
    assert (Signature.objects.get().state, TallyDelta.objects.count()) == ("confirmed", 1)


def test_who_confirms_after_the_close_is_not_asked_to_bring_somebody(
    client: Client, petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    client.post(link_to(signature))
    cache.clear()
    open_page = words(client.get(link_to(signature)).content)
    assert ("Bring one more person" in open_page, "Put it up at work" in open_page) == (True, True)
    assert "more to reach 500" in words(client.get(f"/petitions/{petition.slug}/").content)
    Petition.objects.update(state="closing", closing_at=timezone.now())
    cache.clear()
    text = words(client.get(link_to(signature)).content)
    assert "Thank you: your signature counts" in text
    for asks in ("Bring one more person", "Put it up at work", "more to reach"):
        assert asks not in text
    assert "more to reach" not in words(client.get(f"/petitions/{petition.slug}/").content)


def test_confirming_works_without_any_cookie_and_tells_nobody_its_address(
    petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    strict = Client(enforce_csrf_checks=True)
    for page in (strict.get(link_to(signature)), strict.post(link_to(signature))):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page.headers["Cache-Control"]
        assert dict(page.cookies) == {}
    assert Signature.objects.get().state == "confirmed"


def test_confirming_takes_three_statements(client: Client, petition: Petition, at: datetime) -> None:
    signature = signed(petition, at=at)
    with CaptureQueriesContext(connection) as captured:
        client.post(link_to(signature))
    ours = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(ours) == 3


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_never_changes_the_database(
    client: Client, petition: Petition, at: datetime, method: str
) -> None:
    signature = signed(petition, at=at)
    before = everything()
    for path in (
        "/petitions/ten-points/",
        "/petitions/ten-points/sign/",
        "/petitions/ten-points/count.json",
        link_to(signature),
        f"{link_to(signature)}not-me/",
        "/petitions/confirm/forged/",
    ):
        getattr(client, method)(path)
    assert everything() == before


def test_other_methods_are_refused(client: Client, petition: Petition, at: datetime) -> None:
    signature = signed(petition, at=at)
    for path in (
        "/petitions/ten-points/",
        "/petitions/ten-points/sign/",
        "/petitions/ten-points/count.json",
        link_to(signature),
        f"{link_to(signature)}not-me/",
    ):
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(path).status_code == 405, (path, method)


def test_the_petition_and_its_count_cannot_be_posted_to(client: Client, petition: Petition) -> None:
    assert client.post("/petitions/ten-points/").status_code == 405
    assert client.post("/petitions/ten-points/count.json").status_code == 405


@pytest.mark.parametrize("ending", ["", "not-me/"])
def test_a_forged_link_is_told_apart_without_asking_the_database(
    client: Client, petition: Petition, at: datetime, ending: str
) -> None:
    real = link_to(signed(petition, at=at)).split("/")[3]
    changed = ("A" if real[-1] != "A" else "B").join([real[:-1], ""])
    for forged in (changed, real[:-4], real + "AAAA", "AAAA", "x", "é", "%00", real.lower()):
        with CaptureQueriesContext(connection) as captured:
            page = client.post(f"/petitions/confirm/{forged}/{ending}")
        assert (page.status_code, "This link does not work" in words(page.content)) == (404, True)
        assert [q for q in captured.captured_queries if "petitions_" in q["sql"]] == []
    assert Signature.objects.get().state == "pending"


@pytest.mark.parametrize("address", ["/petitions/confirm/x/", "/petitions/nowhere/", "/me/erased/"])
def test_who_reads_welsh_finds_the_way_home_in_welsh(
    client: Client, petition: Petition, address: str
) -> None:
    for begins, home in (("", 'href="/"'), ("/cy", 'href="/cy/"')):
        main = client.get(f"{begins}{address}").content.decode().split("<main")[1].split("</main>")[0]
        assert (home in main, main.count('href="/"')) == (True, 0 if begins else 1)


def test_an_expired_link_asks_to_sign_again(client: Client, petition: Petition, at: datetime) -> None:
    signature = signed(petition, at=at - timedelta(days=1, minutes=1))
    Signature.objects.update(signed_at=at - timedelta(days=30))
    for page in (client.get(link_to(signature)), client.post(link_to(signature))):
        assert (page.status_code, "This link has expired" in words(page.content)) == (410, True)
        assert 'href="/petitions/ten-points/"' in page.content.decode()
    assert Signature.objects.get().state == "pending"


def test_the_link_of_a_purged_signature_has_expired_too(
    client: Client, petition: Petition, at: datetime
) -> None:
    """Nobody knows any more of which petition it was, nor whether that is still open."""
    signature = signed(petition, at=at - timedelta(days=4))
    link = link_to(signature)
    Petition.objects.update(
        state="closed", closing_at=at - timedelta(days=3), closed_at=at - timedelta(days=1)
    )
    expire(at=at, dry_run=False)
    for page in (client.get(link), client.post(link)):
        told = words(page.content)
        assert (page.status_code, "This link has expired" in told) == (410, True)
        assert "no longer than until 48 hours after the end of the petition" in told
        assert "if the petition is still open, please sign again" in told


def test_after_the_close_the_link_works_for_48_hours(
    client: Client, petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    Petition.objects.update(state="closing", closing_at=at - timedelta(hours=48))
    for page in (client.get(link_to(signature)), client.post(link_to(signature))):
        assert (page.status_code, "This petition has closed" in words(page.content)) == (410, True)
    Petition.objects.update(closing_at=at - timedelta(hours=47))
    client.post(link_to(signature))
    assert Signature.objects.get().state == "confirmed"


def test_the_link_of_a_held_signature_says_that_somebody_looks_at_it(
    client: Client, petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    Signature.objects.update(state="held", held_reason="too quick")
    for page in (client.get(link_to(signature)), client.post(link_to(signature))):
        assert (page.status_code, "We are checking your signature" in words(page.content)) == (200, True)


def test_the_link_of_a_struck_out_signature_promises_nothing(
    client: Client, petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    Signature.objects.update(state="invalid", held_reason="too quick")
    for page in (client.get(link_to(signature)), client.post(link_to(signature))):
        told = words(page.content)
        assert (page.status_code, "This signature does not count" in told) == (410, True)
        assert ("We write to you" in told, "too quick" in told) == (False, False)
        assert f'href="{link_to(signature)}not-me/"' in page.content.decode()


@pytest.mark.parametrize(("ticked", "offers"), [(["union_campaigns"], True), (["petition_news"], False)])
def test_who_wants_to_hear_of_other_campaigns_is_led_to_the_newsletters(
    client: Client, petition: Petition, at: datetime, ticked: list[str], offers: bool
) -> None:
    sign(petition, signer=rowan(consents=ticked), at=at)
    page = client.post(link_to(Signature.objects.get()), follow=True)
    assert ("Hear of our other campaigns" in words(page.content)) is offers


def test_taking_the_name_off_takes_it_off_the_page_and_out_of_the_outbox(
    client: Client, petition: Petition, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    signature = signed(petition, at=at)
    client.post(link_to(signature))
    SignatureIdentity.objects.update(reason="I see it daily.", reason_judged=True, reason_chosen=True)
    cache.clear()
    assert "I see it daily." in words(client.get("/petitions/ten-points/").content)
    assert [message.recipient for message in Message.objects.all()] == ["rowan.ashby@example.org"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{link_to(signature)}not-me/")
    assert "I see it daily." not in words(client.get("/petitions/ten-points/").content)
    assert Message.objects.count() == 0


def test_whose_name_was_deleted_with_time_is_told_so(
    client: Client, petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    client.post(link_to(signature))
    SignatureIdentity.objects.all().delete()
    told = words(client.get(f"{link_to(signature)}not-me/").content)
    assert ("have deleted this one. The signature itself counts on" in told, "as ." in told) == (True, False)


def test_it_was_not_rowan_who_signed(client: Client, petition: Petition, at: datetime) -> None:
    signature = signed(petition, at=at)
    link = f"{link_to(signature)}not-me/"
    assert "Take the name off?" in words(client.get(link).content)
    assert SignatureIdentity.objects.count() == 1
    for _ in range(2):
        assert client.post(link).headers["Location"] == link
        assert "The name is off" in words(client.get(link).content)
    assert SignatureIdentity.objects.count() == 0
    assert "This signature was taken off" in words(client.get(link_to(signature)).content)
