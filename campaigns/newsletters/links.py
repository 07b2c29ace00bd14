"""The links in letters, each for one purpose: made again whenever a letter is written, stored nowhere.

A link names a mailbox by its keyed hash, never by its address: it can lie in the log of any server.
"""

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass

from django.conf import settings


class ForgedLink(Exception):
    """Nobody here wrote this link."""


CONFIRM, STOP, CHOICES = "confirm.1", "stop.1", "choices.1"


@dataclass(frozen=True)
class Stop:
    """Who wants no more, and of which mailing's kind."""

    address_hash: str
    mailing: int


def confirm_token(wish: uuid.UUID) -> str:
    return _sealed(wish.bytes, CONFIRM)


def wish_in(token: str) -> uuid.UUID:
    """The wish a genuine link speaks of, without asking the database. Raises ForgedLink."""
    return uuid.UUID(bytes=_opened(token, CONFIRM, size=16))


def stop_token(address_hash: str, *, mailing: int) -> str:
    """96 characters: the mailbox, the mailing whose letter holds the link, and a seal of both."""
    return _sealed(bytes.fromhex(address_hash) + mailing.to_bytes(8, "big"), STOP)


def stop_in(token: str) -> Stop:
    """Raises ForgedLink."""
    raw = _opened(token, STOP, size=40)
    return Stop(raw[:32].hex(), int.from_bytes(raw[32:], "big"))


def choices_token(address_hash: str) -> str:
    return _sealed(bytes.fromhex(address_hash), CHOICES)


def mailbox_in(token: str) -> str:
    """The keyed hash of the mailbox whose choices a link opens. Raises ForgedLink."""
    return _opened(token, CHOICES, size=32).hex()


def _sealed(raw: bytes, purpose: str) -> str:
    return base64.urlsafe_b64encode(raw + _seal(raw, purpose)).decode().rstrip("=")


def _opened(token: str, purpose: str, *, size: int) -> bytes:
    try:
        raw = base64.b64decode(
            (token + "=" * (-len(token) % 4)).encode("ascii"), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error):
        raise ForgedLink from None
    if len(raw) != size + 32 or not hmac.compare_digest(raw[size:], _seal(raw[:size], purpose)):
        raise ForgedLink
    return raw[:size]


def _seal(raw: bytes, purpose: str) -> bytes:
    return hmac.digest(_key(purpose), raw, "sha256")


def _key(purpose: str) -> bytes:
    words = f"newsletters.{purpose}".encode()
    return hmac.digest(settings.MAIL_HASH_KEY.encode(), words, "sha256")
