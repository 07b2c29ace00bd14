"""The letter: drawn once, filled for each, in their language, without what was recalled."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from campaigns.consultations.figuring import release_figure, withdraw_figure, write_figure
from campaigns.consultations.models import Quote
from campaigns.consultations.quote_uses import mailings_with
from campaigns.consultations.quoting import recall_quote
from campaigns.newsletters import drawing, issues, links, queueing
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.models import Mailing, Newsletter
from tests.campaigns.publishing import in_welsh
from tests.consultations.counted import opened, release, send, somebody
from tests.consultations.factories import HARMLESS, WORRIED
from tests.consultations.test_quote_uses import published
from tests.newsletters.factories import draft, member, newsletter, page, sana, sending, subscriber
from union.mail.models import Message
from union.mail.sending import recipient_hash, send_due
from union.publishing.next_steps import letters_that_leave
from union.publishing.recalling import recall

pytestmark = pytest.mark.django_db


def letters(issue: Mailing, *, at: datetime) -> list[EmailMessage]:
    """Everything that leaves, by address."""
    while queueing.queue_batch(issue.pk, at=at):
        pass
    send_due(at=at)
    return sorted((m for m in mail.outbox if "List-Unsubscribe" in m.extra_headers), key=lambda m: m.to)


def html_of(letter: EmailMessage) -> str:
    return str(letter.alternatives[0][0])


@pytest.mark.django_db(transaction=True)
def test_each_reader_gets_a_link_of_their_own_and_the_one_click_header(at: datetime) -> None:
    news = newsletter()
    for name in ("amara", "callum"):
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    issue = sending(news, at=at, preheader="In twos from now on")
    for letter in letters(issue, at=at):
        mailbox = recipient_hash(letter.to[0])
        stop = f"http://testserver/newsletters/stop/{links.stop_token(mailbox, mailing=issue.pk)}/"
        choices = f"http://testserver/newsletters/choices/{links.choices_token(mailbox)}/"
        assert letter.subject == "We won the first point"
        assert letter.extra_headers["List-Unsubscribe"] == f"<{stop}>"
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for words in (letter.body, html_of(letter)):
            assert (stop in words, choices in words, "first" in words) == (True, True, True)
            assert "http://testserver/visits-in-twos/" in words
        assert ("<b>first</b>" in letter.body, "<b>first</b>" in html_of(letter)) == (False, True)
        assert "In twos from now on" in html_of(letter)
        assert ("\0" in letter.body, "\0" in html_of(letter), "gap" in html_of(letter)) == (False,) * 3
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_a_letter_holds_no_picture_of_others_and_no_link_that_counts(at: datetime) -> None:
    news = newsletter()
    subscriber("amara", news, at=at)
    Message.objects.all().delete()
    [letter] = letters(sending(news, at=at), at=at)
    found = re.findall(r"""(?:src|href)=["']?([^"'\s>]+)""", html_of(letter))
    assert [address for address in found if not address.startswith(("http://testserver/", "mailto:"))] == []
    assert "<img" not in html_of(letter)


@pytest.mark.django_db(transaction=True)
def test_welsh_readers_get_the_frame_and_the_subject_in_welsh(at: datetime) -> None:
    news = newsletter(name_cy="Newyddion ymgyrchu")
    subscriber("gwil", news, at=at, language="cy")
    subscriber("rowan", news, at=at)
    Message.objects.all().delete()
    welsh, english = letters(sending(news, at=at, subject_cy="Enillasom y pwynt cyntaf"), at=at)
    assert (welsh.subject, english.subject) == ("Enillasom y pwynt cyntaf", "We won the first point")
    assert ("/cy/newsletters/stop/" in welsh.body, "Newyddion ymgyrchu" in welsh.body) == (True, True)
    assert "/cy/" not in english.body


@pytest.mark.django_db(transaction=True)
def test_a_member_reads_why_and_what_stops_with_no_name_in_it(at: datetime) -> None:
    member(1, name="Rowan Ashby")
    [letter] = letters(sending(None, at=at), at=at)
    assert "You get this as a member of the union" in letter.body
    assert "Ballots and letters about your membership still come." in letter.body
    assert ("Rowan" in letter.body, "newsletters/choices" in letter.body) == (False, False)


def test_one_statement_is_asked_for_a_letter_once_it_is_drawn(news: Newsletter, at: datetime) -> None:
    for name in ("amara", "callum", "devi"):
        subscriber(name, news, at=at)
    issue = sending(news, at=at)
    queueing.queue_batch(issue.pk, at=at)
    first, *rest = Message.objects.filter(kind="newsletter_mailing").order_by("pk")
    issues.render_issue(first)
    with CaptureQueriesContext(connection) as queries:
        for message in rest:
            assert issues.render_issue(message)
    assert len(queries) == 2


@pytest.mark.django_db(transaction=True)
def test_the_page_is_as_it_was_live_when_the_mailing_began(at: datetime) -> None:
    news = newsletter()
    for name in ("amara", "callum"):
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    issue = sending(news, at=at)
    changed = issue.page.specific
    changed.title = "Visits in threes"
    changed.save_revision().publish()
    told = letters_that_leave(changed)
    assert told.startswith(" A newsletter is still leaving with an earlier version of it.")
    drawing.KEPT.clear()
    assert ["Visits in twos" in letter.body for letter in letters(issue, at=at)] == [True, True]
    queueing.settle_sent(at=at)
    assert letters_that_leave(changed) == ""


@pytest.mark.django_db(transaction=True)
def test_a_recalled_quote_is_in_no_later_letter_and_the_recall_screen_lists_the_mailing(
    at: datetime,
) -> None:
    news = newsletter()
    for name in ("amara", "callum", "devi"):
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    _, quote = published(at)
    quoted = page(body=[{"type": "quote", "value": {"quote": quote.pk}}])
    issue = sending(news, at=at, page=quoted)
    queueing.queue_batch(issue.pk, at=at)
    send_due(at=at, limit=2)
    told = [(one.subject, one.begun_at, one.letters, one.is_over) for one in mailings_with(quote)]
    assert told == [("We won the first point", at, "2", False)]
    recall_quote(quote, by=sana(), at=at + timedelta(seconds=5))
    send_due(at=at)
    assert [HARMLESS in m.body for m in mail.outbox if "List-Unsubscribe" in m.extra_headers] == [
        True,
        True,
        False,
    ]
    later = sending(news, at=at + timedelta(minutes=1), page=quoted)
    assert len(mailings_with(Quote.objects.get())) == 1
    assert HARMLESS not in drawing.draw_in(later, "en").html


@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_figure_is_in_no_later_letter(at: datetime) -> None:
    news = newsletter()
    for name in ("amara", "callum"):
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    consultation = opened(at, [WORRIED])
    send(consultation, [({"worried": "yes"}, 12), ({"worried": "no"}, 10)], at=at)
    table = release(consultation, "worried", at=at)
    figure = write_figure(table, cell="yes", sentence="went home worried", by=somebody("kit"), at=at)
    release_figure(figure, by=somebody("sana"), at=at)
    issue = sending(news, at=at, page=page(body=[{"type": "figure", "value": {"figure": figure.pk}}]))
    queueing.queue_batch(issue.pk, at=at)
    send_due(at=at, limit=1)
    withdraw_figure(figure, by=somebody("sana"), at=at + timedelta(seconds=5))
    send_due(at=at)
    assert ["went home worried" in letter.body for letter in mail.outbox] == [True, False]


def test_a_trial_says_that_it_is_one_and_holds_no_link_that_stops(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at)
    verbs.try_on(made, by=sana(), at=at)
    letter = issues.render_trial(Message.objects.get())
    assert letter is not None
    assert (letter.subject, "newsletters/stop" in letter.html) == ("Trial: We won the first point", False)
    assert "This is a trial" in letter.text


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_there_in_welsh_is_mailed_in_welsh(at: datetime) -> None:
    news = newsletter()
    subscriber("gwil", news, at=at, language="cy")
    subscriber("rowan", news, at=at)
    Message.objects.all().delete()
    one = page()
    in_welsh(one, title="Ymweliadau fesul dau")
    to_gwil, to_rowan = letters(sending(news, at=at, page=one), at=at)
    assert ("Ymweliadau fesul dau" in to_gwil.body, '<div lang="cy">' in html_of(to_gwil)) == (True, True)
    assert ("Visits in twos" in to_rowan.body, "fesul" in to_rowan.body) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_member_who_asked_for_welsh_gets_a_mailing_to_members_in_welsh(at: datetime) -> None:
    member(1, email="gwil@example.org")
    member(2, email="rowan@example.org")
    subscriber("gwil", newsletter(), at=at, language="cy")
    Message.objects.all().delete()
    one = page()
    in_welsh(one, title="Ymweliadau fesul dau")
    issue = sending(None, at=at, page=one, subject_cy="Enillom y pwynt cyntaf")
    to_gwil, to_rowan = letters(issue, at=at)
    assert (to_gwil.to, to_gwil.subject) == (["gwil@example.org"], "Enillom y pwynt cyntaf")
    assert "Read this in English:\nhttp://testserver/visits-in-twos/" in to_gwil.body
    assert "Ymweliadau fesul dau" in to_gwil.body
    assert to_rowan.subject == "We won the first point"
    assert "Darllen hwn yn Gymraeg:\nhttp://testserver/cy/visits-in-twos/" in to_rowan.body
    assert '<a href="http://testserver/cy/visits-in-twos/" lang="cy"' in html_of(to_rowan)


@pytest.mark.django_db(transaction=True)
def test_who_reads_welsh_gets_the_english_page_once_its_welsh_side_was_taken_back(at: datetime) -> None:
    news = newsletter()
    subscriber("gwil", news, at=at, language="cy")
    Message.objects.all().delete()
    one = page()
    side = in_welsh(one, title="Ymweliadau fesul dau")
    issue = sending(news, at=at, page=one)
    side.unpublish()
    [letter] = letters(issue, at=at)
    assert ("Visits in twos" in letter.body, '<div lang="en-GB">' in html_of(letter)) == (True, True)
    assert "/cy/visits-in-twos/" not in letter.body


def test_a_mailing_is_drawn_once_for_each_language(news: Newsletter, at: datetime) -> None:
    one = page()
    in_welsh(one)
    issue = sending(news, at=at, page=one)

    def cost(language: str) -> int:
        with translation.override(language), CaptureQueriesContext(connection) as captured:
            drawing.drawing_of(issue.pk, drawing=1, at=at)
        return len(captured)

    costs = [cost(language) for language in ("cy", "cy", "en-gb", "en-gb", "cy")]
    assert [asked > 0 for asked in costs] == [True, False, True, False, False]


@pytest.mark.django_db(transaction=True)
def test_no_letter_leaves_while_the_page_is_recalled_and_what_was_wrong_leaves_no_more(at: datetime) -> None:
    """Devi, whose letter waits until the page is put right, reads what is right."""
    news = newsletter()
    for name in ("amara", "callum", "devi"):
        subscriber(name, news, at=at)
    Message.objects.all().delete()
    issue = sending(news, at=at)
    queueing.queue_batch(issue.pk, at=at)
    assert send_due(at=at, limit=1) == 1
    held = issue.page.specific
    recall(held, reason="It should be three visits.", by=sana(), at=at)
    assert send_due(at=at, limit=1) == 0
    held.refresh_from_db()
    held.title = "Visits in threes"
    held.save_revision().publish()
    assert send_due(at=at) == 1
    read = [letter.body for letter in mail.outbox if "List-Unsubscribe" in letter.extra_headers]
    assert ["Visits in threes" in body for body in read] == [False, True]
    assert ["Visits in twos" in body for body in read] == [True, False]
    assert (queueing.settle_sent(at=at), Mailing.objects.get().sent) == (1, 2)
