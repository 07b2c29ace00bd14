"""A mailing from its draft on: four eyes, what was seen is what is approved, and who is in the audience."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from campaigns.newsletters import audience, choosing, figures, stopping
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.errors import ChangedMeanwhile, MailingError, SamePerson, WrongState
from campaigns.newsletters.models import Mailing, Newsletter
from tests.newsletters.factories import draft, kit, member, newsletter, page, sana, sending, subscriber
from union.accounts.welcoming import welcome
from union.audit.models import Entry
from union.mail.bouncing import suppress
from union.mail.models import Message
from union.mail.sending import recipient_hash

pytestmark = pytest.mark.django_db


def test_whoever_made_or_changed_it_cannot_approve_it(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at)
    with pytest.raises(SamePerson):
        verbs.approve(made, by=kit(), at=at, version=1)
    made.subject = "We won two points"
    verbs.change(made, by=sana(), at=at, fields=["subject"])
    with pytest.raises(SamePerson):
        verbs.approve(made, by=sana(), at=at, version=2)
    joss = welcome("joss@example.org", name="Joss Ferrier", groups=("Moderators",))
    verbs.approve(made, by=joss, at=at, version=2)
    made.refresh_from_db()
    assert (made.state, made.approved_by, made.begun_at) == ("sending", joss, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.update(approved_by=made.made_by)


def test_what_was_changed_while_somebody_read_it_is_not_approved(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at)
    made.subject = "Another subject"
    verbs.change(made, by=kit(), at=at, fields=["subject"])
    with pytest.raises(ChangedMeanwhile):
        verbs.approve(made, by=sana(), at=at, version=1)
    assert Mailing.objects.get().state == "draft"


def test_an_approved_mailing_waits_for_its_time_and_no_longer_changes(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at, send_at=at + timedelta(days=1))
    verbs.approve(made, by=sana(), at=at, version=1)
    made.refresh_from_db()
    assert (made.state, made.begun_at) == ("scheduled", None)
    for verb, rest in ((verbs.change, {"fields": ["subject"]}), (verbs.discard, {})):
        with pytest.raises(WrongState):
            verb(made, by=kit(), at=at, **rest)
    verbs.call_off(made, by=kit(), at=at)
    made.refresh_from_db()
    assert (made.state, made.called_off_at) == ("called_off", at)
    with pytest.raises(WrongState):
        verbs.call_off(made, by=kit(), at=at)


def test_only_published_pages_that_everybody_may_read_are_mailed(news: Newsletter, at: datetime) -> None:
    hidden, private, made = page(title="Hidden"), page(title="Private"), page(title="Whole")
    hidden.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for one, why in ((hidden, "not published"), (private, "Only some may read")):
        with pytest.raises(MailingError, match=why):
            draft(news, at=at, page=one)
    waiting = draft(news, at=at, page=made)
    made.unpublish()
    with pytest.raises(MailingError, match="not published"):
        verbs.approve(waiting, by=sana(), at=at, version=1)


def test_the_log_says_who_sent_what_and_never_to_whom(at: datetime) -> None:
    for number in range(12):
        member(number, sector="Local government")
    issue = sending(None, at=at, sector="Local government")
    verbs.call_off(issue, by=kit(), at=at)
    entries = Entry.objects.order_by("pk").values_list("action", "subject", "detail")
    acts = ("made", "approved", "begun", "called_off")
    about = (f"mailing:{issue.pk}", {"page": issue.page_id})
    assert list(entries) == [(f"newsletters.mailing_{act}", *about) for act in acts]


def test_a_trial_goes_to_oneself_as_often_as_one_likes(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at)
    for _ in range(2):
        verbs.try_on(made, by=kit(), at=at)
    rows = Message.objects.order_by("version").values_list("kind", "recipient", "version", "lane")
    assert list(rows) == [("newsletter_trial", "kit@example.org", number, "interactive") for number in (1, 2)]


def test_a_newsletters_audience_is_whoever_said_yes_last(news: Newsletter, at: datetime) -> None:
    pay = newsletter(name="Pay news")
    for name in ("amara", "callum", "devi"):
        subscriber(name, news, at=at)
    subscriber("elin", pay, at=at)
    gone = subscriber("farah", news, at=at)
    choosing.choose(gone, newsletters=[], language="en", at=at, source="me")
    suppress(recipient_hash("devi@example.org"), reason="550 5.1.1", at=at)
    made = draft(news, at=at)
    assert (audience.size_of(made), audience.shown(2, made)) == (audience.Size(2), "2")
    read = [reader.email for reader in audience.next_readers(made, size=10)]
    assert read == ["amara@example.org", "callum@example.org", "devi@example.org"]


def test_a_segment_is_active_members_who_fit_all_of_it_less_refusals(at: datetime) -> None:
    fits = {"sector": "Local government", "job_role": "Social worker"}
    for number in range(25):
        member(number, **fits)
    member(30, **fits, email="m1@example.org")  # two of one household
    member(31, **fits, status="lapsed")
    member(32, **{**fits, "job_role": "Team manager"})
    member(33, **fits, branch="WA-001")
    stopping.opt_out(recipient_hash("m2@example.org"), at=at)
    region = member(34, **fits).branch.region
    made = draft(None, at=at, **fits, region=region)
    size = audience.size_of(made)
    assert (size, audience.shown(size.n, made)) == (audience.Size(25), "about 20")
    assert (audience.shown(9, made), audience.shown(0, made)) == ("fewer than 10", "fewer than 10")
    assert audience.words_for(made) == (
        "Members: service group Local government, region Region NW, job role Social worker"
    )


def test_the_number_says_how_many_read_it_in_which_language(
    news: Newsletter, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(25):
        member(number)
    for number in range(12):
        subscriber(f"m{number}", news, at=at, language="cy")
    subscriber("amara", news, at=at)
    stopping.opt_out(recipient_hash("m1@example.org"), at=at)
    to_members, to_readers = draft(None, at=at), draft(news, at=at)
    assert audience.size_of(to_members) == audience.Size(24, welsh=11)
    assert audience.size_in_words(to_members, languages=["en"]) == "about 20"
    both = audience.size_in_words(to_members, languages=["en", "cy"])
    assert both == "about 20: about 10 in English, about 10 in Welsh"
    with django_assert_num_queries(1):
        readers = audience.size_in_words(to_readers, languages=["en", "cy"])
    assert readers == "13: 1 in English, 12 in Welsh"


def test_above_fifty_thousand_those_who_read_welsh_are_counted_as_well(
    news: Newsletter, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "COUNTED_EXACTLY", 2)
    for number in range(3):
        member(number)
    subscriber("m1", news, at=at, language="cy")
    subscriber("gwil", news, at=at, language="cy")
    assert audience.size_of(draft(None, at=at)) == audience.Size(3, welsh=1, at_most=True)


def test_figures_of_members_are_told_in_tens(at: datetime) -> None:
    for number in range(12):
        member(number)
    issue = sending(None, at=at)
    Mailing.objects.update(queued=12, sent=11, counted_at=at, unsubscribed=3, state="sent", finished_at=at)
    issue.refresh_from_db()
    assert figures.in_words(issue) == [
        ("Put in the outbox", "about 10"),
        ("Sent", "about 10"),
        ("Refused by the mailbox’s server now", "fewer than 10"),
        ("Not tried: the address refused mail before", "fewer than 10"),
        ("Stopped by the link in this issue", "fewer than 10"),
    ]
