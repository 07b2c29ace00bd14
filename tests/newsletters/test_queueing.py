"""Sending: once to each, whoever dies; at a pace; called off in the middle; and what it comes to."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.test import override_settings

from campaigns.newsletters import choosing, queueing, reporting, stopping
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.figures import Figures, figures_of
from campaigns.newsletters.models import Mailing, Newsletter
from tests.newsletters.factories import draft, kit, member, newsletter, sana, sending, subscriber
from tests.union.mail.post_office import PostOffice
from union.jobs import working
from union.jobs.models import Job
from union.mail.models import Message
from union.mail.sending import enqueue, recipient_hash, send_due

pytestmark = pytest.mark.django_db
NAMES = ["amara", "callum", "devi", "elin", "farah", "gwil", "hana"]


def queued(issue: Mailing) -> list[str]:
    rows = Message.objects.filter(kind="newsletter_mailing", subject=f"mailing:{issue.pk}")
    return sorted(rows.values_list("recipient", flat=True))


def addresses(names: list[str]) -> list[str]:
    return [f"{name}@example.org" for name in names]


@pytest.mark.any_database
def test_a_lost_worker_leaves_nobody_out_and_nobody_twice(at: datetime) -> None:
    news = newsletter()
    for name in NAMES:
        subscriber(name, news, at=at)
    issue = sending(news, at=at)
    steps = []
    for _ in range(5):  # each worker dies after one batch of two
        queueing.queue_batch(issue.pk, at=at, size=2)
        issue.refresh_from_db()
        steps.append((issue.queued, len(queued(issue)), issue.queued_at is not None))
    assert steps == [(2, 2, False), (4, 4, False), (6, 6, False), (7, 7, True), (7, 7, True)]
    Mailing.objects.update(cursor=0, queued=0, queued_at=None)  # and were the cursor lost altogether
    queueing.queue_batch(issue.pk, at=at)
    assert queued(issue) == addresses(NAMES)


@pytest.mark.django_db(transaction=True)
def test_an_approved_mailing_goes_all_the_way_by_the_sweep(at: datetime) -> None:
    news = newsletter()
    for name in NAMES[:3]:
        subscriber(name, news, at=at)
    made = draft(news, at=at, send_at=at + timedelta(hours=1))
    verbs.approve(made, by=sana(), at=at, version=1)
    Message.objects.all().delete()  # the letters that proved the addresses
    assert queueing.begin_due(at=at) == 0
    later = at + timedelta(hours=1)
    assert queueing.begin_due(at=later) == 1
    assert queueing.begin_due(at=later) == 0
    assert (working.run_waiting(at=later), queueing.settle_sent(at=later)) == (1, 0)
    assert Job.objects.get().state == "done"
    made.refresh_from_db()
    assert figures_of(made) == Figures(3, 0, 0, 0, waiting=3, unsubscribed=0)
    assert send_due(at=later) == 3
    assert queueing.settle_sent(at=later) == 1
    made.refresh_from_db()
    assert (made.state, made.finished_at, made.sent) == ("sent", later, 3)
    assert sorted(m.to[0] for m in mail.outbox) == addresses(NAMES[:3])


def test_letters_of_members_leave_out_those_who_refused_and_a_household_gets_one(at: datetime) -> None:
    for number in (1, 2, 3):
        member(number)
    member(4, email="m3@example.org")
    stopping.opt_out(recipient_hash("m2@example.org"), at=at)
    issue = sending(None, at=at)
    queueing.queue_batch(issue.pk, at=at)
    assert queued(issue) == addresses(["m1", "m3"])


@override_settings(NEWSLETTERS_PER_MINUTE=3)
def test_letters_leave_at_the_pace_of_the_settings(news: Newsletter, at: datetime) -> None:
    for name in NAMES:
        subscriber(name, news, at=at)
    issue = sending(news, at=at)
    while queueing.queue_batch(issue.pk, at=at, size=3):
        pass
    leaves = (
        Message.objects.filter(kind="newsletter_mailing").order_by("pk").values_list("next_at", flat=True)
    )
    minutes = [(time - at) / timedelta(minutes=1) for time in leaves]
    assert minutes == [0, 0, 0, 1, 1, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_called_off_in_the_middle_no_more_letters_leave(at: datetime) -> None:
    news = newsletter()
    for name in NAMES:
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    issue = sending(news, at=at)
    queueing.queue_batch(issue.pk, at=at, size=4)
    assert send_due(at=at, limit=2) == 2
    verbs.call_off(issue, by=kit(), at=at)
    assert queueing.queue_batch(issue.pk, at=at, size=4) is None
    assert Job.objects.get().state == "cancelled"
    assert send_due(at=at) == 0
    issue.refresh_from_db()
    assert figures_of(issue) == Figures(4, 2, 0, 0, waiting=0, unsubscribed=0)


@pytest.mark.django_db(transaction=True)
def test_a_no_that_comes_while_the_letter_waits_is_heard(at: datetime) -> None:
    news = newsletter()
    who = {name: subscriber(name, news, at=at) for name in NAMES[:2]}
    Message.objects.all().delete()
    issue = sending(news, at=at)
    queueing.queue_batch(issue.pk, at=at)
    choosing.choose(who["amara"], newsletters=[], language="en", at=at, source="me")
    assert send_due(at=at) == 1
    assert [m.to for m in mail.outbox] == [["callum@example.org"]]


@pytest.mark.django_db(transaction=True)
@override_settings(EMAIL_BACKEND="tests.union.mail.post_office.PostOffice")
def test_an_address_that_bounces_is_counted_and_never_written_to_again(at: datetime) -> None:
    PostOffice.reset()
    news = newsletter()
    for name in NAMES[:2]:
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    refused = SMTPRecipientsRefused({"amara@example.org": (550, b"5.1.1 no such user")})
    PostOffice.answers["amara@example.org"].append(refused)
    first = sending(news, at=at)
    queueing.queue_batch(first.pk, at=at)
    send_due(at=at)
    second = sending(news, at=at, page=first.page)
    queueing.queue_batch(second.pk, at=at)
    send_due(at=at)
    assert figures_of(first) == Figures(2, 1, 1, 0, waiting=0, unsubscribed=0)
    assert figures_of(second) == Figures(2, 1, 0, 1, waiting=0, unsubscribed=0)


@pytest.mark.django_db(transaction=True)
def test_somebody_who_waits_is_served_before_the_newsletter(at: datetime) -> None:
    news = newsletter()
    subscriber("amara", news, at=at)
    Message.objects.all().delete()
    issue = sending(news, at=at)
    queueing.queue_batch(issue.pk, at=at)
    enqueue("mail_trial", subject="trial:1", to="rowan@example.org", at=at)
    subscriber_waits = Message.objects.get(kind="newsletter_mailing")
    assert subscriber_waits.lane == "bulk"
    send_due(at=at)
    assert [m.to[0] for m in mail.outbox] == ["rowan@example.org", "amara@example.org"]


def test_a_page_taken_off_the_site_before_its_time_calls_the_mailing_off(
    news: Newsletter, at: datetime
) -> None:
    made = draft(news, at=at, send_at=at + timedelta(hours=1))
    verbs.approve(made, by=sana(), at=at, version=1)
    made.page.specific.unpublish()
    assert queueing.begin_due(at=at + timedelta(hours=1)) == 0
    made.refresh_from_db()
    assert (made.state, made.fault) == ("called_off", "The page is not published: publish it first.")


def test_a_mailing_that_hangs_is_told_by_health(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at, send_at=at + timedelta(hours=1))
    verbs.approve(made, by=sana(), at=at, version=1)
    told = [reporting.health(at=at + timedelta(minutes=minutes))[0].ok for minutes in (0, 74, 76)]
    assert told == [True, True, False]
