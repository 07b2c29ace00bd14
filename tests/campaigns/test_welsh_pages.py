"""Pages in two languages: each at its own address, and none meant for Wales without its Welsh side."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Locale, Page
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from campaigns.branches import BranchPage
from campaigns.models import CampaignPage, HomePage, PetitionPage, PlanPage, PressReleasePage, ResultPage
from petitions.models import Petition
from tests.campaigns.publishing import REASON, in_welsh, newest, want_only
from tests.conftest import SignIn
from tests.petitions.factories import open_petition
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.pages.drawing import draw_due
from union.publishing.hurrying import publish_in_a_hurry
from union.publishing.planning import publish_due
from union.publishing.today import overdue
from union.publishing.translating import submit_translation
from union.publishing.welsh import SENTENCE, NeedsItsWelshSide

pytestmark = pytest.mark.django_db
KINDS = (ResultPage, PressReleasePage, PlanPage)


@pytest.fixture
def welsh(db: None) -> Locale:
    return Locale.objects.get(language_code="cy")


@pytest.fixture
def sana(db: None) -> User:
    """Sana Mirza approves what others wrote."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


def approve(page: Page, by: User) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, "approve")


def test_a_page_in_two_languages_leads_from_one_to_the_other(
    client: Client, plan: PlanPage, welsh: Locale
) -> None:
    in_welsh(plan, title="Tri phwynt", slug="cynllun")
    english = client.get("/safe-visits/plan/").content.decode()
    answer = client.get("/cy/safe-visits/cynllun/")
    assert (answer.status_code, answer["Content-Language"]) == (200, "cy")
    side = answer.content.decode()
    assert '<html lang="cy">' in side
    assert "<h1>Tri phwynt</h1>" in side
    for html in (english, side):
        assert '<link rel="alternate" hreflang="en-GB" href="http://testserver/safe-visits/plan/">' in html
        assert '<link rel="alternate" hreflang="cy" href="http://testserver/cy/safe-visits/cynllun/">' in html
    there = "/cy/safe-visits/cynllun/"
    assert f'<a href="{there}" lang="cy" hreflang="cy">Cymraeg</a>' in english
    assert '<a href="/safe-visits/plan/" lang="en-GB" hreflang="en-GB">English</a>' in side
    assert "Lawrlwytho" in side


def test_a_page_in_one_language_names_no_other(client: Client, plan: PlanPage) -> None:
    assert "hreflang" not in client.get("/safe-visits/plan/").content.decode()


def test_an_english_page_has_one_address(client: Client, plan: PlanPage) -> None:
    assert client.get("/cy/safe-visits/plan/")["Location"] == "/safe-visits/plan/"
    assert client.get("/cy/")["Location"] == "/"


def test_welsh_pages_live_beside_the_other_welsh_addresses(
    client: Client, plan: PlanPage, welsh: Locale, at: datetime
) -> None:
    petition = open_petition(at=at)
    in_welsh(plan)
    assert client.get("/cy/").status_code == 200
    assert client.get(f"/cy/petitions/{petition.slug}/").status_code == 200
    assert client.get("/cy/me/").status_code == 200


@pytest.mark.pdf
def test_the_leaflet_of_a_welsh_page_is_welsh(
    client: Client, plan: PlanPage, welsh: Locale, drawn_here: None
) -> None:
    want_only(in_welsh(plan, title="Tri phwynt"))
    draw_due(at=timezone.now())
    pdf = b"".join(client.get("/cy/safe-visits/plan/pdf/").streaming_content)
    reader = PdfReader(BytesIO(pdf))
    assert reader.root_object["/Lang"] == "cy"
    assert "Tri phwynt" in reader.pages[0].extract_text()


# --- what is meant for Wales


