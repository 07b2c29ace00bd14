"""A page that was wrong leaves at once; its address says since when and why."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import GroupPagePermission, Locale, Page, PageLogEntry

from campaigns.models import PlanPage
from tests.campaigns.publishing import in_welsh
from tests.conftest import SignIn
from tests.once import told_once
from tests.union.publishing.changes import submit
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.pages.models import CampaignDocument
from union.publishing.locking import lock
from union.publishing.models import Withdrawal
from union.publishing.recalling import NothingToRecall, recall, recall_all, undo_recall

pytestmark = pytest.mark.django_db
REASON = "A figure in point 2 was wrong."


def test_the_address_of_a_recalled_page_says_why(
    client: Client, plan: PlanPage, sana: User, sign_in: SignIn
) -> None:
    answer = sign_in(sana).post(f"/cms/pages/{plan.pk}/recall/", {"reason": REASON}, follow=True)
    assert b"Withdrawn on" in answer.content
    for address in ("/safe-visits/plan/", "/safe-visits/plan/pdf/"):
        gone = client.get(address)
        assert (gone.status_code, REASON in gone.content.decode()) == (410, True)
        assert "This page is withdrawn" in gone.content.decode()
        assert gone["Cache-Control"] == "private, no-cache"  # it may be brought back
    assert client.get("/safe-visits/plans/").status_code == 404
    entry = PageLogEntry.objects.get(action="publishing.recall")
    assert (entry.user, entry.data["reason"]) == (sana, REASON)


def test_a_recall_is_undone_as_it_stood(client: Client, plan: PlanPage, sana: User, at: datetime) -> None:
    recall(plan, reason=REASON, by=sana, at=at)
    draft = Page.objects.get(pk=plan.pk).specific
    draft.title = "Not approved yet"
    draft.save_revision(user=sana)
    undo_recall(plan, by=sana, at=at)
    page = client.get("/safe-visits/plan/")
    assert (page.status_code, "<h1>Three points</h1>" in page.content.decode()) == (200, True)
    assert Page.objects.get(pk=plan.pk).has_unpublished_changes
    assert Withdrawal.objects.get().ended_at is not None


def test_bringing_a_page_back_takes_no_approval_away(
    plan: PlanPage, rosa: User, sana: User, at: datetime
) -> None:
    plan.save_revision().publish()
    plan = PlanPage.objects.get(pk=plan.pk)
    submit(plan, rosa, title="Four points")
    recall(plan, reason=REASON, by=sana, at=at)
    undo_recall(plan, by=sana, at=at)
    held = PlanPage.objects.get(pk=plan.pk)
    assert (held.live, held.title, held.workflow_in_progress) == (True, "Three points", True)


def test_who_approves_a_change_to_a_withdrawn_page_is_told_so(
    plan: PlanPage, rosa: User, sana: User, at: datetime, sign_in: SignIn
) -> None:
    """Rosa’s change waited when the page was recalled: Sana would bring the page back with it."""
    plan.save_revision().publish()
    plan = PlanPage.objects.get(pk=plan.pk)
    submit(plan, rosa)
    recall(plan, reason=REASON, by=sana, at=at)
    desk = sign_in(sana)
    assert (
        f'href="/cms/pages/{plan.pk}/approve/"' in desk.get(f"/cms/pages/{plan.pk}/recall/").content.decode()
    )
    screen = desk.get(f"/cms/pages/{plan.pk}/approve/").content.decode()
    assert "This page is withdrawn" in screen
    assert REASON in screen
    found = re.search(r'href="(\S+)"[^>]*>Read what changed in it since it was withdrawn', screen)
    assert found is not None
    assert "Four points" in desk.get(found[1]).content.decode()


def test_a_page_that_was_published_again_and_expired_is_simply_gone(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    recall(plan, reason=REASON, by=sana, at=at)
    undo_recall(plan, by=sana, at=at)
    Page.objects.get(pk=plan.pk).specific.unpublish()
    assert client.get("/safe-visits/plan/").status_code == 404


def test_the_root_of_all_sites_is_no_page_to_recall(sign_in: SignIn, sana: User) -> None:
    root = Page.objects.get(depth=1)
    assert "/recall/" not in sign_in(sana).get("/cms/pages/").content.decode()
    for address in ("recall", "approve", "hurry", "press"):
        assert sign_in(sana).get(f"/cms/pages/{root.pk}/{address}/").status_code == 404, address
    assert sign_in(sana).post(f"/cms/pages/{root.pk}/recall/", {"reason": REASON}).status_code == 404
    assert Page.objects.get(depth=1).live


def test_a_recall_says_why_in_a_sentence(plan: PlanPage, sana: User, sign_in: SignIn) -> None:
    answer = sign_in(sana).post(f"/cms/pages/{plan.pk}/recall/", {"reason": "wrong"})
    assert b"Say why, in a sentence" in answer.content
    assert Page.objects.get(pk=plan.pk).live


def test_an_editor_who_may_not_approve_may_not_recall(plan: PlanPage, sign_in: SignIn, at: datetime) -> None:
    ned = welcome("ned@example.org", name="Ned Fry", groups=("Editors",))
    with pytest.raises(PermissionDenied):
        recall(plan, reason=REASON, by=ned, at=at)
    assert sign_in(ned).post(f"/cms/pages/{plan.pk}/recall/", {"reason": REASON}).status_code == 302
    assert sign_in(ned).post(f"/cms/pages/{plan.pk}/recall/undo/").status_code == 302
    assert Page.objects.get(pk=plan.pk).live


def test_nobody_recalls_twice_or_brings_back_what_is_there(
    plan: PlanPage, sana: User, at: datetime, sign_in: SignIn
) -> None:
    with pytest.raises(NothingToRecall):
        undo_recall(plan, by=sana, at=at)
    recall(plan, reason=REASON, by=sana, at=at)
    with pytest.raises(NothingToRecall):
        recall(plan, reason=REASON, by=sana, at=at)
    assert sign_in(sana).get(f"/cms/pages/{plan.pk}/recall/undo/").status_code == 405


# --- files


@pytest.fixture
def file(plan: PlanPage, settings: LazySettings, tmp_path: Path) -> CampaignDocument:
    """The figures, to which the plan leads and nothing else."""
    settings.MEDIA_ROOT = str(tmp_path)
    content = ContentFile(b"%PDF-1.7", name="figures.pdf")
    document: CampaignDocument = CampaignDocument.objects.create(title="The figures", file=content)
    plan.intro = leading_to(document)
    plan.save_revision().publish()
    return document


def leading_to(file: CampaignDocument) -> str:
    return f'<p>See <a linktype="document" id="{file.pk}">the figures</a>.</p>'


def test_a_file_that_only_the_page_led_to_leaves_with_it(
    client: Client, file: CampaignDocument, plan: PlanPage, sana: User, sign_in: SignIn
) -> None:
    desk = sign_in(sana)
    assert "“The figures” (figures-" in desk.get(f"/cms/pages/{plan.pk}/recall/").content.decode()
    desk.post(f"/cms/pages/{plan.pk}/recall/", {"reason": REASON})
    gone = client.get(file.url)
    assert (gone.status_code, gone["Cache-Control"]) == (410, "private, no-cache")
    assert [words in gone.content.decode() for words in ("This file is withdrawn", REASON)] == [True, True]
    desk.post(f"/cms/pages/{plan.pk}/recall/undo/")
    assert client.get(file.url).status_code == 200
    desk.post(f"/cms/pages/{plan.pk}/recall/", {"reason": REASON})
    mended = PlanPage.objects.get(pk=plan.pk)
    mended.intro = "<p>Without the figures.</p>"
    mended.save_revision().publish()  # the page is back, and what was wrong is not
    assert (client.get("/safe-visits/plan/").status_code, client.get(file.url).status_code) == (200, 410)


def test_a_file_stays_that_something_else_leads_to_or_that_is_meant_to_stay(
    client: Client, file: CampaignDocument, plan: PlanPage, side: PlanPage, sana: User, sign_in: SignIn
) -> None:
    side.intro = leading_to(file)
    side.save_revision().publish()
    desk, door = sign_in(sana), f"/cms/pages/{plan.pk}/recall/"
    desk.post(door, {"reason": REASON, "files_stay": "on"})
    assert (stand(client), client.get(file.url).status_code) == ((410, 410), 200)
    desk.post(f"{door}undo/")
    desk.post(door, {"reason": REASON, "sides": "one"})  # the Welsh page says the same
    assert (stand(client), client.get(file.url).status_code) == ((410, 200), 200)
    desk.post(f"{door}undo/")
    desk.post(door, {"reason": REASON, "reason_cy": WHY})
    assert f"<p>{REASON}</p>" in client.get(file.url).content.decode()


# --- in two languages


@told_once
def side(plan: PlanPage) -> PlanPage:
    """The Welsh side of the plan."""
    made: PlanPage = in_welsh(plan, title="Tri phwynt", slug="cynllun")
    return made


HERE, THERE = "/safe-visits/plan/", "/cy/safe-visits/cynllun/"
WHY = "Roedd ffigur ym mhwynt 2 yn anghywir."


def stand(client: Client) -> tuple[int, int]:
    """How the English address answers, and the Welsh one."""
    return client.get(HERE).status_code, client.get(THERE).status_code


def test_a_recall_takes_both_languages_and_says_why_in_each(
    client: Client, side: PlanPage, plan: PlanPage, sana: User, sign_in: SignIn
) -> None:
    desk = sign_in(sana)
    screen = desk.get(f"/cms/pages/{plan.pk}/recall/").content.decode()
    for words in ("English and Welsh", "English alone", '<strong lang="cy">Tri phwynt</strong>'):
        assert words in screen
    done = desk.post(f"/cms/pages/{plan.pk}/recall/", {"reason": REASON, "reason_cy": WHY}, follow=True)
    assert "is withdrawn in English and Welsh." in done.content.decode()
    assert stand(client) == (410, 410)
    assert f"<p>{REASON}</p>" in client.get(HERE).content.decode()
    gone = client.get(THERE).content.decode()
    assert f"<p>{WHY}</p>" in gone
    assert 'href="/cy/">Gweld ein hymgyrchoedd</a>' in gone
    desk.post(f"/cms/pages/{plan.pk}/recall/undo/")
    assert stand(client) == (200, 200)


def test_english_words_on_a_welsh_page_are_marked(
    client: Client, side: PlanPage, plan: PlanPage, sana: User, at: datetime
) -> None:
    recall_all(plan, reason=REASON, by=sana, at=at)
    assert f'<p lang="en-GB">{REASON}</p>' in client.get(THERE).content.decode()


@pytest.mark.parametrize(("which", "left"), [("plan", (410, 200)), ("side", (200, 410))])
def test_one_language_may_be_taken_back_alone(
    request: pytest.FixtureRequest,
    client: Client,
    side: PlanPage,
    sana: User,
    sign_in: SignIn,
    which: str,
    left: tuple[int, int],
) -> None:
    page, desk = request.getfixturevalue(which), sign_in(sana)
    desk.post(f"/cms/pages/{page.pk}/recall/", {"reason": REASON, "sides": "one"})
    assert stand(client) == left
    assert "Which languages?" not in desk.get(f"/cms/pages/{page.pk}/recall/").content.decode()
    desk.post(f"/cms/pages/{page.pk}/recall/undo/")
    assert stand(client) == (200, 200)


def test_what_was_taken_back_in_both_may_come_back_in_one(
    client: Client, side: PlanPage, plan: PlanPage, sana: User, sign_in: SignIn, at: datetime
) -> None:
    recall_all(plan, reason=REASON, by=sana, at=at)
    desk = sign_in(sana)
    assert "Which languages?" in desk.get(f"/cms/pages/{side.pk}/recall/").content.decode()
    desk.post(f"/cms/pages/{side.pk}/recall/undo/", {"sides": "one"})
    assert stand(client) == (410, 200)


def test_a_side_that_waits_for_its_time_does_not_go_live(plan: PlanPage, sana: User, at: datetime) -> None:
    side = plan.copy_for_translation(Locale.objects.get(language_code="cy"), copy_parents=True)
    side.go_live_at = at + timedelta(days=1)
    side.save_revision(user=sana).publish()
    assert Page.objects.get(pk=side.pk).approved_schedule
    recall_all(plan, reason=REASON, by=sana, at=at)
    held = Page.objects.get(pk=side.pk)
    assert (held.live, held.approved_schedule) == (False, False)


def test_what_is_wrong_leaves_while_a_change_waits_for_its_time_or_somebody_locked_the_page(
    client: Client, plan: PlanPage, sana: User, ada: User, sign_in: SignIn, at: datetime
) -> None:
    """To Wagtail a page with a planned version is locked for everybody."""
    plan.save_revision().publish()
    change = PlanPage.objects.get(pk=plan.pk)
    change.go_live_at = at + timedelta(days=1)
    change.save_revision(user=sana).publish()
    lock(plan, by=ada, at=at)
    desk, address = sign_in(sana), f"/cms/pages/{plan.pk}/recall/"
    assert address in desk.get(f"/cms/pages/{plan.pk}/edit/").content.decode()
    desk.post(address, {"reason": REASON})
    held = Page.objects.get(pk=plan.pk)
    assert (held.live, held.approved_schedule) == (False, False)
    assert client.get("/safe-visits/plan/").status_code == 410


def test_who_may_not_take_both_takes_none(
    client: Client, side: PlanPage, plan: PlanPage, at: datetime
) -> None:
    noor = welcome("noor@example.org", name="Noor Haddad", groups=())
    group = Group.objects.create(name="English pages")
    noor.groups.add(group)
    right = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=plan, permission=right)
    noor = User.objects.get(pk=noor.pk)
    with pytest.raises(PermissionDenied):
        recall_all(plan, reason=REASON, by=noor, at=at)
    assert stand(client) == (200, 200)
    recall(plan, reason=REASON, by=noor, at=at)
    assert stand(client) == (410, 200)
