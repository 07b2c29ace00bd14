"""Kit builds a consultation in the CMS; for others there is no such page."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from campaigns.consultations.drafting import as_drafted, change_consultation, change_question
from campaigns.consultations.models import Consultation, Question, Section
from campaigns.consultations.opening import close_consultation, edition
from tests.conftest import SignIn
from tests.consultations.building_scenes import address, drafter, send
from tests.consultations.canary import state_of_the_database
from tests.consultations.factories import CHANGE, draft, moderator, opened
from tests.once import told_once
from tests.rivals import taken_once_looked_for
from union.accounts.models import User
from union.members.models import Branch, Employer, Member, Region

pytestmark = pytest.mark.django_db
PAGES = [
    "new/",
    "{c}/build/",
    "{c}/build/words/",
    "{c}/build/audience/",
    "{c}/build/open/",
    "{c}/build/discard/",
    "{c}/build/sections/new/",
    "{c}/preview/",
    "{c}/preview/replies/",
    "sections/{s}/",
    "sections/{s}/remove/",
    "sections/{s}/questions/new/",
    *(f"sections/{{s}}/questions/new/{kind}/" for kind in Question.Kind.values),
    "questions/{q}/",
    "questions/{q}/remove/",
]
ACTS = [
    "{c}/build/again/",
    "sections/{s}/move/down/",
    "questions/{q}/move/down/",
]
WORDS = {
    "title": "Your workload this spring",
    "opens_on": "2026-03-02",
    "opens_time": "09:00",
    "closes_on": "2026-03-23",
    "closes_time": "12:00",
    "report_by": "2026-05-20",
}


@told_once
def workload(now: datetime) -> Consultation:
    return draft(now)


@told_once
def kit() -> User:
    return drafter()


@pytest.fixture
def desk(sign_in: SignIn, kit: User) -> Client:
    """Kit's browser."""
    return sign_in(kit)


@pytest.fixture
def nobody(sign_in: SignIn) -> Client:
    """Nell edits pages, and drafts nothing."""
    nell = User.objects.create_user("nell@example.org")
    nell.groups.add(Group.objects.get(name="Editors"))
    nell.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    return sign_in(nell)


# --- who may come in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_drafters_see_every_page_and_looking_changes_nothing(
    desk: Client, workload: Consultation, page: str
) -> None:
    desk.get("/cms/views/")
    before = state_of_the_database()
    shown = desk.get(address(page, workload))
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert state_of_the_database() == before


@pytest.mark.parametrize("page", ["", *PAGES])
def test_for_an_editor_without_the_permission_there_is_no_such_page(
    nobody: Client, workload: Consultation, page: str
) -> None:
    assert nobody.get(address(page, workload)).status_code == 404


@pytest.mark.parametrize("page", [*PAGES[1:], *ACTS])
def test_for_an_editor_without_the_permission_nothing_can_be_sent(
    nobody: Client, workload: Consultation, page: str
) -> None:
    before = state_of_the_database()
    assert nobody.post(address(page, workload), WORDS).status_code in {404, 405}
    assert state_of_the_database() == before


def test_a_moderator_reads_replies_and_drafts_nothing(sign_in: SignIn, workload: Consultation) -> None:
    sana = sign_in(moderator("sana"))
    assert "New consultation" not in sana.get("/cms/views/").content.decode()
    assert sana.get(address("{c}/build/", workload)).status_code == 404


def test_a_drafter_finds_the_way_in_and_reads_no_reply(desk: Client, workload: Consultation) -> None:
    front = desk.get("/cms/views/").content.decode()
    assert f'/cms/views/{workload.pk}/build/"' in front
    assert "Replies to read" not in front
    assert "Texts waiting" not in front
    assert "/cms/views/" in desk.get("/cms/").content.decode()
    assert desk.get(f"/cms/views/{workload.pk}/").status_code == 404


@pytest.mark.parametrize("page", ["{c}/build/words/", "{c}/build/open/", "sections/{s}/", "questions/{q}/"])
def test_what_is_open_has_no_pages_of_building(desk: Client, now: datetime, page: str) -> None:
    assert desk.get(address(page, opened(now))).status_code == 404


# --- words, dates, audience ---------------------------------------------------------------------------------


def test_a_title_is_enough_for_a_draft_and_its_page_says_what_is_missing(desk: Client) -> None:
    shown = desk.post("/cms/views/new/", WORDS, follow=True).content.decode()
    made = Consultation.objects.get()
    assert (made.slug, made.state, made.mode) == ("your-workload-this-spring", "draft", "public")
    assert timezone.localtime(made.closes).isoformat() == "2026-03-23T12:00:00+00:00"
    for missing in ["Write what it is for.", "Write how quotes are signed.", "Add at least one question"]:
        assert missing in shown
    assert "Open it …" not in shown


