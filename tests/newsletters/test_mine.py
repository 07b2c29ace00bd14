"""One's own newsletters at /me/: shown, changed, handed over, erased; and what is kept how long."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.newsletters import choosing, expiring, mine, queueing, stopping, subscribing
from campaigns.newsletters.models import Choice, Mailing, Newsletter, OptOut, Subscriber, Wish
from tests.newsletters.factories import member, newsletter, sending, subscriber
from tests.petitions.reading import words
from union.desk import me_links
from union.desk.me_letters import ask
from union.mail.models import Message
from union.mail.sending import recipient_hash

pytestmark = pytest.mark.django_db
ROWAN = "rowan@example.org"
# All that is held about an address, and where the address stands.
HELD = [
    (Subscriber.objects.all(), "email"),
    (Choice.objects.all(), "subscriber__email"),
    (Wish.objects.all(), "email"),
    (Message.objects.all(), "recipient"),
]


def desk_of(address: str) -> Client:
    """A browser in which one's own desk is open."""
    ask(address, language="en", at=timezone.now())
    client = Client()
    message = Message.objects.filter(kind="me_link").latest("pk")
    assert client.post(f"/me/{me_links.token_for(message)}/").status_code == 302
    return client


def test_rowan_changes_at_her_desk_what_she_gets(news: Newsletter) -> None:
    pay = newsletter(name="Pay news")
    rowan = subscriber("rowan", news, at=timezone.now())
    client = desk_of(ROWAN)
    assert "You get: Campaign news" in words(client.get("/me/").content)
    assert client.get("/me/newsletters/choices/").status_code == 200
    done = client.post("/me/newsletters/choices/", {"newsletters": [str(pay.pk)], "language": "en"})
    assert (done.headers["Location"], choosing.gets(rowan)) == ("/me/", [pay])
    assert Choice.objects.order_by("-pk")[0].source == "me"
    assert Client().get("/me/newsletters/choices/").headers["Location"] == "/me/"


def test_a_member_refuses_campaign_mail_and_takes_it_back(db: None) -> None:
    member(1, email=ROWAN)
    client = desk_of(ROWAN)
    assert "No campaign mail, please" in words(client.get("/me/").content)
    assert client.get("/me/newsletters/choices/").status_code == 404
    client.post("/me/newsletters/campaign-mail/", {"wanted": "no"})
    assert OptOut.objects.get().address_hash == recipient_hash(ROWAN)
    assert "Send me campaign mail again" in words(client.get("/me/").content)
    client.post("/me/newsletters/campaign-mail/", {"wanted": "yes"})
    assert OptOut.objects.count() == 0
    assert client.get("/me/newsletters/campaign-mail/").status_code == 405


def test_the_download_says_who_agreed_to_which_words_when(news: Newsletter, at: datetime) -> None:
    subscriber("rowan", news, at=at)
    stopping.opt_out(recipient_hash(ROWAN), at=at)
    held = mine.collect(ROWAN)
    [said] = held["subscriber"]["answers"]
    assert said == {
        "newsletter": "Campaign news",
        "given": True,
        "words": "E-mail me the newsletters I tick here. I can stop any of them whenever I like.",
        "asked_at": at.isoformat(),
        "at": at.isoformat(),
        "source": "form",
    }
    assert held["campaign_mail_to_members"] == "refused"
    assert mine.collect("nobody@example.org") == {}


def test_erasing_leaves_no_trace_but_the_refusal(news: Newsletter, at: datetime) -> None:
    for name in ("rowan", "amara"):
        subscriber(name, news, at=at)
        subscribing.ask(f"{name}@example.org", newsletters=[news], language="en", at=at)
    stopping.opt_out(recipient_hash(ROWAN), at=at)
    issue = sending(news, at=at)
    queueing.queue_batch(issue.pk, at=at)
    assert len(mine.goes(ROWAN)) == 2
    mine.erase(ROWAN, at=at)
    left = [set(rows.values_list(email, flat=True)) for rows, email in HELD]
    assert left == [{"amara@example.org"}] * 4
    assert (OptOut.objects.count(), mine.goes(ROWAN)) == (1, [])


def gone(at: datetime) -> list[int]:
    """What expires: counted by a dry run, then done, then nothing more."""
    counted = [line.n for line in expiring.expire(at=at, dry_run=True)]
    assert [line.n for line in expiring.expire(at=at, dry_run=False)] == counted
    assert [line.n for line in expiring.expire(at=at, dry_run=False)] == [0, 0, 0, 0]
    return counted


def test_a_wish_goes_after_a_week(news: Newsletter, at: datetime) -> None:
    subscribing.ask(ROWAN, newsletters=[news], language="en", at=at)
    assert gone(at + timedelta(days=6)) == [0, 0, 0, 0]
    assert gone(at + timedelta(days=7)) == [1, 0, 0, 0]


def test_who_gets_nothing_goes_half_a_year_later(news: Newsletter, at: datetime) -> None:
    subscriber("amara", news, at=at)
    rowan = subscriber("rowan", news, at=at)
    Wish.objects.all().delete()
    left = at + timedelta(days=100)
    choosing.choose(rowan, newsletters=[], language="en", at=left, source="me")
    assert gone(left + timedelta(days=179)) == [0, 0, 0, 0]
    assert gone(left + timedelta(days=180)) == [0, 1, 0, 0]
    assert list(Subscriber.objects.values_list("email", flat=True)) == ["amara@example.org"]


def test_answers_that_were_replaced_go_after_two_years_and_the_last_stays(
    news: Newsletter, at: datetime
) -> None:
    rowan = subscriber("rowan", news, at=at)
    Wish.objects.all().delete()
    for given in ([], [news]):
        choosing.choose(rowan, newsletters=given, language="en", at=at, source="me")
    assert gone(at + timedelta(days=731)) == [0, 0, 2, 0]
    assert list(Choice.objects.values_list("number", "given")) == [(3, True)]


def test_the_outbox_forgets_who_was_in_an_audience_and_the_figures_stay(at: datetime) -> None:
    for number in (1, 2):
        member(number)
    issue = sending(None, at=at)
    queueing.queue_batch(issue.pk, at=at)
    Message.objects.update(state="sent", sent_at=at)
    queueing.settle_sent(at=at)
    assert gone(at + timedelta(days=89)) == [0, 0, 0, 0]
    assert gone(at + timedelta(days=90)) == [0, 0, 0, 2]
    issue = Mailing.objects.get()
    assert (Message.objects.count(), issue.sent, issue.counted_at) == (0, 2, at + timedelta(days=90))
