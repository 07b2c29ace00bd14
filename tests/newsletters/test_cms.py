"""Mailings in the CMS: who may do what, what is seen before sending, and that no screen names a reader."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from campaigns.newsletters import queueing
from campaigns.newsletters.models import Mailing, Newsletter
from tests.campaigns.publishing import in_welsh
from tests.conftest import SignIn
from tests.html import seen
from tests.newsletters.factories import draft, kit, member, newsletter, page, sana, sending, subscriber
from tests.petitions.reading import words
from union.accounts.welcoming import welcome
from union.audit.models import Entry
from union.mail.composing import render
from union.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in(kit())


@pytest.fixture
def approver(sign_in: SignIn) -> Client:
    return sign_in(sana())


def form(**fields: object) -> dict[str, object]:
    return {
        "subject": "We won the first point",
        "preheader": "",
        "subject_cy": "",
        "preheader_cy": "",
        "audience": "subscribers",
        "newsletter": "",
        "sector": "",
        "region": "",
        "branch": "",
        "job_role": "",
        "send_at": "",
        **fields,
    }


def test_kit_prepares_looks_and_tries_and_sana_approves(
    editor: Client, approver: Client, news: Newsletter
) -> None:
    subscriber("amara", news, at=timezone.now())
    Message.objects.all().delete()
    one = page()
    assert "Send as newsletter" in editor.get(f"/cms/pages/{one.pk}/edit/").content.decode()
    made = editor.post(f"/cms/newsletters/new/{one.pk}/", form(newsletter=news.pk))
    issue = Mailing.objects.get()
    assert made.headers["Location"] == f"/cms/newsletters/{issue.pk}/"
    shown = words(editor.get(f"/cms/newsletters/{issue.pk}/").content)
    assert "Subscribers of “Campaign news” Would get it now 1" in shown
    assert "You made or changed it, so somebody else who may approve mailings has to say yes." in shown
    frame = editor.get(f"/cms/newsletters/{issue.pk}/letter/en/")
    assert "script-src 'none'" in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert ("We won the" in frame.content.decode(), "This is a trial" in shown) == (True, False)
    assert "You get this because you asked for “Campaign news”." in shown
    editor.post(f"/cms/newsletters/{issue.pk}/trial/", {"language": "en"})
    assert Message.objects.get().recipient == "kit@example.org"
    assert editor.post(f"/cms/newsletters/{issue.pk}/approve/", {"version": 1}).status_code == 404
    assert Mailing.objects.get().state == "draft"
    approver.post(f"/cms/newsletters/{issue.pk}/approve/", {"version": 1})
    assert Mailing.objects.get().state == "sending"
    acts = (
        Entry.objects.filter(subject=f"mailing:{issue.pk}").order_by("pk").values_list("action", "by__email")
    )
    assert list(acts) == [
        ("newsletters.mailing_made", "kit@example.org"),
        ("newsletters.mailing_approved", "sana@example.org"),
        ("newsletters.mailing_begun", None),
    ]
    assert "Being sent" in words(editor.get("/cms/newsletters/?state=sending").content)


def test_who_approves_after_its_time_is_told_that_it_leaves_at_once(
    editor: Client, approver: Client, news: Newsletter
) -> None:
    """Kit planned it for this morning, and nobody had read it by then."""
    morning = timezone.now() - timedelta(hours=3)
    editor.post(f"/cms/newsletters/new/{page().pk}/", form(newsletter=news.pk))
    Mailing.objects.update(send_at=timezone.now() + timedelta(hours=3))
    path = f"/cms/newsletters/{Mailing.objects.get().pk}/"
    early = words(approver.get(path).content)
    assert ("Approve it for" in early, "This time is over" in early) == (True, False)
    Mailing.objects.update(send_at=morning)
    late = words(approver.get(path).content)
    assert "This time is over: it would leave as soon as it is approved." in late
    assert ("Approve it for" in late, "Approve and send it now" in late) == (False, True)
    done = approver.post(f"{path}approve/", {"version": 1}, follow=True)
    assert "Approved: its time is over, so it is being sent." in words(done.content)
    assert Mailing.objects.get().state == "sending"


def test_who_recalls_a_page_is_told_in_which_newsletters_it_went_out(
    approver: Client, news: Newsletter, at: datetime
) -> None:
    subscriber("amara", news, at=at)
    pay = page(title="Pay")
    led_to = {"demand": "A rise above prices.", "page": pay.pk}
    issue = sending(news, at=at, page=page(body=[{"type": "demand", "value": led_to}]))
    screen = f"/cms/pages/{issue.page_id}/recall/"
    shown = words(approver.get(screen).content)
    assert "is shown in one Letters that have left cannot be taken back. Those that wait" in shown
    assert "“We won the first point”: being sent, begun on " in shown
    assert " to 0 so far" in shown
    recalled = approver.post(screen, {"reason": "A figure in it was wrong."}, follow=True)
    assert "“We won the first point”: being sent, begun on " in words(recalled.content)
    for other, told in ((pay, True), (page(title="Hours"), False)):
        shown = words(approver.get(f"/cms/pages/{other.pk}/recall/").content)
        assert ("“We won the first point”: being sent" in shown) is told, other


def test_kit_mails_a_page_in_both_its_languages(editor: Client, news: Newsletter) -> None:
    subscriber("gwil", news, at=timezone.now(), language="cy")
    subscriber("amara", news, at=timezone.now())
    Message.objects.all().delete()
    one = page()
    side = in_welsh(one, title="Ymweliadau fesul dau")
    asked = editor.get(f"/cms/newsletters/new/{side.pk}/").content.decode()
    assert 'value="Visits in twos"' in asked
    assert 'value="Ymweliadau fesul dau"' in asked
    editor.post(f"/cms/newsletters/new/{side.pk}/", form(newsletter=news.pk))
    issue = Mailing.objects.get()
    assert issue.page_id == one.pk
    shown = words(editor.get(f"/cms/newsletters/{issue.pk}/").content)
    assert "Would get it now 2: 1 in English, 1 in Welsh" in shown
    assert "The Welsh letter has this subject too" in shown
    frame = editor.get(f"/cms/newsletters/{issue.pk}/letter/cy/").content.decode()
    assert "Ymweliadau fesul dau" in frame
    for language in ("en", "cy"):
        editor.post(f"/cms/newsletters/{issue.pk}/trial/", {"language": language})
    trials = [render(message) for message in Message.objects.order_by("pk")]
    assert ["Visits in twos" in trial.text for trial in trials if trial] == [True, False]
    assert ["Ymweliadau fesul dau" in trial.text for trial in trials if trial] == [False, True]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose the newsletter whose subscribers get it."),
        ({"subject": ""}, "This field is required."),
        ({"send_at": "2020-01-01T09:00"}, "This time is over"),
        ({"audience": "everybody"}, "Select a valid choice"),
        ({"audience": "members", "sector": "Witches"}, "Select a valid choice"),
    ],
)
def test_a_faulty_draft_says_what_is_missing_and_loses_nothing(
    editor: Client, news: Newsletter, fields: dict[str, object], sentence: str
) -> None:
    answer = editor.post(f"/cms/newsletters/new/{page().pk}/", form(preheader="In twos", **fields))
    assert (answer.status_code, Mailing.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()
    assert 'value="In twos"' in answer.content.decode()


def test_a_segment_is_chosen_among_what_ten_members_share(editor: Client, at: datetime) -> None:
    for number in range(12):
        member(number, sector="Local government", job_role="Social worker" if number else "Lighthouse keeper")
    one = page()
    shown = editor.get(f"/cms/newsletters/new/{one.pk}/").content.decode()
    assert ("Social worker" in shown, "Lighthouse keeper" in shown) == (True, False)
    editor.post(f"/cms/newsletters/new/{one.pk}/", form(audience="members", job_role="Social worker"))
    issue = Mailing.objects.get()
    shown = words(editor.get(f"/cms/newsletters/{issue.pk}/").content)
    assert "Members: job role Social worker Would get it now about 10" in shown


def test_no_screen_names_a_reader(editor: Client, approver: Client, news: Newsletter, at: datetime) -> None:
    subscriber("amara", news, at=at)
    member(1)
    for issue in (sending(news, at=at), sending(None, at=at, page=Mailing.objects.get().page)):
        queueing.queue_batch(issue.pk, at=at)
        for client in (editor, approver):
            for path in ("", f"{issue.pk}/", f"{issue.pk}/letter/en/"):
                shown = client.get(f"/cms/newsletters/{path}").content.decode()
                assert ("amara@" in shown, "m1@" in shown, "Member 1" in shown) == (False, False, False)
    assert "amara@" not in approver.get("/cms/newsletters/offers/").content.decode()


def test_whoever_has_neither_permission_finds_nothing(
    sign_in: SignIn, news: Newsletter, at: datetime
) -> None:
    issue = draft(news, at=at)
    outsider = sign_in(welcome("ines@example.org", name="Ines Okafor"))
    user = welcome("ines@example.org", name="Ines Okafor")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for path in ("", f"{issue.pk}/", f"{issue.pk}/edit/", f"new/{issue.page_id}/", f"{issue.pk}/letter/en/"):
        assert outsider.get(f"/cms/newsletters/{path}").status_code == 404, path
    for verb in ("trial", "approve", "call-off", "discard"):
        assert outsider.post(f"/cms/newsletters/{issue.pk}/{verb}/").status_code == 404
    assert Mailing.objects.get().state == "draft"


def test_acts_are_posts_and_unknown_ones_are_not_found(
    editor: Client, news: Newsletter, at: datetime
) -> None:
    issue = draft(news, at=at)
    for verb in ("trial", "approve", "call-off", "discard"):
        assert editor.get(f"/cms/newsletters/{issue.pk}/{verb}/").status_code == 405
    assert editor.post(f"/cms/newsletters/{issue.pk}/explode/").status_code == 404
    editor.post(f"/cms/newsletters/{issue.pk}/discard/")
    assert Mailing.objects.count() == 0


def test_a_changed_draft_has_to_be_looked_at_again(
    editor: Client, approver: Client, news: Newsletter, at: datetime
) -> None:
    issue = draft(news, at=at)
    editor.post(f"/cms/newsletters/{issue.pk}/edit/", form(newsletter=news.pk, subject="Another"))
    refused = approver.post(f"/cms/newsletters/{issue.pk}/approve/", {"version": 1}, follow=True)
    assert "It was changed while you read it" in words(refused.content)
    for nonsense in ("", "x", "9" * 30):
        approver.post(f"/cms/newsletters/{issue.pk}/approve/", {"version": nonsense})
    assert Mailing.objects.get().state == "draft"
    later = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    editor.post(f"/cms/newsletters/{issue.pk}/edit/", form(newsletter=news.pk, send_at=later))
    approver.post(f"/cms/newsletters/{issue.pk}/approve/", {"version": 3})
    assert Mailing.objects.get().state == "scheduled"
    assert editor.get(f"/cms/newsletters/{issue.pk}/edit/").status_code == 302
    editor.post(f"/cms/newsletters/{issue.pk}/call-off/")
    assert Mailing.objects.get().state == "called_off"


def test_a_moderator_puts_a_newsletter_on_offer_and_nobody_deletes_one(
    editor: Client, approver: Client
) -> None:
    values = {"name": "Pay news", "about": "Each claim.", "name_cy": "", "about_cy": "", "place": "10"}
    assert editor.get("/cms/newsletters/offers/new/").status_code == 302
    approver.post("/cms/newsletters/offers/new/", {**values, "is_offered": "on"})
    made = Newsletter.objects.get()
    assert (made.name, made.is_offered) == ("Pay news", True)
    assert Entry.objects.get().action == "newsletters.offer_changed"
    assert approver.post(f"/cms/newsletters/offers/delete/{made.pk}/").status_code == 302
    assert Newsletter.objects.count() == 1


def test_nobody_writes_over_words_of_an_offer_that_they_have_not_seen(
    approver: Client, news: Newsletter
) -> None:
    path, values = f"/cms/newsletters/offers/edit/{news.pk}/", {"name": news.name, "place": "10"}
    values["seen"] = seen(approver.get(path))
    Newsletter.objects.update(about="Each claim.")
    refused = approver.post(path, values | {"about": "Every month."})
    assert (refused.status_code, Newsletter.objects.get().about) == (200, "Each claim.")
    assert "Not saved yet: this was changed while you wrote." in refused.content.decode()


def test_the_list_says_what_is_on_offer_and_what_comes_with_petitions(
    approver: Client, news: Newsletter
) -> None:
    newsletter(name="Pay news", for_signers=True)
    newsletter(name="Past news", is_offered=False, for_signers=True)
    shown = approver.get("/cms/newsletters/offers/").content.decode()
    said = re.findall(r"<td[^>]*>\s*(yes|no|yes, with petitions)\s*</td>", shown)
    assert said == ["yes", "no", "yes, with petitions"]