def test_a_page_meant_for_wales_waits_for_its_welsh_side(
    plan: PlanPage, welsh: Locale, kit: User, sana: User, at: datetime, sign_in: SignIn
) -> None:
    plan.title, plan.for_wales = "Four points", True
    plan.save_revision(user=kit)
    plan.get_workflow().start(plan, kit)
    state = plan.current_workflow_task_state
    assert [name for name, _, _ in state.task.specific.get_actions(plan, sana)] == ["reject"]
    approve(plan, sana)
    with pytest.raises(NeedsItsWelshSide, match=SENTENCE):
        state.approve(user=sana)
    with pytest.raises(NeedsItsWelshSide):
        publish_in_a_hurry(plan, read=newest(plan), reason=REASON, by=kit, at=at)
    assert Page.objects.get(pk=plan.pk).title == "Three points"
    seen = sign_in(sana).get(f"/cms/pages/{plan.pk}/edit/").content.decode()
    assert SENTENCE in seen
    assert f'href="/cms/localize/submit/page/{plan.pk}/">Translate this page into Welsh</a>' in seen
    in_welsh(plan)
    approve(PlanPage.objects.get(pk=plan.pk), sana)
    assert Page.objects.get(pk=plan.pk).title == "Four points"


def test_a_hurry_is_told_what_is_missing(plan: PlanPage, kit: User, sign_in: SignIn) -> None:
    plan.for_wales = True
    plan.save_revision(user=kit)
    answer = sign_in(kit).post(f"/cms/pages/{plan.pk}/hurry/", {"reason": REASON, "read": newest(plan)})
    assert SENTENCE in answer.content.decode()


def both_planned(plan: PlanPage, welsh: Locale, *, kit: User, at: datetime) -> Page:
    """The plan and its Welsh side, which is returned, are to go live at the same time a day later."""
    plan.unpublish()
    plan = PlanPage.objects.get(pk=plan.pk)
    plan.for_wales, plan.go_live_at = True, (at + timedelta(days=1)).replace(microsecond=0)
    plan.save_revision(user=kit)
    side: Page = plan.copy_for_translation(welsh, copy_parents=True)
    side.go_live_at = plan.go_live_at
    side.save_revision(user=kit).publish()
    publish_in_a_hurry(PlanPage.objects.get(pk=plan.pk), read=newest(plan), reason=REASON, by=kit, at=at)
    return side


def test_both_sides_may_be_planned_for_the_same_time(
    plan: PlanPage, welsh: Locale, kit: User, at: datetime
) -> None:
    both_planned(plan, welsh, kit=kit, at=at)
    assert PlanPage.objects.get(pk=plan.pk).approved_schedule


def test_a_page_whose_welsh_side_lost_its_time_waits_for_it(
    plan: PlanPage, welsh: Locale, kit: User, at: datetime
) -> None:
    """Both were planned; then somebody took the time of the Welsh one away."""
    side = both_planned(plan, welsh, kit=kit, at=at)
    side.revisions.update(approved_go_live_at=None)
    then = side.go_live_at + timedelta(minutes=10)
    with time_machine.travel(then, tick=False):
        assert publish_due(at=then) == 0
        assert [line.sentence.partition(": ")[2] for line in overdue(kit, at=then)] == [SENTENCE]
        side.revisions.filter(pk=side.revisions.latest("pk").pk).update(approved_go_live_at=side.go_live_at)
        assert (publish_due(at=then), overdue(kit, at=then)) == (2, [])


@pytest.mark.parametrize(("welsh_name", "waits"), [("Cymru", True), ("", False)])
def test_every_page_of_a_welsh_branch_is_meant_for_wales(
    plan: PlanPage, kit: User, at: datetime, welsh_name: str, waits: bool
) -> None:
    region = Region.objects.create(code="WA", name="Wales", name_cy=welsh_name)
    branch = Branch.objects.create(code="WA-001", name="Harbour branch", region=region)
    page = HomePage.objects.get().add_child(
        instance=BranchPage(title="Harbour branch", slug="harbour", branch=branch, live=False)
    )
    news = page.add_child(instance=CampaignPage(title="News", slug="news", demand="News.", live=False))
    if waits:
        with pytest.raises(NeedsItsWelshSide):
            publish_in_a_hurry(news, read=newest(news), reason=REASON, by=kit, at=at)
    else:
        publish_in_a_hurry(news, read=newest(news), reason=REASON, by=kit, at=at)
    assert Page.objects.get(pk=news.pk).live is not waits


