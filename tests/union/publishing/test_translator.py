"""The translator takes no more than an editor could type, and leaves alone what somebody locked."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    PageLogEntry,
)
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
)
from wagtail_localize.operations import translate_object

from ballots.models import Ballot
from campaigns.models import PlanPage
from tests.ballots import scenes
from tests.conftest import SignIn
from tests.once import told_once
from tests.union.publishing.changes import said
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.pages.models import CampaignImage
from union.publishing.locking import lock, unlock
from union.publishing.translating import save_translation

pytestmark = pytest.mark.django_db
ASK = '<p>Write to <a href="mailto:help@example.org">us</a>.</p>'
HIDDEN = "<!--> <img src=x onerror=alert(1)> -->"


@told_once
def side(plan: PlanPage) -> Page:
    """The Welsh side of the plan, begun in the translator."""
    plan.intro = ASK
    plan.save_revision().publish()
    translate_object(plan, [Locale.objects.get(language_code="cy")])
    return Page.objects.get(translation_key=plan.translation_key, locale__language_code="cy")


def translation() -> Translation:
    return Translation.objects.get(source__specific_content_type__model="planpage")


def put(browser: Client, address: str, **given: str) -> Any:
    body = encode_multipart(BOUNDARY, given)
    return browser.put(f"/cms/localize/translate/{translation().pk}/{address}/edit/", body, MULTIPART_CONTENT)


def type_it(browser: Client, words: str) -> Any:
    """Into the box beneath the introduction."""
    box = StringSegment.objects.get(context__path="intro", source=translation().source)
    return put(browser, f"strings/{box.pk}", value=words)


def lead_to(browser: Client, where: str) -> Any:
    """In the place of the link in the introduction."""
    link = OverridableSegment.objects.get(context__path="intro.'mailto:help@example.org'")
    return put(browser, f"overrides/{link.pk}", value=where)


def intro(side: Page, by: User) -> str:
    save_translation(side, by=by)
    return str(Page.objects.get(pk=side.pk).get_latest_revision_as_object().intro)


@pytest.mark.parametrize("words", [HIDDEN, "<![CDATA[><img src=x>]]>", "<img src=x>", "<b onclick=x>a</b>"])
def test_no_html_hides_in_a_translation(side: Page, rosa: User, sign_in: SignIn, words: str) -> None:
    answer = type_it(sign_in(rosa), words)
    assert (answer.status_code, bool(answer.json()["error"])) == (201, True)
    assert intro(side, rosa) == ASK


def test_a_link_leads_where_an_editors_could(side: Page, rosa: User, sign_in: SignIn) -> None:
    browser = sign_in(rosa)
    for where in ("javascript:alert(1)", "data:text/html,x", "java\tscript:alert(1)", ""):
        assert lead_to(browser, where).status_code == 400
    assert not SegmentOverride.objects.exists()
    assert lead_to(browser, "mailto:cymorth@example.org").status_code == 201
    type_it(browser, 'Ysgrifennwch at <a id="a1">ni</a>.')
    assert intro(side, rosa) == '<p>Ysgrifennwch at <a href="mailto:cymorth@example.org">ni</a>.</p>'


def nell_of_the_branch(files: Collection) -> User:
    """Nell Byrne writes pages, and works with the files of her branch alone."""
    group = Group.objects.create(name="The branch")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    write = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=write)
    choose = Permission.objects.get(codename="choose_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(group=group, collection=files, permission=choose)
    return welcome("nell@example.org", name="Nell Byrne", groups=("The branch",))


def test_a_picture_is_another_one_that_the_editor_may_choose(plan: PlanPage, sign_in: SignIn) -> None:
    root = Collection.get_first_root_node()
    collections = [root.add_child(name=name) for name in ("Of the branch", "Of the office")]
    ours, theirs = (
        CampaignImage.objects.create(title="Drws", file=get_test_image_file(), collection=collection)
        for collection in collections
    )
    campaign = plan.get_parent().specific
    campaign.body = [{"type": "picture", "value": {"image": ours.pk, "alt": "A door", "decorative": False}}]
    campaign.save_revision().publish()
    translate_object(campaign, [Locale.objects.get(language_code="cy")])
    segment = OverridableSegment.objects.get(source__specific_content_type__model="campaignpage")
    mine = Translation.objects.get(source=segment.source)
    browser = sign_in(nell_of_the_branch(collections[0]))

    def choose(value: object) -> int:
        body = encode_multipart(BOUNDARY, {"value": str(value)})
        address = f"/cms/localize/translate/{mine.pk}/overrides/{segment.pk}/edit/"
        return int(browser.put(address, body, MULTIPART_CONTENT).status_code)

    assert [choose(what) for what in (ours.pk, theirs.pk, "rubbish", 999_999)] == [201, 400, 400, 400]


def test_a_record_is_the_same_in_each_language(
    plan: PlanPage, rosa: User, sign_in: SignIn, at: datetime
) -> None:
    scenes.opened(at)
    campaign = plan.get_parent().specific
    campaign.body = [{"type": "vote", "value": {"ballot": Ballot.objects.get().pk}}]
    campaign.save_revision().publish()
    translate_object(campaign, [Locale.objects.get(language_code="cy")])
    found = OverridableSegment.objects.get(source__specific_content_type__model="campaignpage")
    mine = Translation.objects.get(source=found.source)
    body = encode_multipart(BOUNDARY, {"value": "1"})
    address = f"/cms/localize/translate/{mine.pk}/overrides/{found.pk}/edit/"
    assert sign_in(rosa).put(address, body, MULTIPART_CONTENT).status_code == 400


def test_nothing_sent_and_what_no_database_keeps_is_refused(side: Page, rosa: User, sign_in: SignIn) -> None:
    browser = sign_in(rosa)
    box = StringSegment.objects.get(context__path="intro", source=translation().source)
    assert put(browser, f"strings/{box.pk}").status_code == 400
    assert type_it(browser, "a\0b").status_code == 400
    torn = f"/cms/localize/translate/{translation().pk}/strings/{box.pk}/edit/"
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded", "text/plain"):
        assert browser.put(torn, b"rubbish", kind).status_code == 400
    assert not StringTranslation.objects.exists()


FILES = [
    (None, "Choose the PO file first."),
    (b"", "This file is not of this page"),
    (b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n', "This file is not of this page"),
    (b"X-WagtailLocalize-TranslationID", "Please upload a valid PO file."),
    (b'# X-WagtailLocalize-TranslationID\nmsgid ""\nmsgstr ""\n', "This file is not of this page"),
]


@pytest.mark.parametrize(("content", "sentence"), FILES)
def test_a_file_that_is_none_of_ours_is_turned_back_in_a_sentence(
    side: Page, rosa: User, sign_in: SignIn, content: bytes | None, sentence: str
) -> None:
    address = f"/cms/localize/translate/{translation().pk}/pofile/upload/"
    form = {} if content is None else {"file": SimpleUploadedFile("cy.po", content)}
    answer = sign_in(rosa).post(address, form, follow=True)
    assert said(answer)[0].startswith(sentence)


def test_the_file_that_was_fetched_here_comes_back(side: Page, rosa: User, sign_in: SignIn) -> None:
    browser, address = sign_in(rosa), f"/cms/localize/translate/{translation().pk}/pofile"
    po = browser.get(f"{address}/download/").content.decode()
    po = po.replace('msgid "Three points"\nmsgstr ""', 'msgid "Three points"\nmsgstr "Tri phwynt"')
    file = SimpleUploadedFile("cy.po", po.encode())
    browser.post(f"{address}/upload/", {"file": file})
    assert StringTranslation.objects.get().data == "Tri phwynt"


def test_what_sana_locks_is_locked_in_both_languages(
    plan: PlanPage, side: Page, rosa: User, sana: User, sign_in: SignIn
) -> None:
    sign_in(sana).post(f"/cms/pages/{plan.pk}/lock/")
    assert list(Page.objects.filter(locked=True, locked_by=sana).order_by("path")) == [
        Page.objects.get(pk=plan.pk),
        side,
    ]
    assert PageLogEntry.objects.filter(action="wagtail.lock", user=sana).count() == 2
    sign_in(sana).post(f"/cms/pages/{side.pk}/unlock/")
    assert not Page.objects.filter(locked=True).exists()


def test_nobody_writes_in_welsh_what_sana_locked(
    side: Page, rosa: User, sana: User, sign_in: SignIn, at: datetime
) -> None:
    lock(side, by=sana, at=at)
    browser, number, of = sign_in(rosa), translation().pk, f"/cms/pages/{side.pk}"
    before = side.revisions.count()
    assert [type_it(browser, "Newydd").status_code, lead_to(browser, "tel:1").status_code] == [403, 403]
    source = translation().source_id
    for door in (
        f"{of}/submit-translation/",
        f"{of}/edit/",
        f"/cms/localize/translate/{number}/pofile/upload/",
        f"/cms/localize/translate/{number}/disable/",
        f"/cms/localize/update/{source}/",
    ):
        answer = browser.post(door, {"action": "publish", "publish_translations": "on"}, follow=True)
        assert said(answer)[0].startswith("Nothing was changed: Sana Mirza locked this page on ")
    held = Page.objects.get(pk=side.pk)
    assert (held.revisions.count(), held.workflow_in_progress, translation().enabled) == (before, False, True)
    assert type_it(sign_in(sana), "Newydd").status_code == 201  # whose lock it is


def test_an_unlocked_page_is_written_again_and_the_lock_of_another_stays(
    plan: PlanPage, side: Page, rosa: User, sana: User, ada: User, sign_in: SignIn, at: datetime
) -> None:
    Page.objects.filter(pk=side.pk).update(locked=True, locked_by=ada, locked_at=at)
    assert lock(plan, by=sana, at=at) == [Page.objects.get(pk=plan.pk)]
    assert unlock(plan, by=sana) == [Page.objects.get(pk=plan.pk)]
    assert list(Page.objects.filter(locked=True)) == [side]
    assert unlock(side, by=ada) == [side]
    assert type_it(sign_in(rosa), "Newydd").status_code == 201


def test_bringing_new_words_over_promises_no_publication(side: Page, rosa: User, sign_in: SignIn) -> None:
    words = sign_in(rosa).get(f"/cms/localize/update/{translation().source_id}/").content.decode()
    told = "Write them into the Welsh page at once, as a draft"
    assert ("Publish immediately" in words, told in words) == (False, True)
