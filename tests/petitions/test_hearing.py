"""Who ticked “other campaigns” gets what is marked for it once she has confirmed, and loses it with a no."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.newsletters import choosing
from campaigns.newsletters.models import Choice, Newsletter, Subscriber
from petitions import mine
from petitions.confirming import confirm
from petitions.models import Petition, Signature
from petitions.signing import Origin, sign
from petitions.withdrawing import withdraw
from tests.newsletters.factories import newsletter
from tests.petitions.factories import link_to, open_petition, rowan
from tests.petitions.reading import words

pytestmark = pytest.mark.django_db
ROWAN = "rowan.ashby@example.org"


@pytest.fixture
def news(db: None) -> Newsletter:
    return newsletter(for_signers=True, name_cy="Newyddion ymgyrchu")


def signs(petition: Petition, *, at: datetime, language: str = "en", hears: bool = True) -> Signature:
    consents = ["union_campaigns"] if hears else ["petition_news"]
    entered = sign(petition, signer=rowan(consents=consents), at=at, origin=Origin(language=language))
    return Signature.objects.get(pk=entered.signature_id)


def gets() -> list[str]:
    return [one.name for subscriber in Subscriber.objects.all() for one in choosing.gets(subscriber)]


def test_rowan_gets_it_once_she_has_confirmed_and_is_told_so(
    client: Client, petition: Petition, news: Newsletter, at: datetime
) -> None:
    signature = signs(petition, at=at)
    client.get(link_to(signature))
    assert gets() == []
    told = words(client.post(link_to(signature), follow=True).content)
    assert "So you get: Campaign news : What we won and what comes next, once a month." in told
    assert ("nothing comes before you have" in told, gets()) == (False, ["Campaign news"])
    client.post(link_to(signature))
    assert Choice.objects.count() == 1


def test_the_words_are_kept_in_the_language_in_which_they_were_read(
    petition: Petition, news: Newsletter, at: datetime
) -> None:
    confirm(signs(petition, at=at, language="cy").pk, at=at)
    assert (Subscriber.objects.get().language, Choice.objects.get().words) == (
        "cy",
        "Anfon e-bost ataf am ymgyrchoedd eraill yr undeb",
    )


def test_who_did_not_tick_it_becomes_no_subscriber_and_costs_no_statement(
    client: Client, petition: Petition, news: Newsletter, at: datetime
) -> None:
    signature = signs(petition, at=at, hears=False)
    with CaptureQueriesContext(connection) as captured:
        client.post(link_to(signature))
    assert len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]) == 3
    assert Subscriber.objects.count() == 0


def test_at_her_desk_she_says_no_and_yes_again(petition: Petition, news: Newsletter, at: datetime) -> None:
    signature = signs(petition, at=at)
    confirm(signature.pk, at=at)
    answers: list[list[str]] = []
    for day, given in ((1, []), (2, ["petition_news"]), (3, ["union_campaigns"])):
        mine.change_consents(ROWAN, signature_id=signature.pk, given=given, at=at + timedelta(days=day))
        answers.append(gets())
    assert answers == [[], [], ["Campaign news"]]


def test_a_yes_at_the_desk_waits_for_the_signature_to_be_confirmed(
    petition: Petition, news: Newsletter, at: datetime
) -> None:
    signature = signs(petition, at=at, hears=False)
    mine.change_consents(ROWAN, signature_id=signature.pk, given=["union_campaigns"], at=at)
    assert gets() == []
    confirm(signature.pk, at=at + timedelta(minutes=5))
    assert gets() == ["Campaign news"]


def test_nobody_is_added_in_arrears(petition: Petition, at: datetime) -> None:
    signature = signs(petition, at=at)
    confirm(signature.pk, at=at)
    newsletter(for_signers=True)
    given = ["union_campaigns", "petition_news"]
    mine.change_consents(ROWAN, signature_id=signature.pk, given=given, at=at + timedelta(days=1))
    assert gets() == []


def test_it_was_not_me_stops_it_too(petition: Petition, news: Newsletter, at: datetime) -> None:
    signature = signs(petition, at=at)
    confirm(signature.pk, at=at)
    withdraw(signature.pk, at=at + timedelta(days=1))
    assert gets() == []


def test_taking_off_a_name_without_that_yes_stops_nothing(
    petition: Petition, news: Newsletter, at: datetime
) -> None:
    other = open_petition(at=at - timedelta(days=2), slug="second", title="Visits in twos")
    for one, hears in ((petition, True), (other, False)):
        confirm(signs(one, at=at, hears=hears).pk, at=at)
    withdraw(Signature.objects.get(petition=other).pk, at=at)
    assert gets() == ["Campaign news"]
    unconfirmed = signs(other, at=at + timedelta(days=1))
    withdraw(unconfirmed.pk, at=at + timedelta(days=1))
    assert gets() == ["Campaign news"]


def test_without_a_newsletter_for_it_she_is_led_to_choose_one(
    client: Client, petition: Petition, at: datetime
) -> None:
    told = words(client.post(link_to(signs(petition, at=at)), follow=True).content)
    assert "Choose what you want to get: nothing comes before you have." in told
    assert Subscriber.objects.count() == 0
