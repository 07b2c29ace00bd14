"""No more of these letters: one click, the way back, and that nothing else is stopped."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaigns.newsletters import choosing, links, stopping
from campaigns.newsletters.links import Stop
from campaigns.newsletters.models import Choice, Mailing, Newsletter, OptOut, Subscriber
from tests.newsletters.factories import member, newsletter, sending, subscriber
from union.mail.models import Message
from union.mail.sending import enqueue, recipient_hash, send_due

pytestmark = pytest.mark.django_db


def stop_link(address: str, mailing: Mailing) -> str:
    return f"/newsletters/stop/{links.stop_token(recipient_hash(address), mailing=mailing.pk)}/"


def unsubscribed(mailing: Mailing) -> int:
    return Mailing.objects.values_list("unsubscribed", flat=True).get(pk=mailing.pk)


def test_one_click_of_a_mail_program_stops_the_newsletter_without_cookie_or_token(
    news: Newsletter, at: datetime
) -> None:
    pay = newsletter(name="Pay news")
    rowan = subscriber("rowan", news, pay, at=at)
    issue = sending(news, at=at)
    program, url = Client(enforce_csrf_checks=True), stop_link("rowan@example.org", issue)
    asked = program.get(url)
    assert (asked.status_code, b"Stop \xe2\x80\x9cCampaign news\xe2\x80\x9d?" in asked.content) == (200, True)
    assert (choosing.gets(rowan), unsubscribed(issue)) == ([news, pay], 0)
    for _ in range(2):  # a second press changes nothing
        done = program.post(url, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, done.headers["Referrer-Policy"], done.cookies.output()) == (
            200,
            "no-referrer",
            "",
        )
        assert b"You get no more of these e-mails" in done.content
    assert (choosing.gets(rowan), unsubscribed(issue)) == ([pay], 1)
    last = Choice.objects.order_by("-pk")[0]
    assert (last.source, last.mailing, last.given) == ("stop link", issue, False)


def test_a_mistake_is_undone_within_a_day_and_no_later(news: Newsletter, client: Client) -> None:
    now = timezone.now()
    rowan = subscriber("rowan", news, at=now)
    issue = sending(news, at=now)
    url = stop_link("rowan@example.org", issue)
    client.post(url)
    assert b"Send them to me again" in client.get(url).content
    assert client.get(f"{url}undo/").headers["Location"] == url
    client.post(f"{url}undo/")
    assert (choosing.gets(rowan), unsubscribed(issue)) == ([news], 0)
    link = Stop(recipient_hash("rowan@example.org"), issue.pk)
    stopping.stop(link, at=now - timedelta(days=2))
    assert stopping.undo(link, at=now) is False
    assert (choosing.gets(rowan), unsubscribed(issue)) == ([], 1)


def test_a_link_undoes_no_stop_that_it_did_not_make(news: Newsletter, at: datetime) -> None:
    rowan = subscriber("rowan", news, at=at)
    issue = sending(news, at=at)
    choosing.choose(rowan, newsletters=[], language="en", at=at, source="me")
    assert stopping.undo(Stop(rowan.address_hash, issue.pk), at=at) is False
    assert choosing.gets(rowan) == []


@pytest.mark.django_db(transaction=True)
def test_a_member_who_stops_campaign_mail_still_gets_everything_else(at: datetime) -> None:
    news = newsletter()
    member(1)
    subscriber("m1", news, at=at)
    issue = sending(None, at=at)
    link = Stop(recipient_hash("m1@example.org"), issue.pk)
    assert stopping.stop(link, at=at) is True
    assert (OptOut.objects.get().mailing, unsubscribed(issue)) == (issue, 1)
    enqueue("mail_trial", subject="trial:1", to="m1@example.org", at=at)
    send_due(at=at)
    assert [m.to for m in mail.outbox] == [["m1@example.org"]]
    assert choosing.gets(Subscriber.objects.get()) == [news]
    assert stopping.undo(link, at=at) is True
    assert (OptOut.objects.count(), unsubscribed(issue)) == (0, 0)


def test_a_link_of_a_deleted_mailing_or_subscriber_says_so_and_stops_nothing(
    news: Newsletter, at: datetime, client: Client
) -> None:
    rowan = subscriber("rowan", news, at=at)
    issue = sending(news, at=at)
    url = stop_link("rowan@example.org", issue)
    rowan.delete()
    assert b"We no longer hold this address for it." in client.post(url).content
    assert client.get("/newsletters/stop/made-up/").status_code == 404
    gone = links.stop_token("0" * 64, mailing=99)
    assert client.post(f"/newsletters/stop/{gone}/").status_code == 200
    assert Message.objects.filter(kind="newsletter_mailing").count() == 0
