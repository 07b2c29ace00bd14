"""The letter that proves an address, written at the moment of sending."""

import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from campaigns.newsletters import links, wording
from campaigns.newsletters.models import Wish
from campaigns.newsletters.subscribing import CONFIRM, LINK_LIVES
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter


def mail_kinds() -> list[MailKind]:
    return [MailKind(CONFIRM, Lane.INTERACTIVE, render_confirm)]


def render_confirm(message: Message) -> Letter | None:
    """Not wanted any more once it was confirmed, or the wish is gone."""
    wish = Wish.objects.filter(pk=uuid.UUID(message.subject.removeprefix("wish:")), confirmed_at=None).first()
    if wish is None or wish.asked_at <= timezone.now() - LINK_LIVES:
        return None
    context = {
        "chosen": list(wish.newsletters.all()),
        "words": wording.words(wish.wording),
        "path": reverse("newsletter_confirm", args=[links.confirm_token(wish.pk)]),
        "until": timezone.localtime(wish.asked_at + LINK_LIVES - timedelta(minutes=1)),
    }
    return render_letter("newsletters/confirm", context)
