"""A change to the plan: put before the others, sent in the form, and what is said of it."""

from typing import Any

from wagtail.models import Page, TaskState

from campaigns.models import PlanPage
from union.accounts.models import User


def submit(plan: PlanPage, by: User, title: str = "Four points") -> TaskState:
    """A change by somebody, put before the others."""
    plan.title = title
    plan.save_revision(user=by)
    plan.get_workflow().start(plan, by)
    return plan.current_workflow_task_state


def form_of(plan: PlanPage, **more: str) -> dict[str, str]:
    """The edit form as a browser sends it back unchanged, with a button."""
    page = Page.objects.get(pk=plan.pk).get_latest_revision_as_object()
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "point_word": "Point",
        "loaded_revision_id": str(page.latest_revision_id or ""),
        "loaded_revision_created_at": page.latest_revision_created_at.isoformat()
        if page.latest_revision_id
        else "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "points-TOTAL_FORMS": "0",
        "points-INITIAL_FORMS": "0",
        "intro": "null",
        "contact": "null",
    }
    return {**data, **more}


def live_title(plan: PlanPage) -> str:
    return str(Page.objects.get(pk=plan.pk).title)


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]
