"""Ada publishes on her word alone, and has to say why."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry

from campaigns.models import PlanPage
from tests.campaigns.publishing import newest
from tests.conftest import SignIn
from tests.union.publishing.changes import form_of, live_title, said, submit
from union.accounts.models import User
from union.audit.models import Entry
from union.publishing.hurrying import publish_in_a_hurry
from union.publishing.reasons import ReasonMissing

pytestmark = pytest.mark.django_db


def test_ada_publishes_in_a_hurry_and_says_why(plan: PlanPage, ada: User, sign_in: SignIn) -> None:
    browser = sign_in(ada)
    asked = browser.post(f"/cms/pages/{plan.pk}/edit/", form_of(plan, title="Now", **{"action-publish": "1"}))
    assert asked["Location"] == f"/cms/pages/{plan.pk}/hurry/"
    short = browser.post(f"/cms/pages/{plan.pk}/hurry/", {"reason": "quick", "read": newest(plan)})
    assert b"Say why, in a sentence: it stands in the site history." in short.content
    assert live_title(plan) == "Three points"
    browser.post(
        f"/cms/pages/{plan.pk}/hurry/", {"reason": "The telephone number was wrong.", "read": newest(plan)}
    )
    assert live_title(plan) == "Now"
    entry = PageLogEntry.objects.get(page=plan.pk, action="publishing.hurry")
    assert (entry.user, entry.data["reason"]) == (ada, "The telephone number was wrong.")
    history = browser.get(f"/cms/pages/{plan.pk}/history/").content.decode()
    assert "Published in a hurry, without a second person" in history
    assert "The telephone number was wrong." in history
    assert Entry.objects.get(action="page.published_in_a_hurry").detail == {}


def test_a_hurry_publishes_what_was_read_and_no_later_version(
    plan: PlanPage, rosa: User, ada: User, sign_in: SignIn
) -> None:
    browser, screen = sign_in(ada), f"/cms/pages/{plan.pk}/hurry/"
    browser.post(f"/cms/pages/{plan.pk}/edit/", form_of(plan, title="Now", **{"action-publish": "1"}))
    why = {"reason": "The telephone number was wrong.", "read": newest(plan)}
    plan.title = "Rosa’s six points"
    plan.save_revision(user=rosa)
    refused = browser.post(screen, why)
    assert said(refused) == ["The page was changed while you read it. Read it again, then publish it."]
    html = refused.content.decode()
    assert "The telephone number was wrong." in html
    assert "Rosa Lind changed this page last" in html
    assert (live_title(plan), Entry.objects.filter(subject=f"page:{plan.pk}").count()) == ("Three points", 0)
    quick = browser.post(screen, {**why, "reason": "quick"})  # what is wrong with the form makes nothing read
    assert quick.context["read"] == why["read"]
    browser.post(screen, {**why, "read": refused.context["read"]})
    assert live_title(plan) == "Rosa’s six points"


def test_what_was_published_in_a_hurry_waits_for_nobody(
    plan: PlanPage, rosa: User, ada: User, at: datetime, sign_in: SignIn
) -> None:
    submit(plan, rosa)
    screen = sign_in(ada).get(f"/cms/pages/{plan.pk}/hurry/").content.decode()
    assert "The page waits for approval now: published by you, it waits for nobody any more." in screen
    publish_in_a_hurry(plan, read=newest(plan), reason="The telephone number was wrong.", by=ada, at=at)
    held = PlanPage.objects.get(pk=plan.pk)
    assert (held.title, held.workflow_in_progress) == ("Four points", False)


def test_a_hurry_needs_its_right(plan: PlanPage, rosa: User, at: datetime, sign_in: SignIn) -> None:
    with pytest.raises(PermissionDenied):
        publish_in_a_hurry(plan, read=newest(plan), reason="It cannot wait for Sana.", by=rosa, at=at)
    sign_in(rosa).post(
        f"/cms/pages/{plan.pk}/hurry/", {"reason": "It cannot wait for Sana.", "read": newest(plan)}
    )
    assert PageLogEntry.objects.filter(action="publishing.hurry").count() == 0


def test_a_hurry_needs_its_reason(plan: PlanPage, ada: User, at: datetime) -> None:
    with pytest.raises(ReasonMissing, match="Say why, in a sentence"):
        publish_in_a_hurry(plan, read=newest(plan), reason="   \n ", by=ada, at=at)