# --- the translator


def translated(plan: PlanPage, welsh: Locale, kit: User, **words: str) -> Translation:
    """A translation as an editor makes it: begun, and some strings written."""
    translate_object(plan, [welsh], user=kit)
    translation = Translation.objects.get(source__object_id=plan.translation_key)
    write(translation, words)
    return translation


def write(translation: Translation, words: dict[str, str]) -> None:
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        if segment.string.data in words:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                defaults={"data": words[segment.string.data]},
            )


def test_points_are_translated_and_keep_their_numbers(
    client: Client, plan: PlanPage, welsh: Locale, kit: User, sana: User
) -> None:
    translated(plan, welsh, kit, **{"Three points": "Tri phwynt", "Go in twos": "Ewch bob yn ddau"})
    side = PlanPage.objects.get(locale=welsh)
    above = Page.objects.ancestor_of(side, inclusive=True).filter(depth__gt=1)
    assert list(above.values_list("slug", "live", "alias_of")) == [
        ("front-cy", False, None),
        ("safe-visits", False, None),
        ("plan", False, None),
    ]
    submit_translation(side, by=kit)
    approve(PlanPage.objects.get(pk=side.pk), kit)
    assert PlanPage.objects.get(pk=side.pk).live is False
    approve(PlanPage.objects.get(pk=side.pk), sana)
    side = PlanPage.objects.get(pk=side.pk)
    assert (side.live, side.title) == (True, "Tri phwynt")
    assert list(side.points.values_list("number", "title")) == [
        (1, "Ewch bob yn ddau"),
        (2, "Fill the posts"),
        (3, "Cut the forms"),
    ]
    assert "<h1>Tri phwynt</h1>" in client.get("/cy/safe-visits/plan/").content.decode()
    assert client.get("/cy/")["Location"] == "/"


