"""The link that opens somebody's own desk: made again whenever its letter is written, stored nowhere.

Its seal binds the one purpose, the mailbox and the moment of asking, all of which the row of the outbox has
already. docs/decisions/0091-a-desk-by-mailed-link.md says why.
"""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from union.mail.models import Message

KIND = "me_link"
LIVES = timedelta(hours=1)
_PK = 10  # bytes; with the seal a multiple of three, so that no "=" stands at the end of a link


class UnknownLink(Exception):
    """Nobody here wrote this link, or it was used already."""


class ExpiredLink(Exception):
    """The link is older than an hour."""


def token_for(message: Message) -> str:
    """56 characters, the same in every copy of one letter."""
    return base64.urlsafe_b64encode(message.pk.to_bytes(_PK, "big") + _seal(message)).decode()


def message_of(token: str, *, at: datetime) -> Message:
    """The letter that a genuine, fresh link stands in; `recipient` is the proved address.

    Raises UnknownLink, ExpiredLink.
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
    return message


def is_stale(message: Message, *, at: datetime) -> bool:
    return at >= message.queued_at + LIVES


def _seal(message: Message) -> bytes:
    words = f"{message.pk}:{message.recipient_hash}:{message.queued_at.timestamp():.6f}"
    return salted_hmac("union.desk.me_link.1", words, algorithm="sha256").digest()
