"""Publishing and refusing comments."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from campaigns.comments.errors import AlreadyDecided
from campaigns.comments.models import Comment
from union.accounts.models import User
from union.audit.recording import record
from union.pages.kept_pages import forget_pages

State = Comment.State
ACTIONS = {
    "comment.published": "published a reader's comment",
    "comment.refused": "refused a reader's comment",
    "comment.taken_down": "took down a reader's comment",
    "comment.reconsidered": "put a reader's comment back among those that wait",
}


def publish_comment(comment: Comment, *, by: User, at: datetime) -> None:
    """Show a waiting comment on its page, under the name its writer gave. Raises AlreadyDecided."""
    _decide(comment, "comment.published", was=State.WAITING, becomes=State.PUBLISHED, by=by, at=at)


def refuse_comment(comment: Comment, *, reason: str, by: User, at: datetime) -> None:
    """Never show a waiting comment. Raises AlreadyDecided, ValueError for a reason that is none of ours."""
    why = Comment.Reason(reason)
    _decide(comment, "comment.refused", was=State.WAITING, becomes=State.REFUSED, reason=why, by=by, at=at)


def take_down(comment: Comment, *, reason: str, by: User, at: datetime) -> None:
    """Stop showing a published comment. Raises AlreadyDecided, ValueError for a reason not of ours."""
    why, shown, gone = Comment.Reason(reason), State.PUBLISHED, State.REFUSED
    _decide(comment, "comment.taken_down", was=shown, becomes=gone, reason=why, by=by, at=at)


def reconsider(comment: Comment, *, by: User, at: datetime) -> None:
    """Let a refused comment, or one that was taken down, wait once more. Raises AlreadyDecided."""
    was, becomes = State.REFUSED, State.WAITING
    _decide(comment, "comment.reconsidered", was=was, becomes=becomes, by=by, at=at)


@transaction.atomic
def refuse_many(comments: Iterable[Comment], *, reason: str, by: User, at: datetime) -> int:
    """Refuse those of them that still wait; how many. Raises ValueError as `refuse_comment` does."""
    refused = 0
    for comment in comments:
        try:
            refuse_comment(comment, reason=reason, by=by, at=at)
            refused += 1
        except AlreadyDecided:  # by another moderator meanwhile
            continue
    return refused


@transaction.atomic
def _decide(
    comment: Comment, action: str, *, was: State, becomes: State, by: User, at: datetime, reason: str = ""
) -> None:
    locked = Comment.objects.select_for_update().filter(pk=comment.pk).first()
    if locked is None or locked.state != was:
        raise AlreadyDecided("Somebody else decided on this comment, or its writer had it deleted.")
    if locked.page_id is None and (was, becomes) != (State.WAITING, State.REFUSED):
        raise AlreadyDecided(f"“{locked.about}” was deleted: nothing of it is shown any more.")
    decided_at = None if becomes == State.WAITING else at
    Comment.objects.filter(pk=locked.pk).update(state=becomes, reason=reason, decided_at=decided_at)
    detail = {"page": locked.page_id, **({"reason": str(reason)} if reason else {})}
    forget_pages()
    record(action, subject=locked.subject, by=by, at=at, detail=detail)
