"""Asking for newsletters: a letter to prove the address, choices as events, and nothing told of others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.newsletters import choosing, links, subscribing
from campaigns.newsletters.models import Choice, Newsletter, Subscriber, Wish
from tests.newsletters.factories import newsletter, subscriber
from union.mail.bouncing import suppress
from union.mail.models import Message, State
from union.mail.sending import recipient_hash, send_due

pytestmark = pytest.mark.django_db


def events(who: Subscriber) -> list[tuple[Any, ...]]:
    rows = who.choices.order_by("at", "newsletter__name", "number")
    return list(rows.values_list("newsletter__name", "number", "given", "wording", "source"))


def test_nothing_is_kept_as_a_subscriber_before_the_link_is_confirmed(news: Newsletter, at: datetime) -> None:
    subscribing.ask(" Rowan@Example.org ", newsletters=[news], language="cy", at=at)
    wish = Wish.objects.get()
    assert (wish.email, wish.language, wish.confirmed_at) == ("rowan@example.org", "cy", None)
    assert (Subscriber.objects.count(), Choice.objects.count()) == (0, 0)
    message = Message.objects.get()
    assert (message.kind, message.lane, message.language) == ("newsletter_confirm", "interactive", "cy")
    rowan = subscribing.confirm(wish, at=at + timedelta(hours=1))
    choice = Choice.objects.get()
    assert events(rowan) == [("Campaign news", 1, True, 1, "form")]
    assert (choice.asked_at, choice.at) == (at, at + timedelta(hours=1))
    assert list(Subscriber.objects.of(news)) == [rowan]


def test_an_old_link_brings_nothing_back_that_was_stopped_since(news: Newsletter, at: datetime) -> None:
    rowan = subscriber("rowan", news, at=at)
    choosing.choose(rowan, newsletters=[], language="en", at=at, source="me")
    subscribing.confirm(Wish.objects.get(), at=at + timedelta(days=1))
    assert choosing.gets(rowan) == []
    assert [event[2] for event in events(rowan)] == [True, False]


def test_somebody_else_who_types_a_known_address_changes_nothing(news: Newsletter, at: datetime) -> None:
    pay = newsletter(name="Pay news")
    rowan = subscriber("rowan", news, at=at)
    subscribing.ask("rowan@example.org", newsletters=[pay], language="cy", at=at)
    rowan.refresh_from_db()
    assert (choosing.gets(rowan), rowan.language) == ([news], "en")


def test_new_waiting_known_and_refusing_addresses_cost_the_same_statements(
    news: Newsletter, at: datetime
) -> None:
    subscriber("known", news, at=at)
    subscribing.ask("waiting@example.org", newsletters=[news], language="en", at=at)
    suppress(recipient_hash("refusing@example.org"), reason="550 5.1.1", at=at)
    seen = []
    for name in ("new", "waiting", "known", "refusing"):
        with CaptureQueriesContext(connection) as queries:
            subscribing.ask(f"{name}@example.org", newsletters=[news], language="en", at=at)
        seen.append([query["sql"][:40] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert seen[0] == seen[1] == seen[2] == seen[3]


def test_one_mailbox_gets_three_letters_a_day(news: Newsletter, at: datetime) -> None:
    for _ in range(5):
        subscribing.ask("rowan@example.org", newsletters=[news], language="en", at=at)
    assert (Wish.objects.count(), Message.objects.count()) == (3, 3)
    subscribing.ask("rowan@example.org", newsletters=[news], language="en", at=at + timedelta(days=1))
    assert Message.objects.count() == 4


def test_what_is_not_on_offer_cannot_be_asked_for(at: datetime) -> None:
    closed = newsletter(is_offered=False)
    with pytest.raises(subscribing.NothingChosen):
        subscribing.ask("rowan@example.org", newsletters=[closed], language="en", at=at)
    assert Message.objects.count() == 0


def test_a_link_is_for_one_purpose_and_cannot_be_made_up(at: datetime) -> None:
    mailbox = recipient_hash("rowan@example.org")
    token = links.stop_token(mailbox, mailing=7)
    assert (len(token), links.stop_in(token)) == (96, links.Stop(mailbox, 7))
    for forged in (token[:-1], token[:-2] + "AA", "é", "", links.choices_token(mailbox)):
        with pytest.raises(links.ForgedLink):
            links.stop_in(forged)
    other = links.stop_token(mailbox, mailing=8)
    assert other[:40] == token[:40]
    with pytest.raises(links.ForgedLink):
        links.mailbox_in(token)


@pytest.mark.django_db(transaction=True)
def test_the_letter_names_what_was_asked_for_in_the_language_chosen(at: datetime) -> None:
    news = newsletter(name_cy="Newyddion ymgyrchu")
    subscribing.ask("rowan@example.org", newsletters=[news], language="en", at=at)
    subscribing.ask("gwil@example.org", newsletters=[news], language="cy", at=at)
    send_due(at=at)
    english, welsh = (next(m for m in mail.outbox if m.to == [f"{n}@example.org"]) for n in ("rowan", "gwil"))
    link = f"http://testserver/newsletters/confirm/{links.confirm_token(Wish.objects.get(email='rowan@example.org').pk)}/"
    assert ("- Campaign news" in english.body, link in english.body) == (True, True)
    assert ("- Newyddion ymgyrchu" in welsh.body, "/cy/newsletters/confirm/" in welsh.body) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_a_letter_for_a_wish_that_is_confirmed_or_gone_does_not_leave(news: Newsletter, at: datetime) -> None:
    subscriber("rowan", news, at=at)
    subscribing.ask("idris@example.org", newsletters=[news], language="en", at=at)
    Wish.objects.filter(email="idris@example.org").delete()
    send_due(at=at)
    assert mail.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_choosing_anew_writes_an_event_for_each_answer_that_differs(news: Newsletter, at: datetime) -> None:
    pay = newsletter(name="Pay news")
    rowan = subscriber("rowan", news, at=at)
    later = at + timedelta(days=1)
    assert choosing.choose(rowan, newsletters=[pay], language="cy", at=later, source="me") == 2
    assert choosing.choose(rowan, newsletters=[pay], language="cy", at=later, source="me") == 0
    assert events(rowan) == [
        ("Campaign news", 1, True, 1, "form"),
        ("Campaign news", 2, False, 1, "me"),
        ("Pay news", 1, True, 1, "me"),
    ]
    rowan.refresh_from_db()
    assert (choosing.gets(rowan), rowan.language) == ([pay], "cy")


def test_what_left_the_offer_can_still_be_stopped_by_those_who_get_it(news: Newsletter, at: datetime) -> None:
    rowan = subscriber("rowan", news, at=at)
    Newsletter.objects.update(is_offered=False)
    news.refresh_from_db()
    assert choosing.choosable(rowan) == [news]
    choosing.choose(rowan, newsletters=[], language="en", at=at, source="me")
    assert choosing.choosable(rowan) == []
