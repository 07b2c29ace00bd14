"""Whoever takes a page from its readers says why: deleting is no way round a recall."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from campaigns.models import PlanPage
from tests.conftest import SignIn
from tests.union.publishing.changes import said, submit
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.publishing.locking import lock, unlock
from union.publishing.recalling import recall

pytestmark = pytest.mark.django_db
REASON = "A figure in point 2 was wrong."
ONE = "Nothing was deleted: “Three points” is live. Recall it first, with a reason, which readers then find "
ONE += "at the address. What is recalled can be deleted."
DOORS = ["/cms/pages/{pk}/delete/", "/cms/bulk/wagtailcore/page/delete/?id={pk}"]
FORM = {"confirm_site_name": "Tenpoint"}  # which Wagtail has somebody type for a large part of the site


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_live_page_is_recalled_before_it_is_deleted(
    plan: PlanPage, sana: User, sign_in: SignIn, door: str, method: str
) -> None:
    asked = getattr(sign_in(sana), method)
    answer = asked(door.format(pk=plan.pk), FORM if method == "post" else None, follow=True)
    assert answer.redirect_chain[-1][0] == f"/cms/pages/{plan.pk}/recall/"
    assert said(answer) == [ONE]
    assert Page.objects.filter(pk=plan.pk).exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_page_above_live_ones_stays_and_they_are_named(
    plan: PlanPage, ada: User, sana: User, sign_in: SignIn, at: datetime, door: str
) -> None:
    campaign = plan.get_parent()
    recall(campaign, reason=REASON, by=sana, at=at)
    answer = sign_in(ada).post(door.format(pk=campaign.pk), FORM, follow=True)
    assert said(answer) == [ONE]
    for n in range(5):
        campaign.add_child(instance=PlanPage(title=f"Plan {n}", slug=f"plan-{n}"))
    answer = sign_in(ada).post(door.format(pk=campaign.pk), FORM, follow=True)
    assert "“Three points”, “Plan 0”, “Plan 1” and 3 more pages are live." in said(answer)[0]
    assert Page.objects.filter(pk=campaign.pk).exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_recalled_page_is_deleted_and_its_address_still_says_why(
    client: Client, plan: PlanPage, sana: User, sign_in: SignIn, at: datetime, door: str
) -> None:
    recall(plan, reason=REASON, by=sana, at=at)
    sign_in(sana).post(door.format(pk=plan.pk), FORM)
    assert not Page.objects.filter(pk=plan.pk).exists()
    gone = client.get("/safe-visits/plan/")
    assert (gone.status_code, REASON in gone.content.decode()) == (410, True)


def test_what_was_ticked_together_is_deleted_together_or_stays(
    plan: PlanPage, sana: User, sign_in: SignIn
) -> None:
    draft = plan.get_parent().add_child(instance=PlanPage(title="Idea", slug="idea", live=False))
    sign_in(sana).post(f"/cms/bulk/wagtailcore/page/delete/?id={draft.pk}&id={plan.pk}", FORM)
    assert Page.objects.filter(pk__in=[draft.pk, plan.pk]).count() == 2
    sign_in(sana).post(f"/cms/bulk/wagtailcore/page/delete/?id={draft.pk}", FORM)
    assert not Page.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("door", DOORS)
def test_nobody_deletes_the_page_at_which_the_site_begins(
    plan: PlanPage, ada: User, sign_in: SignIn, door: str
) -> None:
    home = Site.objects.get().root_page
    Page.objects.descendant_of(home, inclusive=True).update(live=False)
    answer = sign_in(ada).post(door.format(pk=home.pk), FORM, follow=True)
    assert said(answer)[0].startswith("Nothing was deleted: the site begins at “Home”, and would go with it.")
    assert Site.objects.get().root_page == home


@pytest.mark.parametrize(
    "door",
    [
        "/cms/bulk/wagtailcore/page/delete/?id=all&childOf=999999",
        "/cms/bulk/wagtailcore/page/move/?id=all&childOf=x",
        "/cms/bulk/pages/campaignimage/delete/?id=all&childOf=x",
        "/cms/bulk/pages/campaigndocument/delete/?id=all&childOf=x",
    ],
)
def test_all_of_a_list_that_is_not_there_is_not_there(
    plan: PlanPage, ada: User, sign_in: SignIn, door: str
) -> None:
    assert sign_in(ada).get(door).status_code == 404


def test_all_that_a_search_found_is_written_out(plan: PlanPage, ada: User, sign_in: SignIn) -> None:
    home = Site.objects.get().root_page
    answer = sign_in(ada).get(f"/cms/bulk/wagtailcore/page/move/?id=all&childOf={home.pk}&q=points")
    assert [item["item"].title for item in answer.context["items"]] == ["Three points"]


@pytest.mark.parametrize(
    ("door", "verb"),
    [
        *((door, "deleted") for door in DOORS),
        ("/cms/pages/{pk}/move/{home}/confirm/", "moved"),
        ("/cms/bulk/wagtailcore/page/move/?id={pk}", "moved"),
    ],
)
def test_what_somebody_locked_or_approved_for_later_stays_where_it_is(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn, at: datetime, door: str, verb: str
) -> None:
    """A lawyer reads the draft, and the press its embargoed version: neither is taken from under them."""
    plan.unpublish()
    address = door.format(pk=plan.pk, home=Site.objects.get().root_page_id)
    lock(plan, by=sana, at=at)
    answer = sign_in(rosa).post(address, FORM, follow=True)
    told = f"Nothing was {verb}: Sana Mirza locked “Three points”. Ask for it to be unlocked first."
    assert said(answer) == [told]
    unlock(plan, by=sana)
    plan.go_live_at = at + timedelta(days=1)
    state = submit(plan, rosa, "Three points")
    state.task.specific.on_action(state, sana, "approve")
    answer = sign_in(sana).post(address, FORM, follow=True)
    assert said(answer)[0].startswith(
        f"Nothing was {verb}: “Three points” is approved, and waits for its time."
    )
    assert Page.objects.get(pk=plan.pk).path == plan.path


def test_a_list_asks_nothing_of_live_pages_whether_an_editor_may_delete_them(
    plan: PlanPage, rosa: User, django_assert_num_queries: Any
) -> None:
    """Percy approves nothing; of a draft he is asked what stands beneath it."""
    percy = welcome("percy@example.org", name="Percy Lane", groups=("Editors",))
    draft = plan.get_parent().add_child(instance=PlanPage(title="Idea", slug="idea", live=False))
    of_the_live, of_the_draft = plan.permissions_for_user(percy), draft.permissions_for_user(percy)
    with django_assert_num_queries(0):
        assert (of_the_live.can_delete(), of_the_live.can_move()) == (False, False)
    assert (of_the_draft.can_delete(), of_the_draft.can_move()) == (True, True)
    assert plan.permissions_for_user(rosa).can_delete()
