"""The public pages: the same answer for everybody, links that act on POST alone, limits and the trap."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from campaigns.newsletters import choosing, limiting, links, subscribing
from campaigns.newsletters.models import Choice, Newsletter, Subscriber, Wish
from tests.newsletters.factories import newsletter, page, subscriber
from tests.petitions.reading import words
from union.mail.bouncing import suppress
from union.mail.models import Message
from union.mail.sending import recipient_hash

pytestmark = pytest.mark.django_db


def form(*newsletters: Newsletter, **fields: str) -> dict[str, object]:
    chosen = [str(one.pk) for one in newsletters]
    return {"newsletters": chosen, "email": "rowan@example.org", "language": "en", "website": "", **fields}


def test_the_only_newsletter_on_offer_is_ticked_already(news: Newsletter, client: Client) -> None:
    newsletter(name="Long gone", is_offered=False)
    shown = client.get("/newsletters/").content.decode()
    assert ("Campaign news" in shown, "Long gone" in shown) == (True, False)
    assert f'name="newsletters" value="{news.pk}" id="id_newsletters_0" checked' in shown
    assert '<label for="id_language_1"><span lang="cy">Cymraeg</span></label>' in shown


def test_known_waiting_refusing_and_new_addresses_get_the_same_answer(
    news: Newsletter, client: Client
) -> None:
    now = timezone.now()
    subscriber("known", news, at=now)
    subscribing.ask("waiting@example.org", newsletters=[news], language="en", at=now)
    suppress(recipient_hash("refusing@example.org"), reason="550 5.1.1", at=now)
    answers = set()
    for name in ("new", "waiting", "known", "refusing"):
        answer = client.post("/newsletters/", form(news, email=f"{name}@example.org"))
        answers.add((answer.status_code, answer.content.decode().replace(f"{name}@", "somebody@")))
    [(status, content)] = answers
    assert (status, "One step is left" in content) == (200, True)


def test_a_faulty_form_says_what_is_missing_and_loses_nothing(news: Newsletter, client: Client) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"newsletters": []}, "Tick at least one newsletter."),
        ({"newsletters": ["999"]}, "Choose among the newsletters in the list."),
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "rowan"}, "Enter an e-mail address in the usual shape, like name@example.org."),
        ({"language": "de"}, "Choose English or Welsh."),
    ]
    for fields, sentence in cases:
        answer = client.post("/newsletters/", {**form(news), **fields})
        shown = answer.content.decode()
        assert (answer.status_code, sentence in shown, Wish.objects.count()) == (422, True, 0), fields
        assert ('value="rowan@example.org"' in shown) == ("email" not in fields), fields


def test_a_filled_trap_gets_the_same_answer_and_nothing_else(news: Newsletter, client: Client) -> None:
    answer = client.post("/newsletters/", form(news, website="https://spam.example"))
    assert (answer.status_code, Wish.objects.count(), Message.objects.count()) == (200, 0, 0)
    assert "One step is left" in words(answer.content)


def test_one_internet_address_may_ask_thirty_times_an_hour(news: Newsletter, client: Client) -> None:
    for number in range(limiting.AN_HOUR):
        client.post("/newsletters/", form(news, email=f"r{number}@example.org"))
    answer = client.post("/newsletters/", form(news, email="late@example.org"))
    assert (answer.status_code, Wish.objects.count()) == (429, 30)
    assert 'value="late@example.org"' in answer.content.decode()
    elsewhere = client.post("/newsletters/", form(news, email="l@example.org"), REMOTE_ADDR="198.51.100.9")
    assert elsewhere.status_code == 200


def test_get_shows_a_button_and_only_post_confirms(news: Newsletter) -> None:
    now = timezone.now()
    subscribing.ask("rowan@example.org", newsletters=[news], language="en", at=now)
    mail_app = Client(enforce_csrf_checks=True)
    url = f"/newsletters/confirm/{links.confirm_token(Wish.objects.get().pk)}/"
    for _ in range(2):
        asked = mail_app.get(url)
        assert (asked.status_code, "Yes, send them to me" in words(asked.content)) == (200, True)
        assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert Subscriber.objects.count() == 0
    assert mail_app.post(url).headers["Location"] == url
    assert "Thank you: it is confirmed" in words(mail_app.get(url).content)
    assert choosing.gets(Subscriber.objects.get()) == [news]
    assert mail_app.get("/newsletters/confirm/made-up/").status_code == 404


def test_the_link_of_who_has_stopped_everything_since_says_so(news: Newsletter, client: Client) -> None:
    now = timezone.now()
    subscribing.ask("rowan@example.org", newsletters=[news], language="en", at=now)
    url = f"/newsletters/confirm/{links.confirm_token(Wish.objects.get().pk)}/"
    client.post(url)
    rowan = Subscriber.objects.get()
    choosing.choose(rowan, newsletters=[], language="en", at=now, source="me")
    for _ in ("without newsletters", "deleted"):
        told = words(client.get(url).content)
        said = ("You get no newsletter at the moment." in told, "Thank you: it is confirmed" in told)
        assert said == (True, False)
        Subscriber.objects.all().delete()


def test_a_link_older_than_a_week_confirms_nothing(news: Newsletter, client: Client) -> None:
    old = timezone.now() - timedelta(days=7)
    subscribing.ask("rowan@example.org", newsletters=[news], language="en", at=old)
    url = f"/newsletters/confirm/{links.confirm_token(Wish.objects.get().pk)}/"
    assert (client.post(url).status_code, Subscriber.objects.count()) == (410, 0)


def test_the_link_in_a_letter_opens_what_one_gets_and_changes_it(news: Newsletter) -> None:
    pay = newsletter(name="Pay news")
    rowan = subscriber("rowan", news, at=timezone.now())
    mail_app = Client(enforce_csrf_checks=True)
    url = f"/newsletters/choices/{links.choices_token(rowan.address_hash)}/"
    shown = mail_app.get(url).content.decode()
    assert ("checked" in shown, "rowan@example.org" in shown) == (True, False)
    saved = mail_app.post(url, {"newsletters": [str(pay.pk)], "language": "cy"})
    assert "Saved: you get what you ticked, and nothing else." in words(saved.content)
    assert choosing.gets(rowan) == [pay]
    assert Choice.objects.order_by("-pk")[0].source == "choices page"
    assert mail_app.post(url, {"newsletters": [], "language": "xx"}).status_code == 422
    stopped = mail_app.post(url, {"newsletters": [], "language": "en"})
    assert "Saved: you get no newsletter any more." in words(stopped.content)
    rowan.delete()
    assert mail_app.get(url).status_code == 410


def test_the_block_of_a_page_asks_for_the_newsletter(news: Newsletter, client: Client) -> None:
    block = {"type": "subscribe", "value": {"heading": "Get our newsletter", "text": "Monthly."}}
    page(body=[block])
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        shown = client.get("/visits-in-twos/").content.decode()
    assert ('action="/newsletters/"' in shown, "csrfmiddlewaretoken" in shown) == (True, True)
    assert ('id="newsletter_email"' in shown, "Monthly." in shown) == (True, True)
    Newsletter.objects.update(is_offered=False)
    assert "Monthly." not in client.get("/visits-in-twos/").content.decode()


def test_other_methods_are_refused(news: Newsletter, client: Client) -> None:
    for path in ["", "confirm/x/", "choices/x/", "stop/x/", "stop/x/undo/"]:
        assert client.put(f"/newsletters/{path}").status_code == 405, path
