"""The lines of publishing itself: approvals, what was sent back, this week's times, jobs that failed."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, Revision, TaskState, WorkflowState

from union.health import examine
from union.jobs.kinds import job_kinds
from union.jobs.models import Job, State
from union.pages.addresses import form_of
from union.publishing.second_person import edited_last
from union.publishing.todo import ToDo
from union.publishing.welsh import NeedsItsWelshSide, check_welsh

WEEK = timedelta(days=7)
PATIENCE = timedelta(minutes=5)  # the sweep comes twice a minute
SHOWN = 10


def lines(*, user: Any, at: datetime) -> list[ToDo]:
    return [
        *not_well(user, at=at),
        *to_approve(user),
        *sent_back(user),
        *overdue(user, at=at),
        *times(user, at=at),
        *failed(user, at=at),
    ]


def not_well(user: Any, *, at: datetime) -> list[ToDo]:
    """What /healthz/ says is not well, for those who can do something about it."""
    if not user.is_superuser:
        return []
    faults = [found for found in examine(at=at) if not found.ok]
    return [
        ToDo(f"Not well: {found.name}: {found.detail}", reverse("healthz"), urgent=True) for found in faults
    ]


def to_approve(user: Any) -> list[ToDo]:
    """Pages that wait for somebody's approval who may be this person."""
    waiting = TaskState.objects.reviewable_by(user).select_related("revision").order_by("started_at")
    pages = [state.revision.as_object() for state in waiting[:SHOWN]]
    lines = [
        ToDo(f"“{page.title}” waits for your approval", reverse("publishing:approve", args=[page.pk]))
        for page in pages
        if not edited_last(page, user)
    ]
    more = waiting.count() - SHOWN
    report = reverse("wagtailadmin_reports:workflow_tasks")
    return lines + [ToDo(f"{more} more wait for approval", report)] * (more > 0)


def sent_back(user: Any) -> list[ToDo]:
    """Pages of this person that a colleague wants changed."""
    back = WorkflowState.objects.filter(requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES)
    pages = [state.content_object for state in back.order_by("created_at")[:SHOWN]]
    return [ToDo(f"“{page.title}” came back: read what should change", form_of(page)) for page in pages]


def overdue(user: Any, *, at: datetime) -> list[ToDo]:
    """What should have gone live and could not, of the pages this person may edit."""
    late = Revision.page_revisions.filter(approved_go_live_at__lt=at - PATIENCE)
    stuck = [(version, version.as_object()) for version in late.order_by("approved_go_live_at")[:SHOWN]]
    return [
        ToDo(
            f"“{page.title}” could not go live on {_moment(version.approved_go_live_at)}: {_hindrance(page)}",
            form_of(page),
            urgent=True,
        )
        for version, page in stuck
        if page.permissions_for_user(user).can_edit()
    ]


def _hindrance(page: Page) -> str:
    """What stands against publishing this version, in a sentence for its editor."""
    try:
        check_welsh(page)
        page.full_clean()
    except NeedsItsWelshSide as refusal:
        return str(refusal)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return "ask whoever looks after the server."


def times(user: Any, *, at: datetime) -> list[ToDo]:
    """What goes live or leaves within a week, of the pages this person may edit."""
    due = Revision.page_revisions.filter(approved_go_live_at__range=(at, at + WEEK))
    soon = [
        (version.approved_go_live_at, version.as_object(), "goes live")
        for version in due.order_by("approved_go_live_at")[:SHOWN]
    ]
    ends = Page.objects.live().filter(expire_at__range=(at, at + WEEK)).order_by("expire_at")
    soon += [(page.expire_at, page, "leaves the site") for page in ends[:SHOWN]]
    return [
        ToDo(f"“{page.title}” {happens} on {_moment(when)}", form_of(page))
        for when, page, happens in sorted(soon, key=lambda one: one[0])
        if page.permissions_for_user(user).can_edit()
    ]


def failed(user: Any, *, at: datetime) -> list[ToDo]:
    """Jobs of the last week that were not done: of this person, and for administrators of everybody."""
    jobs = Job.objects.filter(state=State.FAILED, finished_at__gt=at - WEEK).order_by("-finished_at")
    if not user.is_superuser:
        jobs = jobs.filter(requested_by=user)
    kinds = job_kinds()
    return [
        ToDo(f"{kinds[job.kind].title if job.kind in kinds else job.kind} was not done: {job.reason}")
        for job in jobs[:SHOWN]
    ]


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), "l j F, H:i")
