"""Somebody may be at risk: who is told, what they see, and that no letter holds a word."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from campaigns.consultations.answering import save_answer, withdraw_reply
from campaigns.consultations.concerns import clear_kept
from campaigns.consultations.keying import delete_reply, key_reply, make_batch
from campaigns.consultations.letting_go import forget_replies
from campaigns.consultations.mine import collect, erase
from campaigns.consultations.models import Answer, Consultation, SafeguardingAdvice, SafeguardingMark
from campaigns.consultations.moderating import clear_safeguarding, mark_safeguarding
from campaigns.consultations.naming import name_beside
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.reading import with_work
from campaigns.consultations.safeguarding import leads, waiting
from tests.conftest import SignIn
from tests.consultations.canary import state_of_the_database, tables_with
from tests.consultations.factories import moderator, opened, reply, text_of
from tests.consultations.members import ROWAN, a_branch, answered, place_of, put_to_members
from union.accounts.models import User
from union.mail.models import Message
from union.mail.sending import send_due

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
    consultation = opened(now)
    mark, _stands = (marked(consultation, by=sana, at=now) for _ in range(2))
    clear_safeguarding(mark.answer, note="A mistake.", by=sana, at=now)
    send_due(at=now)
    assert len(mail.outbox) == 1


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
def test_the_oldest_mark_comes_first_and_that_of_a_withdrawn_reply_stays(now: datetime) -> None:
    consultation, sana = opened(now), moderator("sana")
    code = reply(consultation, at=now, change="Second.")
    second = consultation.replies.latest("pk").answers.get(question="change")
    first = marked(consultation, by=sana, at=now - timedelta(hours=2))
    mark_safeguarding(second, by=sana, at=now)
    assert [mark.answer_id for mark in waiting()] == [first.answer_id, second.pk]
    withdraw_reply(code, at=now)
    assert [(mark.answer_id, mark.words, mark.gone) for mark in waiting()] == [
        (first.answer_id, URGENT, ""),
        (None, "Second.", "withdrawn"),
    ]


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
    where = f"/cms/views/safeguarding/{mark.pk}/cleared/"
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
    where, data = f"/cms/views/safeguarding/{mark.pk}/cleared/", {f"{mark.pk}-note": "Told the branch."}
    told = sign_in(bex).post(where, data)
    page = told.content.decode()
    assert told.status_code == 409
    assert "Ada cleared this mark before you" in page
    assert ("Rang the council at 5." in page, "Told the branch." in page) == (True, True)
    assert SafeguardingMark.objects.get().note == "Rang the council at 5."


@pytest.mark.django_db(transaction=True)
def test_a_concern_outlives_the_reply_and_its_words_go_once_it_is_dealt_with(
    sign_in: SignIn, now: datetime
) -> None:
    consultation, ada = opened(now), lead("ada")
    code = reply(consultation, at=now, change=URGENT)
    mark_safeguarding(text_of(consultation), by=moderator("sana"), at=now)
    desk, number = sign_in(ada), SafeguardingMark.objects.get().pk
    page = desk.get(PAGE).content.decode()
    withdraw_reply(code, at=now)
    assert Answer.objects.count() == 0
    assert tables_with("Quillemina") == ["consultations_safeguardingmark"]
    send_due(at=now)
    assert [letter.to for letter in mail.outbox] == [[ada.email]]
    where = f"{PAGE}{number}/cleared/"
    assert where in page  # as it was drawn before the reply was withdrawn
    now_shown = desk.get(PAGE).content.decode()
    assert ("The member withdrew the reply after it was marked." in now_shown, URGENT in now_shown) == (
        True,
        True,
    )
    refused = desk.post(where, {f"{number}-note": " "}).content.decode()
    assert "Write down what was done, or why nothing had to be." in refused
    desk.post(where, {f"{number}-note": "Rang the council at 5."})
    assert SafeguardingMark.objects.values_list("cleared_by", "note", "kept_words").get() == (
        ada.pk,
        "Rang the council at 5.",
        "",
    )
    assert tables_with("Quillemina") == []
    assert "Nothing waits" in desk.get(PAGE).content.decode()
    pressed_twice = desk.post(where, {f"{number}-note": "Rang the council at 5."})
    assert (pressed_twice.status_code, pressed_twice["Location"]) == (302, PAGE)
    too_late = desk.post(where, {f"{number}-note": "Told the branch."})
    assert (too_late.status_code, "Ada cleared this mark before you" in too_late.content.decode()) == (
        409,
        True,
    )


@pytest.mark.django_db
def test_the_note_on_a_concern_without_a_reply_goes_a_year_after_the_close(now: datetime) -> None:
    consultation, sana = opened(now), moderator("sana")
    codes = [reply(consultation, at=now, change=words) for words in (URGENT, "She is not safe tonight.")]
    for answer in Answer.objects.filter(question="change"):
        mark_safeguarding(answer, by=sana, at=now)
    for code in codes:
        withdraw_reply(code, at=now)
    clear_kept(waiting()[0], note="Rang the council.", by=sana, at=now)
    close_consultation(consultation, by=None, at=now)
    forget_replies(at=now + timedelta(days=364), dry_run=False)
    assert SafeguardingMark.objects.count() == 2
    forget_replies(at=now + timedelta(days=365), dry_run=True)
    assert SafeguardingMark.objects.count() == 2
    forget_replies(at=now + timedelta(days=365), dry_run=False)
    assert [mark.words for mark in SafeguardingMark.objects.all()] == ["She is not safe tonight."]


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["All is well.", ""])
def test_a_text_that_is_changed_or_emptied_leaves_the_words_that_were_marked(
    now: datetime, other: str
) -> None:
    consultation, sana = opened(now), moderator("sana")
    code = reply(consultation, at=now, change=URGENT)
    mark_safeguarding(text_of(consultation), by=sana, at=now)
    save_answer(code, question="change", value=other, at=now)
    assert [(mark.words, mark.gone, mark.question) for mark in waiting()] == [
        (URGENT, "changed", "What would you change?")
    ]
    left = Answer.objects.filter(question="change")
    assert [(text.value, text.moderation) for text in left] == ([(other, "unread")] if other else [])
    with CaptureQueriesContext(connection) as asked:
        assert with_work()[0].at_risk == 1
    lists = [query["sql"] for query in asked if '"already_decided"' in query["sql"]]
    assert [sql.count("SELECT") for sql in lists] == [1]  # nothing is counted for each of eighty by itself


@pytest.mark.django_db
def test_a_mark_that_was_cleared_goes_with_its_text(now: datetime) -> None:
    consultation, sana = opened(now), moderator("sana")
    code = reply(consultation, at=now, change=URGENT)
    mark_safeguarding(text_of(consultation), by=sana, at=now)
    clear_safeguarding(text_of(consultation), note="It was a film.", by=sana, at=now)
    withdraw_reply(code, at=now)
    assert SafeguardingMark.objects.count() == 0


@pytest.mark.django_db
def test_a_known_member_is_named_beside_it_until_everything_is_erased(now: datetime) -> None:
    consultation = put_to_members(now, mode="confidential", branch=a_branch(members=1))
    place = place_of(consultation)
    code = answered(place, at=now, change=URGENT)
    mark_safeguarding(text_of(consultation), by=moderator("sana"), at=now)
    withdraw_reply(code, at=now)
    assert name_beside(waiting()[0]) == "Rowan 1 Ashby (NW-001-00001)"
    held = collect(ROWAN)["consultations"][0]
    assert held["kept_while_somebody_may_be_at_risk"] == [URGENT]
    erase(ROWAN, at=now)
    mark = waiting()[0]
    assert (mark.words, mark.place_id, name_beside(mark)) == (URGENT, None, "")


@pytest.mark.django_db
def test_what_is_erased_at_once_leaves_the_concern_without_a_name(now: datetime) -> None:
    consultation = put_to_members(now, mode="named", branch=a_branch(members=1))
    answered(place_of(consultation), at=now, change=URGENT)
    mark_safeguarding(text_of(consultation), by=moderator("sana"), at=now)
    erase(ROWAN, at=now)
    assert [(mark.words, mark.gone, mark.place_id) for mark in waiting()] == [(URGENT, "erased", None)]


@pytest.mark.django_db
def test_a_concern_on_a_form_that_is_deleted_stays(now: datetime) -> None:
    consultation, sana = opened(now), moderator("sana")
    batch = make_batch(consultation, channel="paper", forms=3, by=sana, at=now)
    keyed = key_reply(
        batch, number=1, answers={"worried": "yes", "change": URGENT}, consents=(), by=sana, at=now
    )
    mark_safeguarding(text_of(consultation), by=sana, at=now)
    delete_reply(keyed, by=sana, at=now)
    assert [(mark.words, mark.gone) for mark in waiting()] == [(URGENT, "taken_out")]


@pytest.mark.django_db
def test_who_withdraws_reads_first_what_is_kept(client: Client, now: datetime) -> None:
    consultation = opened(now)
    code = reply(consultation, at=now, change=URGENT)
    client.post(f"/views/{consultation.slug}/return/", {"code": code})
    page = client.get(f"/views/{consultation.slug}/withdraw/").content.decode()
    assert "its words stay with the safeguarding leads until they have dealt with it" in page


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
    assert '<td class="number"><strong>1</strong></td>' in index


@pytest.mark.django_db
def test_what_to_do_is_in_the_unions_own_words_and_nobody_writes_over_what_they_have_not_seen(
    sign_in: SignIn,
) -> None:
    site = Site.objects.get(is_default_site=True)
    advice = SafeguardingAdvice.objects.create(
        site=site, what_to_do="Ring Bea on 01632 960 022.\n\nThen write a note."
    )
    assert advice.steps == ["Ring Bea on 01632 960 022.", "Then write a note."]
    page = sign_in(lead("ada")).get(PAGE).content.decode()
    assert "<li>Ring Bea on 01632 960 022.</li>" in page
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    settings = f"/cms/settings/consultations/safeguardingadvice/{site.pk}/"
    opened = admin.get(settings).content.decode()
    assert "Ring Bea" in opened
    seen = opened.partition('name="seen" value="')[2].partition('"')[0]
    seen_since = ""
    for ring, kept in [("Ash", "Ash"), ("Cai", "Ash"), ("Ash", "Ash")]:
        page = admin.post(settings, {"what_to_do": f"Ring {ring}.", "seen": seen}).content.decode()
        assert SafeguardingAdvice.objects.get().steps == [f"Ring {kept}."]
        both = ("By now it says: “Ring Ash.” Take" in page, "Ring Cai.</textarea>" in page)
        assert both == (ring == "Cai",) * 2
        seen_since = page.partition('name="seen" value="')[2].partition('"')[0] or seen_since
    admin.post(settings, {"what_to_do": "Ring Cai.", "seen": seen_since})
    assert SafeguardingAdvice.objects.get().steps == ["Ring Cai."]


@pytest.mark.django_db
def test_a_text_that_sounds_urgent_is_to_be_read_first(sign_in: SignIn, now: datetime) -> None:
    consultation = opened(now)
    reply(consultation, at=now, change=URGENT)
    page = sign_in(moderator("sana")).get(f"/cms/views/answers/{text_of(consultation).pk}/").content.decode()
    assert "Read this one first:" in page
    assert "“risk tonight”" in page
    assert SafeguardingMark.objects.count() == 0