def test_a_second_consultation_of_the_same_title_has_an_address_of_its_own(desk: Client) -> None:
    for _ in range(2):
        desk.post("/cms/views/new/", WORDS)
    assert sorted(Consultation.objects.values_list("slug", flat=True)) == [
        "your-workload-this-spring",
        "your-workload-this-spring-2",
    ]


def test_the_form_comes_back_where_somebody_takes_the_address_meanwhile(desk: Client, now: datetime) -> None:
    with taken_once_looked_for("our-week", lambda: draft(now, slug="our-week")):
        page = desk.post("/cms/views/new/", {**WORDS, "slug": "our-week"})
    assert page.status_code == 422
    assert "Another consultation has this address: choose another." in page.content.decode()
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Give it a title: the rest can wait."),
        ("slug", "workload", "Another consultation has this address: choose another."),
        ("slug", "two words", "Use small letters, digits and hyphens only."),
        ("closes_on", "2026-03-01", "Choose a close that is after the opening."),
        ("closes_on", "soon", "Enter a day such as 25/03/2026."),
        ("report_by", "2026-03-22", "Choose a day that is not before the close."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    desk: Client, workload: Consultation, field: str, value: str, sentence: str
) -> None:
    shown = desk.post("/cms/views/new/", {**WORDS, "purpose": "To hear from you.", field: value})
    assert shown.status_code == 422
    assert sentence in shown.content.decode()
    assert "To hear from you." in shown.content.decode()
    assert Consultation.objects.count() == 1


def test_ticking_welsh_brings_the_boxes_for_it_and_the_checks_name_each_word(
    desk: Client, workload: Consultation
) -> None:
    said = {**WORDS, "purpose": "To hear.", "in_welsh": "on"}
    shown = send(desk, "{c}/build/words/", workload, **said)
    assert 'name="purpose_cy"' in shown
    shown = send(desk, "{c}/build/words/", workload, **said, title_cy="Eich llwyth gwaith")
    assert "Write what it is for in Welsh." in shown
    assert "Write the answer “Not sure” in Welsh." in shown
    assert "Write the title in Welsh." not in shown
    section = workload.sections.get(title="Change")
    assert re.search(f'“Change” in Welsh. <a href="/cms/views/sections/{section.pk}/">', shown)
    workload.refresh_from_db()
    assert workload.title_cy == "Eich llwyth gwaith"


def test_the_audience_says_how_many_members_it_is(desk: Client, workload: Consultation) -> None:
    north, south = (Region.objects.create(code=code, name=f"Far {code}") for code in ("XN", "XS"))
    for number, region in enumerate([north, north, south]):
        branch, _ = Branch.objects.get_or_create(
            code=f"{region.code}-1", defaults={"name": f"{region.name} Local", "region": region}
        )
        day = timezone.localdate()
        Member.objects.create(number=str(number), name=f"Person {number}", branch=branch, joined=day)
    Member.objects.filter(number="2").update(status="retired")
    Consultation.objects.update(mode="confidential")
    everybody = send(desk, "{c}/build/audience/", workload, mode="confidential", count="yes")
    assert "<strong>2 members</strong>" in everybody
    shown = send(desk, "{c}/build/audience/", workload, mode="confidential", regions=[south.pk])
    assert "<strong>0</strong>, as the roll stands now" in shown
    assert list(workload.regions.all()) == [south]


def test_so_many_employers_are_named_and_not_ticked(desk: Client, workload: Consultation) -> None:
    rows = Employer.objects.bulk_create(Employer(name=f"Borough {n:03} Council") for n in range(101))
    shown = desk.get(address("{c}/build/audience/", workload)).content.decode()
    assert ("Borough 007 Council" in shown, 'textarea name="employers"' in shown) == (False, True)
    shown = send(desk, "{c}/build/audience/", workload, mode="confidential", employers="Quarn")
    assert "“Quarn” is not on the roll." in shown
    seen = re.search('name="seen" value="(.+?)"', shown)
    assert seen
    names = "BOROUGH 100 council\r\nBorough 007 Council"
    shown = send(
        desk, "{c}/build/audience/", workload, mode="confidential", employers=names, seen=seen.group(1)
    )
    assert "Employer: Borough 007 Council, Borough 100 Council" in shown
    assert list(workload.employers.all()) == [rows[7], rows[100]]
    shown = send(desk, "{c}/build/audience/", workload, mode="confidential", seen=seen.group(1))
    assert "Borough 007 Council, Borough 100 Council" in shown
    assert workload.employers.count() == 2


