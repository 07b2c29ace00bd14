"""Letters around an approval. They go through the outbox, where Wagtail would speak to the mail server."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.pages import edit
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import Envelope, enqueue_many
from union.pages.addresses import form_of

TO_APPROVE, APPROVED, SENT_BACK, COMMENTS = (
    f"page_{name}" for name in ("to_approve", "approved", "sent_back", "comments")
)


def take_over() -> None:
    """Put our letters in the place of Wagtail's, which would go out at once and be lost with the server.

    Ours come first under the same names; a second receiver of a name is not connected.
    """
    theirs = "{}_submitted_email_notification"
    task_submitted.connect(
        ask_for_approval, sender=TaskState, dispatch_uid=theirs.format("group_approval_task")
    )
    workflow_submitted.connect(
        stay_silent, sender=WorkflowState, dispatch_uid=theirs.format("workflow_state")
    )
    for signal, tell, event in (
        (workflow_rejected, tell_sent_back, "rejected"),
        (workflow_approved, tell_approved, "approved"),
    ):
        uid = f"workflow_state_{event}_email_notification"
        signal.connect(tell, sender=WorkflowState, dispatch_uid=uid)
    edit.send_notification = tell_comments


def stay_silent(**news: Any) -> None:
    """Whoever may approve is asked; administrators get no letter more."""


def ask_for_approval(instance: TaskState, user: Any = None, **news: Any) -> None:
    """A letter to everybody who may approve this version: not to who wrote it or asked."""
    task = instance.task.specific
    if isinstance(task, AbstractGroupApprovalTask):
        people = get_user_model().objects.filter(groups__in=task.groups.all()).distinct()
        but = {user.pk if user else None, instance.revision.user_id}
        _post(TO_APPROVE, f"task:{instance.pk}", [one for one in people if one.pk not in but], "submitted")


def tell_approved(instance: WorkflowState, user: Any = None, **news: Any) -> None:
    _tell_requester(instance, APPROVED, "approved", user)


def tell_sent_back(instance: WorkflowState, user: Any = None, **news: Any) -> None:
    _tell_requester(instance, SENT_BACK, "rejected", user)


def tell_comments(people: Iterable[Any], notification: str, context: dict[str, Any]) -> bool:
    """In the place of Wagtail's `send_notification` of the editor: that there is something new to read."""
    page = context["page"]
    _post(COMMENTS, f"page:{page.pk}:{page.latest_revision_id}", people, notification)
    return True


def _tell_requester(state: WorkflowState, kind: str, notification: str, by: Any) -> None:
    asked = state.requested_by
    if asked is not None and asked != by:
        _post(kind, f"task:{state.current_task_state_id}", [asked], notification)


def _post(kind: str, subject: str, people: Iterable[Any], notification: str) -> None:
    """To those who are active and have not said in their account that they want none of these."""
    wanted = [Envelope(subject, one.email) for one in people if one.is_active and _wants(one, notification)]
    with transaction.atomic():
        enqueue_many(kind, wanted, at=timezone.now())


def _wants(user: Any, notification: str) -> bool:
    return bool(getattr(UserProfile.get_for_user(user), f"{notification}_notifications"))


# --- at the moment of sending


def mail_kinds() -> list[MailKind]:
    return [
        MailKind(TO_APPROVE, Lane.INTERACTIVE, render_to_approve),
        MailKind(APPROVED, Lane.SYSTEM, render_approved),
        MailKind(SENT_BACK, Lane.INTERACTIVE, render_sent_back),
        MailKind(COMMENTS, Lane.SYSTEM, render_comments),
    ]


def render_to_approve(message: Message) -> Letter | None:
    """None once somebody has approved the page, sent it back or taken it back."""
    state = _task_of(message)
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    screen = reverse("publishing:approve", args=[state.revision.object_id])
    return _about_task("to_approve", state, path=screen)


def render_approved(message: Message) -> Letter | None:
    return _about_task("approved", _task_of(message))


def render_sent_back(message: Message) -> Letter | None:
    return _about_task("sent_back", _task_of(message))


def render_comments(message: Message) -> Letter | None:
    page = Page.objects.filter(pk=message.subject.split(":")[1]).first()
    return render_letter("publishing/comments", {"page": page, "path": form_of(page)}) if page else None


def _task_of(message: Message) -> TaskState | None:
    found = TaskState.objects.select_related("revision__user", "finished_by", "workflow_state__requested_by")
    state: TaskState | None = found.filter(pk=message.subject.removeprefix("task:")).first()
    return state


def _about_task(event: str, state: TaskState | None, *, path: str = "") -> Letter | None:
    page = Page.objects.filter(pk=state.revision.object_id).first() if state else None
    if page is None:
        return None
    context = {"page": page, "state": state, "path": path or form_of(page), "planned": page.go_live_at}
    return render_letter(f"publishing/{event}", context)
