"""The letter that asks a writer to confirm."""

from django.urls import reverse
from django.utils import timezone

from campaigns.comments.commenting import CONFIRM, LINK_LIVES, token_for
from campaigns.comments.models import Comment
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter


def mail_kinds() -> list[MailKind]:
    return [MailKind(CONFIRM, Lane.INTERACTIVE, render_confirm)]


def render_confirm(message: Message) -> Letter | None:
    """The link; not wanted any more once the comment is confirmed or gone."""
    waiting = Comment.objects.filter(state=Comment.State.UNCONFIRMED, page__isnull=False)
    comment = waiting.filter(pk=message.subject.removeprefix("comment:")).first()
    if comment is None:
        return None
    context = {
        "title": comment.about,
        "text": comment.text,
        "path": reverse("comments:confirm", args=[token_for(comment)]),
        "until": timezone.localtime(message.queued_at + LINK_LIVES),
    }
    return render_letter("comments/confirm", context)
