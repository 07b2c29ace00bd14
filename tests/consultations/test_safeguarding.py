"""Somebody may be at risk: who is told, what they see, and that no letter holds a word."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.models import Consultation, SafeguardingAdvice, SafeguardingMark
from campaigns.consultations.moderating import clear_safeguarding, mark_safeguarding
from campaigns.consultations.safeguarding import leads, waiting
from tests.consultations.canary import state_of_the_database, tables_with
from tests.consultations.factories import moderator, opened, reply, text_of
from union.accounts.models import User
from union.mail.models import Message
from union.mail.sending import send_due

SignIn = Callable[[User], Client]
URGENT = "There is a child at risk tonight, Quillemina said."
PAGE = "/cms/views/safeguarding/"


def lead(name: str) -> User:
    """Somebody who deals with safeguarding and moderates nothing."""
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="consultations", codename="see_safeguarding"),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    return user


def marked(consultation: Consultation, *, by: User, at: datetime, text: str = URGENT) -> SafeguardingMark:
    reply(consultation, at=at, change=text)
    answer = consultation.replies.latest("pk").answers.get(question="change")
    mark_safeguarding(answer, by=by, at=at)
    return SafeguardingMark.objects.get(answer=answer)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.mark.django_db(transaction=True)
def test_the_leads_get_a_letter_without_any_word_of_the_reply(now: datetime) -> None:
    sana, ada, bex = moderator("sana"), lead("ada"), lead("bex")
    marked(opened(now), by=sana, at=now)
    send_due(at=now)
    assert sorted(m.to[0] for m in mail.outbox) == [ada.email, bex.email]
    letter = mail.outbox[0]
    assert letter.subject == "Safeguarding: a reply waits for you"
    html = letter.alternatives[0][0]
    assert "Your workload" in letter.body
    assert PAGE in letter.body
    assert PAGE in html
    for word in ("Quillemina", "child", "tonight", "Sana"):
        assert word not in letter.body
        assert word not in html
    assert tables_with("Quillemina") == ["consultations_answer"]


@pytest.mark.django_db(transaction=True)
def test_a_mark_that_was_cleared_before_the_letter_left_needs_none(now: datetime) -> None:
    sana = moderator("sana")
    lead("ada")
    mark = marked(opened(now), by=sana, at=now)
    clear_safeguarding(mark.answer, note="A mistake.", by=sana, at=now)
    send_due(at=now)
    assert mail.outbox == []


@pytest.mark.django_db
def test_marked_twice_is_one_letter_and_marked_again_after_clearing_another(now: datetime) -> None:
    sana = moderator("sana")
    lead("ada")
    mark = marked(opened(now), by=sana, at=now)
    mark_safeguarding(mark.answer, by=sana, at=now + timedelta(minutes=1))
    assert Message.objects.count() == 1
    clear_safeguarding(mark.answer, note="Rang the council.", by=sana, at=now)
    mark_safeguarding(mark.answer, by=sana, at=now + timedelta(minutes=2))
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_where_nobody_reads_replies_the_administrators_are_told() -> None:
    ada = User.objects.create_superuser("ada@example.org", name="Ada Quill")
    User.objects.create_superuser("gone@example.org", is_active=False)
    assert list(leads()) == [ada]
    sana = moderator("sana")
    assert list(leads()) == [sana]


@pytest.mark.django_db
def test_where_nobody_is_lead_the_moderators_are_told() -> None:
    sana = moderator("sana")
    assert list(leads()) == [sana]
    ada = lead("ada")
    assert list(leads()) == [ada]
    ada.is_active = False
    ada.save(update_fields=["is_active"])
    assert list(leads()) == [sana]


@pytest.mark.django_db
def test_the_oldest_mark_comes_first_and_a_withdrawn_reply_leaves(now: datetime) -> None:
    consultation, sana = opened(now), moderator("sana")
    code = reply(consultation, at=now, change="Second.")
    second = consultation.replies.latest("pk").answers.get(question="change")
    first = marked(consultation, by=sana, at=now - timedelta(hours=2))
    mark_safeguarding(second, by=sana, at=now)
    assert [mark.answer_id for mark in waiting()] == [first.answer_id, second.pk]
    withdraw_reply(code, at=now)
    assert [mark.answer_id for mark in waiting()] == [first.answer_id]


@pytest.mark.django_db
def test_ada_reads_what_is_marked_and_clears_it_with_a_note(sign_in: SignIn, now: datetime) -> None:
    consultation, ada = opened(now), lead("ada")
    mark = marked(consultation, by=moderator("sana"), at=now)
    desk = sign_in(ada)
    shown = desk.get(PAGE)
    before = state_of_the_database()
    page = desk.get(PAGE).content.decode()
    assert state_of_the_database() == before
    assert "no-store" in shown["Cache-Control"]
    assert URGENT in page
    assert "marked by Sana" in page
    assert "call 999" in page
    where = f"/cms/views/answers/{mark.answer_id}/cleared/"
    refused = desk.post(where, {f"{mark.pk}-note": ""}).content.decode()
    assert "Write down what was done, or why nothing had to be." in refused
    assert SafeguardingMark.objects.get().cleared_at is None
    assert desk.get(where).status_code == 405
    page = desk.post(where, {f"{mark.pk}-note": "Rang the council at 5."}, follow=True).content.decode()
    assert "Nothing waits" in page
    assert SafeguardingMark.objects.values_list("cleared_by", "note").get() == (
        ada.pk,
        "Rang the council at 5.",
    )
    pressed_twice = desk.post(where, {f"{mark.pk}-note": "Rang the council at 5."})
    assert (pressed_twice.status_code, pressed_twice["Location"]) == (302, PAGE)


@pytest.mark.django_db
def test_of_two_leads_the_second_is_told_and_gets_her_note_back(sign_in: SignIn, now: datetime) -> None:
    consultation, ada, bex = opened(now), lead("ada"), lead("bex")
    mark = marked(consultation, by=moderator("sana"), at=now)
    clear_safeguarding(mark.answer, note="Rang the council at 5.", by=ada, at=now)
    where, data = f"/cms/views/answers/{mark.answer_id}/cleared/", {f"{mark.pk}-note": "Told the branch."}
    told = sign_in(bex).post(where, data)
    page = told.content.decode()
    assert told.status_code == 409
    assert f"Ada cleared the mark on answer {mark.answer_id} before you" in page
    assert ("Rang the council at 5." in page, "Told the branch." in page) == (True, True)
    assert SafeguardingMark.objects.get().note == "Rang the council at 5."


@pytest.mark.django_db
def test_a_lead_whose_reply_was_taken_back_meanwhile_keeps_her_note(sign_in: SignIn, now: datetime) -> None:
    consultation, ada = opened(now), lead("ada")
    code = reply(consultation, at=now, change=URGENT)
    answer = text_of(consultation)
    mark_safeguarding(answer, by=moderator("sana"), at=now)
    number = SafeguardingMark.objects.get().pk
    withdraw_reply(code, at=now)
    told = sign_in(ada).post(f"/cms/views/answers/{answer.pk}/cleared/", {f"{number}-note": "Rang 999."})
    page = told.content.decode()
    assert (told.status_code, "The member took this reply back meanwhile" in page) == (409, True)
    assert ("Rang 999." in page, "somebody may still be at risk" in page) == (True, True)


@pytest.mark.django_db
def test_a_lead_sees_no_other_reply(sign_in: SignIn, now: datetime) -> None:
    consultation = opened(now)
    mark = marked(consultation, by=moderator("sana"), at=now)
    desk = sign_in(lead("ada"))
    others = ["", f"{consultation.pk}/", f"answers/{mark.answer_id}/", f"answers/{mark.answer_id}/history/"]
    assert [desk.get(f"/cms/views/{page}").status_code for page in others] == [404] * 4


@pytest.mark.django_db
def test_the_front_page_of_the_cms_counts_what_waits(sign_in: SignIn, now: datetime) -> None:
    consultation, sana, ada = opened(now), moderator("sana"), lead("ada")
    desks = [sign_in(ada), sign_in(sana)]
    assert "may be at risk now" not in desks[0].get("/cms/").content.decode()
    marked(consultation, by=sana, at=now)
    pages = [desk.get("/cms/").content.decode() for desk in desks]
    assert all("1 reply says that somebody may be at risk now" in page for page in pages)
    assert ["Members’ texts in" in page for page in pages] == [False, True]
    index = desks[1].get("/cms/views/").content.decode()
    assert "1 reply says that somebody may be at risk now." in index
    assert "<td><strong>1</strong></td>" in index


@pytest.mark.django_db
def test_what_to_do_is_in_the_unions_own_words(sign_in: SignIn, now: datetime) -> None:
    site = Site.objects.get(is_default_site=True)
    advice = SafeguardingAdvice.objects.create(
        site=site, what_to_do="Ring Bea on 01632 960 022.\n\nThen write a note."
    )
    assert advice.steps == ["Ring Bea on 01632 960 022.", "Then write a note."]
    page = sign_in(lead("ada")).get(PAGE).content.decode()
    assert "<li>Ring Bea on 01632 960 022.</li>" in page
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    assert "Ring Bea" in (
        admin.get("/cms/settings/consultations/safeguardingadvice/", follow=True).content.decode()
    )


@pytest.mark.django_db
def test_a_text_that_sounds_urgent_is_to_be_read_first(sign_in: SignIn, now: datetime) -> None:
    consultation = opened(now)
    reply(consultation, at=now, change=URGENT)
    page = sign_in(moderator("sana")).get(f"/cms/views/answers/{text_of(consultation).pk}/").content.decode()
    assert "Read this one first:" in page
    assert "“risk tonight”" in page
    assert SafeguardingMark.objects.count() == 0