def test_each_mode_that_is_offered_says_what_it_means(desk: Client, workload: Consultation) -> None:
    shown = desk.get(address("{c}/build/audience/", workload)).content.decode()
    assert "Nothing ties a reply to a person." in shown


# --- preview ------------------------------------------------------------------------------------------------


def test_the_preview_draws_each_question_as_members_see_it(desk: Client, workload: Consultation) -> None:
    workload.questions.filter(key="change").update(only_if="worried", only_if_answers=["yes", "unsure"])
    shown = desk.get(address("{c}/preview/", workload)).content.decode()
    assert shown.count('type="radio"') == 3
    assert "How many cases do you hold?" in shown
    assert "asked after “Yes” or “Not sure” to “Did you go home worried?”" in shown
    assert "csrfmiddlewaretoken" not in shown
    assert "<button" not in shown


def test_the_preview_has_one_title_and_a_heading_for_each_question(
    desk: Client, workload: Consultation
) -> None:
    shown = desk.get(address("{c}/preview/", workload)).content.decode()
    titles, questions = shown.count("<h1"), shown.count('<article class="preview"')
    assert (titles, f"<h1>Preview: {workload.title}</h1>" in shown) == (1, True)
    assert shown.partition('id="consents"')[0].count("<h2") == questions + 1 > 2


def test_the_preview_says_which_permissions_are_asked_for(desk: Client, workload: Consultation) -> None:
    shown = desk.get(address("{c}/preview/", workload)).content.decode()
    assert "You may quote my words to the press and to Parliament" in shown


def test_the_preview_in_welsh_shows_the_welsh_words(desk: Client, workload: Consultation) -> None:
    Consultation.objects.update(in_welsh=True)
    workload.questions.filter(key="change").update(label_cy="Beth fyddech chi'n ei newid?")
    shown = desk.get(address("{c}/preview/?in=welsh", workload)).content.decode()
    assert "Beth fyddech chi&#x27;n ei newid?" in shown


def test_twenty_invented_replies_make_tables_and_are_stored_nowhere(
    desk: Client, workload: Consultation
) -> None:
    before = state_of_the_database()
    shown = desk.get(address("{c}/preview/replies/", workload)).content.decode()
    assert len(re.findall("Invented reply [0-9]+", shown)) == 20
    assert "(20 answered)" in shown
    assert "Average" in shown
    assert state_of_the_database() == before


# --- opening and after --------------------------------------------------------------------------------------


def test_opening_asks_first_and_says_what_freezes(desk: Client, workload: Consultation) -> None:
    shown = desk.get(address("{c}/build/open/", workload)).content.decode()
    assert "3 questions with their answers" in shown
    assert "Nobody is written to" in shown
    shown = send(desk, "{c}/build/open/", workload)
    assert "The questions were frozen when it opened." in shown
    workload.refresh_from_db()
    assert workload.state == "open"


def test_what_freezes_is_what_somebody_has_read(
    desk: Client, workload: Consultation, kit: User, now: datetime
) -> None:
    where = address("{c}/build/open/", workload)
    seen = desk.get(where).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    question = workload.questions.get(key="change")
    asked = replace(CHANGE, label="What would you abolish?")
    change_question(question, asked, by=kit, at=now)
    told = desk.post(where, {"seen": seen}, follow=True).content.decode()
    workload.refresh_from_db()
    assert ("Nothing is open yet: the draft was changed while you looked at it." in told, workload.state) == (
        True,
        "draft",
    )
    for words in ({"purpose": "Other words."}, {"sectors": ["Health"]}, {"mode": "named"}):
        before = edition(workload)
        change_consultation(workload, words=words, by=kit, at=now)
        workload.refresh_from_db()
        assert edition(workload) != before
    change_consultation(workload, words={"mode": "public"}, by=kit, at=now)
    seen = desk.get(where).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    for _pressed_twice in range(2):
        shown = desk.post(where, {"seen": seen}, follow=True).content.decode()
        assert "The questions were frozen when it opened." in shown


