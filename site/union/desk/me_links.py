"""The link that opens somebody's own desk: made again whenever its letter is written, stored nowhere.

Its seal binds the one purpose, the mailbox and the moment of asking, all of which the row of the outbox has
already. docs/decisions/0091-a-desk-by-mailed-link.md says why.
"""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from union.asking import PRESSED_TWICE
from union.desk.models import SpentLink
from union.expiring import Expired
from union.mail.models import Message

KIND = "me_link"
LIVES = timedelta(hours=1)
_PK = 10  # bytes; with the seal a multiple of three, so that no "=" stands at the end of a link


class UnknownLink(Exception):
    """Nobody here wrote this link."""


class UsedLink(Exception):
    """The link has opened a desk already."""


class ExpiredLink(Exception):
    """The link is older than an hour."""


def token_for(message: Message) -> str:
    """56 characters, the same in every copy of one letter."""
    return base64.urlsafe_b64encode(message.pk.to_bytes(_PK, "big") + _seal(message)).decode()


def message_of(token: str, *, at: datetime) -> Message:
    """The letter that a genuine, fresh link stands in; `recipient` is the proved address.

    Raises UnknownLink, ExpiredLink, UsedLink.
    """
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise UnknownLink from None
    number = int.from_bytes(raw[:_PK], "big")
    if len(raw) != _PK + 32 or number >= 2**63:
        raise UnknownLink
    message = Message.objects.filter(pk=number, kind=KIND).first()
    if message is None or not hmac.compare_digest(raw[_PK:], _seal(message)):
        raise UnknownLink
    if is_stale(message, at=at):
        raise ExpiredLink
    if SpentLink.objects.filter(message=message.pk, at__lte=at - PRESSED_TWICE).exists():
        raise UsedLink
    return message


def spend(message: Message, *, at: datetime) -> None:
    """Let the link open nothing more. A button that is pressed twice still opens the one desk."""
    SpentLink.objects.bulk_create([SpentLink(message=message.pk, at=at)], ignore_conflicts=True)


def expire_spent_links(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Once a link has expired, nobody need know whether it was used."""
    old = SpentLink.objects.filter(at__lte=at - LIVES)
    n = old.count() if dry_run else old.delete()[0]
    return [Expired("used links to a desk", "an hour", n)]


def is_stale(message: Message, *, at: datetime) -> bool:
    return at >= message.queued_at + LIVES


def _seal(message: Message) -> bytes:
    words = f"{message.pk}:{message.recipient_hash}:{message.queued_at.timestamp():.6f}"
    return salted_hmac("union.desk.me_link.1", words, algorithm="sha256").digest()
