"""Word to the mailbox where a member was written to until now, when an officer's file names another one.

Whoever can change where links go could vote and answer in a member's place: the old mailbox is who notices.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import Envelope, enqueue_many
from union.members.models import Member

MOVED = "roll_address_changed"
BATCH = 1_000


def tell_old_addresses(changed: Iterable[tuple[int, str]], *, at: datetime) -> int:
    """Queue a letter to each of these addresses about its member's number, a thousand at a time; how many."""
    waiting, told = iter(changed), 0
    while some := [Envelope(f"member:{pk}", address) for pk, address in islice(waiting, BATCH)]:
        enqueue_many(MOVED, some, at=at, version=int(at.timestamp()) // 60)
        told += len(some)
    return told


def render_moved(message: Message) -> Letter | None:
    """None where the member is gone, or is written to there again."""
    member = Member.objects.filter(pk=message.subject.removeprefix("member:")).first()
    if member is None or member.email == message.recipient:
        return None
    return render_letter("members/address_changed", {"name": member.name})


def mail_kinds() -> list[MailKind]:
    return [MailKind(MOVED, Lane.BULK, render_moved)]