def seen_on(page: HttpResponse) -> str:
    return page.content.decode().partition('name="seen" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("page", "first", "second", "both", "stands"),
    [
        (
            "{c}/build/words/",
            {**WORDS, "purpose": "We ask.\r\nAll of you."},
            {**WORDS, "purpose": "Tell us more."},
            ("<dd>We ask.<br>All of you.</dd>", "<dd>Tell us more.</dd>"),
            {"purpose": "We ask.\r\nAll of you.", "title": "Your workload this spring"},
        ),
        (
            "{c}/build/audience/",
            {"mode": "named"},
            {"mode": "confidential"},
            ("<dd>Members, by name</dd>", "<dd>Members, known to the union only</dd>"),
            {"mode": "named"},
        ),
        (
            "sections/{s}/",
            {"title": "Your day"},
            {"title": "Your month"},
            ("<dd>Your day</dd>", "<dd>Your month</dd>"),
            {"sections__title": "Your day"},
        ),
    ],
)
def test_of_two_who_write_on_a_draft_the_second_reads_both_and_loses_nothing(
    desk: Client,
    workload: Consultation,
    page: str,
    first: dict[str, str],
    second: dict[str, str],
    both: tuple[str, str],
    stands: dict[str, str],
) -> None:
    where = address(page, workload)
    seen = seen_on(desk.get(where))
    assert desk.post(where, {**first, "seen": seen}).status_code == 302
    late = desk.post(where, {**second, "seen": seen})
    shown = late.content.decode()
    assert (late.status_code, [words in shown for words in both]) == (409, [True, True])
    assert "Save again to put yours in its place" in shown
    assert Consultation.objects.filter(pk=workload.pk, **stands).exists()
    assert desk.post(where, {**first, "seen": seen}).status_code == 302  # pressed twice
    assert desk.post(where, {**second, "seen": seen_on(late)}).status_code == 302
    assert not Consultation.objects.filter(pk=workload.pk, **stands).exists()
    Consultation.objects.filter(pk=workload.pk).delete()
    if "words" in page:
        told = desk.post(where, {**second, "seen": seen}, follow=True).content.decode()
        assert "You wrote: Your workload this spring / Tell us more." in told


def test_a_fault_blocks_the_opening_and_is_said(desk: Client, workload: Consultation) -> None:
    workload.questions.get(key="worried").options.all().delete()
    page = desk.get(address("{c}/build/open/", workload)).content.decode()
    assert "It cannot open yet" in page
    shown = send(desk, "{c}/build/open/", workload)
    assert "Give “Did you go home worried?” at least two answers to choose from." in shown
    workload.refresh_from_db()
    assert workload.state == "draft"


def test_more_time_is_given_with_a_reason_that_members_read(desk: Client, now: datetime) -> None:
    consultation = opened(now)
    day = timezone.localdate(now) + timedelta(days=8)
    data = {"closes_on": day.isoformat(), "closes_time": "12:00", "reason": ""}
    assert "Write the reason in a sentence" in send(desk, "{c}/build/extend/", consultation, **data)
    early = {**data, "closes_on": timezone.localdate(now).isoformat(), "reason": "So."}
    assert "Choose a time after the present close." in send(desk, "{c}/build/extend/", consultation, **early)
    skipped = {"closes_on": "2030-03-31", "closes_time": "01:30", "reason": "So."}
    assert "clocks go forward over 01:30" in send(desk, "{c}/build/extend/", consultation, **skipped)
    seen = seen_on(desk.get(address("{c}/build/extend/", consultation)))
    send(desk, "{c}/build/extend/", consultation, **{**data, "reason": "Half of the post came late."})
    longer = {
        **data,
        "closes_on": (day + timedelta(days=1)).isoformat(),
        "reason": "It rained.",
        "seen": seen,
    }
    late = send(desk, "{c}/build/extend/", consultation, **longer)
    assert ("<dd>Half of the post came late.</dd>" in late, "<dd>It rained.</dd>" in late) == (True, True)
    assert "Half of the post came late." in Client().get(consultation.get_absolute_url()).content.decode()


def test_closing_early_asks_first(desk: Client, now: datetime) -> None:
    consultation = opened(now)
    assert "Leave it open" in desk.get(address("{c}/build/close/", consultation)).content.decode()
    assert "It is closed." in send(desk, "{c}/build/close/", consultation)
    consultation.refresh_from_db()
    assert consultation.state == "closed"
    assert desk.get(address("{c}/build/close/", consultation)).status_code == 404


def test_asking_again_takes_two_clicks_and_an_opening(desk: Client, now: datetime) -> None:
    consultation = opened(now)
    close_consultation(consultation, by=None, at=now)
    assert "Ask again" in desk.get(address("{c}/build/", consultation)).content.decode()
    shown = send(desk, "{c}/build/again/", consultation)
    wave = consultation.next_wave
    assert "Nothing is missing." in shown
    assert as_drafted(wave) == as_drafted(consultation)
    shown = send(desk, "{c}/build/open/", wave)
    wave.refresh_from_db()
    assert wave.state == "open"
    assert "there is no next wave" not in shown
    assert "is there already" in send(desk, "{c}/build/again/", consultation)


def test_a_draft_is_deleted_after_a_question(desk: Client, workload: Consultation) -> None:
    assert "with its 3 questions" in desk.get(address("{c}/build/discard/", workload)).content.decode()
    assert "is deleted" in send(desk, "{c}/build/discard/", workload)
    assert [Consultation.objects.count(), Section.objects.count()] == [0, 0]
