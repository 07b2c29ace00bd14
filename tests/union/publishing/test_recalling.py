"""A page that was wrong leaves at once; its address says since when and why."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import Page, PageLogEntry

from campaigns.models import PlanPage
from tests.conftest import SignIn
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.publishing.models import Withdrawal
from union.publishing.recalling import NothingToRecall, recall, undo_recall

pytestmark = pytest.mark.django_db
REASON = "A figure in point 2 was wrong."


@pytest.fixture
def sana(db: None) -> User:
    """Sana Mirza looks after what is published."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


def test_the_address_of_a_recalled_page_says_why(
    client: Client, plan: PlanPage, sana: User, sign_in: SignIn
) -> None:
    answer = sign_in(sana).post(f"/cms/pages/{plan.pk}/recall/", {"reason": REASON}, follow=True)
    assert b"Withdrawn on" in answer.content
    for address in ("/safe-visits/plan/", "/safe-visits/plan/pdf/"):
        gone = client.get(address)
        assert (gone.status_code, REASON in gone.content.decode()) == (410, True)
        assert "This page is withdrawn" in gone.content.decode()
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


def test_a_page_that_was_published_again_and_expired_is_simply_gone(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    recall(plan, reason=REASON, by=sana, at=at)
    undo_recall(plan, by=sana, at=at)
    Page.objects.get(pk=plan.pk).specific.unpublish()
    assert client.get("/safe-visits/plan/").status_code == 404


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
