"""The front page of the CMS tells each person what waits for them, and nothing else."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from wagtail.models import Page

from campaigns import first_steps
from campaigns.models import PlanPage
from tests.campaigns.publishing import newest
from tests.conftest import SignIn
from tests.union.publishing.changes import submit
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.jobs.models import Job, State
from union.publishing.hurrying import publish_in_a_hurry
from union.publishing.planning import expire_due, publish_due
from union.publishing.todo import to_do
from union.sweeping import sweep

pytestmark = pytest.mark.django_db


def sentences(user: User, at: datetime) -> list[str]:
    return [line.sentence for line in to_do(user=User.objects.get(pk=user.pk), at=at)]


def test_a_page_waits_for_the_colleague_and_not_for_its_editor(
    plan: PlanPage, kit: User, sana: User, at: datetime, sign_in: SignIn
) -> None:
    submit(plan, kit)
    assert (sentences(sana, at), sentences(kit, at)) == (["“Four points” waits for your approval"], [])
    front = sign_in(sana).get("/cms/").content.decode()
    assert f'<a href="/cms/pages/{plan.pk}/approve/">“Four points” waits for your approval</a>' in front


def test_what_was_sent_back_comes_to_who_asked(plan: PlanPage, kit: User, sana: User, at: datetime) -> None:
    submit(plan, kit)
    state = plan.current_workflow_task_state
    state.task.specific.on_action(state, sana, "reject", comment="Count again.")
    plan = PlanPage.objects.get(pk=plan.pk)
    assert sentences(kit, at) == ["“Three points” came back: read what should change"]
    assert sentences(sana, at) == []


def test_the_weeks_times_are_told_to_those_who_may_edit_the_page(
    plan: PlanPage, kit: User, at: datetime
) -> None:
    plan.go_live_at = at + timedelta(days=2)
    plan.save_revision(user=kit)
    publish_in_a_hurry(plan, read=newest(plan), reason="It is agreed with the press.", by=kit, at=at)
    Page.objects.filter(slug="safe-visits").update(expire_at=at + timedelta(days=3))
    goes, leaves = sentences(kit, at)
    assert goes.startswith("“Three points” goes live on ")
    assert leaves.startswith("“Safe visits” leaves the site on ")
    outsider = welcome("joan@example.org", name="Joan Beck")
    assert sentences(outsider, at) == []
    later = at + timedelta(days=9)
    with time_machine.travel(later, tick=False):
        assert (publish_due(at=later), expire_due(at=later), sentences(kit, later)) == (1, 1, [])


def test_a_job_that_failed_is_told_to_who_asked_and_to_administrators(
    kit: User, sana: User, at: datetime
) -> None:
    ada = welcome("ada@example.org", name="Ada Quill", superuser=True)
    Job.objects.create(
        kind="roll_check", subject="roll_upload:1", requested_by=kit, state=State.FAILED,
        asked_at=at, finished_at=at - timedelta(hours=1), reason="The file is empty.",
    )  # fmt: skip
    told = ["Checking the file was not done: The file is empty."]
    first = [step.sentence for step in first_steps.to_do(user=ada, at=at)]
    assert (sentences(kit, at), sentences(ada, at), sentences(sana, at)) == (told, [*told, *first], [])


def test_the_front_page_says_that_nothing_waits(kit: User, sign_in: SignIn) -> None:
    front = sign_in(kit).get("/cms/").content.decode()
    assert "Nothing waits for you." in front


def test_the_menu_is_in_the_order_of_the_work(kit: User, sign_in: SignIn) -> None:
    from wagtail.admin.menu import admin_menu

    request = SimpleNamespace(user=User.objects.get(pk=kit.pk))
    names = [
        item.name for item in sorted(admin_menu.menu_items_for_request(request), key=lambda one: one.order)
    ]
    known = [name for name in names if name in {"explorer", "branches", "images", "documents", "reports"}]
    assert known == ["explorer", "branches", "images", "documents", "reports"]


def test_administrators_and_nobody_else_are_told_that_no_worker_ever_began(kit: User, at: datetime) -> None:
    ada = welcome("ada@example.org", name="Ada Quill", superuser=True)
    later = at + timedelta(minutes=6)
    first = to_do(user=ada, at=later)[0]
    told = "Not well: last sweep: none ever: is the worker running, and the scheduler?"
    assert (first.sentence, first.url, first.urgent) == (told, "/healthz/", True)
    sweep(at=later)
    assert told not in sentences(ada, later)
    assert sentences(kit, later) == []
