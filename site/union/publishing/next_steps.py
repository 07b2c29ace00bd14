"""What the CMS says after each step towards an approval: what happens next, and who does it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages as cms_messages
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from union.pages.addresses import form_of
from union.pages.mailed import mailed_with
from union.publishing.recalling import versions_of

NAMED = 4  # people; of more than that the rest are counted


def who_may_approve(page: Page) -> list[str]:
    """The names of those who are asked: nobody who changed the page last."""
    state = page.current_workflow_task_state
    task = state.task.specific if state else None
    if not isinstance(task, AbstractGroupApprovalTask):
        return []
    newest = page.get_latest_revision()
    people = get_user_model().objects.filter(groups__in=task.groups.all(), is_active=True).distinct()
    return [str(one) for one in people.order_by("name", "email") if one.pk != newest.user_id]


def sent(page: Page) -> str:
    """The page waits: for whom, and what they do."""
    page = Page.objects.get(pk=page.pk)  # the one in hand may remember the state of before
    people = who_may_approve(page)
    if not people:
        return f"{_title(page)} waits, but nobody else may approve it: ask an administrator to name somebody."
    reads = ", who reads it" if len(people) == 1 else ": one of them reads it"
    return (
        f"{_title(page)} is sent for approval to {_one_of(people)}{reads}, and approves it or says what "
        "should change. You get a letter either way."
    )


def approved(page: Page) -> str:
    """What came of an approval: live, live at its time, or one more that is needed."""
    page = Page.objects.get(pk=page.pk)
    if page.workflow_in_progress:
        return f"{_title(page)} is approved by you. It waits for {_one_of(who_may_approve(page))} too."
    planned = page.approved_schedule and page.get_latest_revision().approved_go_live_at
    if planned:
        when = date_format(timezone.localtime(planned), "l j F, H:i")
        return f"{_title(page)} is approved, and goes live on {when}."
    return f"{_title(page)} is approved, and live.{letters_that_leave(page)}"


def letters_that_leave(page: Page) -> str:
    """Who has put a page right has to know of a newsletter that goes on with the version before; or empty."""
    if not page.live or all(letter.is_over for letter in mailed_with(versions_of(page))):
        return ""
    return (
        " A newsletter is still leaving with an earlier version of it. If what that says is wrong, call it "
        "off, or recall the page."
    )


def sent_back(page: Page) -> str:
    state: WorkflowState | None = page.workflow_states.order_by("-created_at").first()
    asked = state.requested_by if state else None
    return f"{_title(page)} goes back to {asked or 'who asked'}, who gets your words by mail."


def say_it(request: HttpRequest, page: Page) -> None:
    """After a form of the CMS was sent: in the place of Wagtail's last message, which tells less."""
    sentence = _after(request.POST, page, request.user)
    if not sentence:
        return
    *others, _theirs = messages.get_messages(request)
    for one in others:
        messages.add_message(request, one.level, one.message, extra_tags=one.extra_tags)
    cms_messages.success(request, sentence, buttons=ways(page))


def ways(page: Page) -> list[Any]:
    """To the page as readers see it, where they do, and to its form."""
    page = Page.objects.get(pk=page.pk)
    address = page.get_url() if page.live else ""
    live = [cms_messages.button(address, "View live")] if address else []
    return [*live, cms_messages.button(form_of(page), "Edit")]


def say_what_should_change(request: HttpRequest, page: Page) -> None:
    """Above the form of a page that was sent back: who did, and their words."""
    state: WorkflowState | None = page.current_workflow_state
    if request.method != "GET" or state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    answer = state.current_task_state
    if answer is not None and answer.finished_by is not None:
        said = f": “{answer.comment}”" if answer.comment else ", without a word."
        messages.warning(request, f"{answer.finished_by} sent this page back{said}")


def _after(form: Any, page: Page, user: Any) -> str:
    if form.get("action-submit") or form.get("action-restart-workflow"):
        return sent(page)
    if form.get("action-cancel-workflow"):
        return f"{_title(page)} waits for no approval any more. What you wrote is kept as a draft."
    done = form.get("workflow-action-name") if form.get("action-workflow-action") else ""
    if done == "reject" and _answered(page, user, TaskState.STATUS_REJECTED):
        return sent_back(page)
    if done == "approve" and _answered(page, user, TaskState.STATUS_APPROVED):
        return approved(page)
    return ""


def _answered(page: Page, user: Any, status: str) -> bool:
    """Whether this person has just said so: the form may have been refused."""
    state = page.workflow_states.order_by("-created_at").first()
    answers = state.task_states.filter(finished_at__isnull=False) if state else TaskState.objects.none()
    last = answers.order_by("-finished_at").first()
    return last is not None and last.finished_by_id == user.pk and last.status == status


def _title(page: Page) -> str:
    newest = page.get_latest_revision()
    return f"“{newest.object_str if newest else page.title}”"


def _one_of(people: list[str]) -> str:
    """Rosa, Sana or Ada; of more than four people the rest are counted."""
    if len(people) > NAMED:
        people = [*people[: NAMED - 1], f"{len(people) - NAMED + 1} others"]
    return " or ".join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)
