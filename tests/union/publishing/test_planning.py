"""An embargoed page is nowhere before its time, and everywhere after it; the press has a link of its own."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import Page

from campaigns.models import PlanPage
from tests.conftest import SignIn
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.publishing.models import PressLink
from union.publishing.planning import expire_due, publish_due
from union.publishing.pressing import NotEmbargoed, give_to_the_press, stop_link

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def sana(db: None) -> User:
    """Sana Mirza looks after what is published."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


@pytest.fixture
def embargoed(plan: PlanPage, sana: User, at: datetime) -> PlanPage:
    """Approved by Sana to go live tomorrow; no version of it has been live."""
    plan.unpublish()
    plan.title, plan.go_live_at = "Tomorrow’s plan", at + DAY
    plan.save_revision()
    plan.get_workflow().start(plan, None)
    state = plan.current_workflow_task_state
    state.task.specific.on_action(state, sana, "approve")
    return PlanPage.objects.get(pk=plan.pk)


def test_before_its_time_nobody_finds_it(client: Client, embargoed: PlanPage, at: datetime) -> None:
    assert publish_due(at=at) == 0
    for address in ("/safe-visits/plan/", "/safe-visits/plan/pdf/"):
        assert client.get(address).status_code == 404
    assert "Tomorrow" not in client.get("/safe-visits/").content.decode()
    assert Page.objects.live().filter(pk=embargoed.pk).count() == 0


def test_the_sweep_publishes_at_its_time_and_once(client: Client, embargoed: PlanPage, at: datetime) -> None:
    with time_machine.travel(at + 1.1 * DAY, tick=False):
        then = at + 1.1 * DAY
        assert (publish_due(at=then), publish_due(at=then)) == (1, 0)
        assert "Tomorrow’s plan" in client.get("/safe-visits/plan/").content.decode()


def test_a_planned_change_leaves_what_is_live_until_its_time(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    plan.save_revision().publish()
    plan = PlanPage.objects.get(pk=plan.pk)
    plan.title, plan.go_live_at = "Changed", at + DAY
    plan.save_revision().publish()
    assert "Three points" in client.get("/safe-visits/plan/").content.decode()
    with time_machine.travel(at + 2 * DAY, tick=False):
        assert publish_due(at=at + 2 * DAY) == 1
        assert "Changed" in client.get("/safe-visits/plan/").content.decode()


def test_a_page_leaves_at_its_end_and_once(client: Client, plan: PlanPage, at: datetime) -> None:
    Page.objects.filter(pk=plan.pk).update(expire_at=at + DAY)
    assert expire_due(at=at) == 0
    assert (expire_due(at=at + DAY), expire_due(at=at + DAY)) == (1, 0)
    assert client.get("/safe-visits/plan/").status_code == 404
    assert Page.objects.get(pk=plan.pk).expired


def test_the_press_reads_it_before_with_a_link_that_is_shown_once(
    client: Client, embargoed: PlanPage, sana: User, sign_in: SignIn, at: datetime
) -> None:
    answer = sign_in(sana).post(f"/cms/pages/{embargoed.pk}/press/", {"outlet": "The Evening Bell"})
    link = answer.context["new"].removeprefix("http://testserver")
    assert link not in sign_in(sana).get(f"/cms/pages/{embargoed.pk}/press/").content.decode()
    read = client.get(link)
    assert read.status_code == 200
    assert "Tomorrow’s plan" in read.content.decode()
    assert "Not for publication before." in read.content.decode()
    assert (read["X-Robots-Tag"], read["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in read["Cache-Control"]
    assert client.get("/safe-visits/plan/").status_code == 404
    with time_machine.travel(at + 2 * DAY, tick=False):
        publish_due(at=at + 2 * DAY)
        assert client.get(link)["Location"] == "/safe-visits/plan/"


def test_a_stopped_or_invented_link_opens_nothing(
    client: Client, embargoed: PlanPage, sana: User, at: datetime
) -> None:
    token = give_to_the_press(embargoed, outlet="The Evening Bell", by=sana, at=at)
    assert token not in str(PressLink.objects.values())
    stop_link(PressLink.objects.get(), by=sana, at=at)
    assert client.get(f"/embargo/{token}/").status_code == 404
    assert client.get("/embargo/made-up/").status_code == 404
    assert client.post(f"/embargo/{token}/").status_code == 405


def test_only_an_embargoed_page_has_links_and_only_who_may_plan_it_makes_them(
    plan: PlanPage, sana: User, at: datetime, sign_in: SignIn
) -> None:
    ned = welcome("ned@example.org", name="Ned Fry", groups=("Editors",))
    with pytest.raises(NotEmbargoed):
        give_to_the_press(plan, outlet="The Evening Bell", by=sana, at=at)
    with pytest.raises(PermissionDenied):
        give_to_the_press(plan, outlet="The Evening Bell", by=ned, at=at)
    assert sign_in(ned).get(f"/cms/pages/{plan.pk}/press/").status_code == 302
    assert PressLink.objects.count() == 0
