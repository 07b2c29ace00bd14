"""What somebody approves is what they read, whatever button they pressed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Page, TaskState

from union.accounts.models import User
from union.publishing.finishing import NeedsSomebodyElse
from union.publishing.second_person import edited_last
from union.publishing.welsh import check_welsh

CHANGED = "The page was changed while you read it. Read it again, then {}."


class ChangedMeanwhile(Exception):
    """The page is not the one that was read any more; the message says so."""


class NotWaiting(Exception):
    """The page waits for no approval."""


def version(page: Page) -> str:
    """The name of what the page says in its newest version: the editor writes over one as somebody types."""
    newest = page.get_latest_revision()
    return named(newest.pk, newest.created_at.isoformat()) if newest else "none yet"


def named(pk: Any, written_at: str) -> str:
    return f"{pk} of {written_at}"


@contextmanager
def as_read(pk: int, *, read: str, then: str = "approve it") -> Iterator[Page]:
    """Hold the page until the block is over, in one transaction, so that nobody changes it meanwhile.

    Raises ChangedMeanwhile unless its newest version is `read`; its message says what to do `then`.
    """
    with transaction.atomic():
        held = Page.objects.select_for_update().get(pk=pk)
        if version(held) != read:
            raise ChangedMeanwhile(CHANGED.format(then))
        yield held


def approve(page: Page, *, read: str, by: User, comment: str = "") -> None:
    """Approve the version that was read: it goes live, waits for its time, or for the next task.

    Raises ChangedMeanwhile, NotWaiting, NeedsSomebodyElse, NeedsItsWelshSide, and PermissionDenied for
    those who may not.
    """
    with as_read(page.pk, read=read) as held:
        state = waiting(held.specific, by)
        state.task.specific.on_action(state, by, "approve", comment=comment)


def send_back(page: Page, *, read: str, by: User, comment: str) -> None:
    """Ask for changes to the version that was read. Raises as `approve` does."""
    with as_read(page.pk, read=read, then="send it back") as held:
        state = waiting(held.specific, by)
        state.task.specific.on_action(state, by, "reject", comment=comment)


def waiting(page: Page, user: Any) -> TaskState:
    """What waits for this person's approval. Raises as `approve` does."""
    state: TaskState | None = page.current_workflow_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        raise NotWaiting("This page waits for no approval.")
    names = {name for name, _words, _modal in state.task.specific.get_actions(page, user)}
    if names and edited_last(page, user):
        raise NeedsSomebodyElse("You changed this page last, so somebody else has to approve it.")
    if names:
        check_welsh(page.get_latest_revision_as_object())
    if "approve" not in names:
        raise PermissionDenied("You may not approve this page.")
    return state
