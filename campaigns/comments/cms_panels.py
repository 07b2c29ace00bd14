"""What comments add to the front page of the CMS."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from campaigns.comments.cms_views import PERMISSION
from campaigns.comments.models import Comment
from union.publishing.todo import ToDo


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """How many comments wait to be read, for those who may publish them."""
    if not user.has_perm(PERMISSION):
        return []
    waiting = Comment.objects.filter(state=Comment.State.WAITING).count()
    return [ToDo(f"Comments of readers: {waiting} to read", reverse("comments_cms:queue"))] if waiting else []