def test_new_words_of_a_live_translation_wait_for_approval(
    plan: PlanPage,
    welsh: Locale,
    kit: User,
    sana: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    translation = translated(plan, welsh, kit, **{"Three points": "Tri phwynt"})
    side = PlanPage.objects.get(locale=welsh)
    submit_translation(side, by=kit)
    approve(PlanPage.objects.get(pk=side.pk), sana)
    write(translation, {"Three points": "Tri phwynt newydd"})
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(user=kit, publish=True)
    side = PlanPage.objects.get(pk=side.pk)
    assert (side.live, side.title, side.has_unpublished_changes) == (True, "Tri phwynt", True)
    assert side.get_latest_revision_as_object().title == "Tri phwynt newydd"


def test_new_words_take_away_no_approval(
    plan: PlanPage, welsh: Locale, kit: User, sana: User, at: datetime
) -> None:
    """While the Welsh plan waits for approval, or for its time, the translation goes on."""
    translation = translated(plan, welsh, kit, **{"Three points": "Tri phwynt"})
    side = PlanPage.objects.get(locale=welsh)
    submit_translation(side, by=kit)
    approve(PlanPage.objects.get(pk=side.pk), sana)
    submit_translation(PlanPage.objects.get(pk=side.pk), by=kit)
    translation.save_target(user=kit, publish=False)
    assert PlanPage.objects.get(pk=side.pk).workflow_in_progress
    approve(PlanPage.objects.get(pk=side.pk), sana)
    planned = PlanPage.objects.get(pk=side.pk)
    planned.go_live_at = at + timedelta(days=1)
    version = planned.save_revision(user=kit)
    version.publish()
    translation.save_target(user=kit, publish=False)
    version.refresh_from_db()
    assert version.approved_go_live_at == planned.go_live_at


def test_the_translators_button_to_publish_leads_to_the_reason(
    plan: PlanPage, welsh: Locale, kit: User, sign_in: SignIn
) -> None:
    translated(plan, welsh, kit)
    side = PlanPage.objects.get(locale=welsh)
    answer = sign_in(kit).post(f"/cms/pages/{side.pk}/edit/", {"action": "publish"})
    assert answer["Location"] == f"/cms/pages/{side.pk}/hurry/"
    assert PlanPage.objects.get(pk=side.pk).live is False


def test_a_page_with_a_field_that_was_never_filled_can_be_translated(
    plan: PlanPage, welsh: Locale, kit: User
) -> None:
    campaign = CampaignPage.objects.get()
    empty = {"heading": "Pay", "text": None, "label": "Read", "page": None, "link": None}
    campaign.body = [("call_to_action", empty)]
    campaign.save_revision().publish()
    translate_object(CampaignPage.objects.get(), [welsh], user=kit)
    assert CampaignPage.objects.get(locale=welsh).body[0].value["heading"] == "Pay"


def test_a_page_shows_the_same_record_in_both_languages(
    plan: PlanPage, welsh: Locale, kit: User, at: datetime
) -> None:
    campaign = CampaignPage.objects.get()
    petition = open_petition(at=at)
    campaign.body = [("text", "<p>Sign today.</p>"), ("sign", {"petition": petition})]
    campaign.save_revision().publish()
    translate_object(CampaignPage.objects.get(), [welsh], user=kit)
    side = CampaignPage.objects.get(locale=welsh)
    assert [(child.block_type) for child in side.body] == ["text", "sign"]
    assert side.body[1].value["petition"] == petition


def test_a_new_welsh_home_is_found_at_once(client: Client, plan: PlanPage, welsh: Locale) -> None:
    assert plan.get_url() == "/safe-visits/plan/"  # from now on Wagtail remembers where the site begins
    home = HomePage.objects.get().copy_for_translation(welsh)
    assert home.get_url() == "/cy/"


# --- the translator


def test_the_translator_asks_for_words_and_not_for_records(plan: PlanPage, at: datetime) -> None:
    open_petition(at=at)
    asked = {field.field_name: field for field in get_translatable_fields(PetitionPage)}
    page = PetitionPage(title="Sign", petition=Petition.objects.get())
    assert asked["petition"].is_synchronized(page)
    assert not asked["petition"].is_overridable(page)
    assert asked["title"].is_translated(page)
    assert {kind.__name__: [f.field_name for f in kind.override_translatable_fields] for kind in KINDS} == {
        "ResultPage": ["ballot", "consultation"],
        "PressReleasePage": ["region"],
        "PlanPage": [],
    }


def test_a_translation_is_begun_in_one_click_and_then_found_again(
    plan: PlanPage, welsh: Locale, kit: User, sign_in: SignIn
) -> None:
    browser, begin = sign_in(kit), f"/cms/localize/submit/page/{plan.pk}/"
    asks = browser.get(begin).content.decode()
    assert "Into which language?" in asks
    assert re.search(rf'<input[^>]* value="{welsh.pk}"[^>]* checked', asks)
    written = browser.post(begin, {"locales": [welsh.pk]}, follow=True)
    side = PlanPage.objects.get(locale=welsh)
    assert written.redirect_chain[-1][0] == f"/cms/pages/{side.pk}/edit/"
    html = written.content.decode()
    assert "Write the words in Cymraeg beneath each sentence. Then submit them for approval." in html
    assert '<h1 class="w-sr-only">Three points: English to Cymraeg</h1>' in html
    assert f'href="/cms/pages/{side.pk}/recall/">Recall</a>' not in html  # nobody reads it yet
    [taken] = re.findall(r'href="(/cms/localize/translate/\d+/pofile/download/)" download', html)
    assert 'msgid "Three points"' in browser.get(taken).content.decode()
    again = browser.get(begin, follow=True)
    assert again.redirect_chain[-1][0] == f"/cms/pages/{side.pk}/edit/"
    assert "This page has its other side already: here it is." in again.content.decode()
    [by_itself] = re.findall(r'action="(/cms/localize/translate/\d+/disable/)"', html)
    alone = browser.post(by_itself, {"next": f"/cms/pages/{side.pk}/edit/"}, follow=True)
    assert alone.redirect_chain[-1][0] == f"/cms/pages/{side.pk}/edit/"
    assert 'name="title"' in alone.content.decode()  # a form like that of any page
