"""The links in letters, each for one purpose: made again whenever a letter is written, stored nowhere.

docs/decisions/0040-links-are-computed.md says why.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

from petitions.keys import key_for
from petitions.models import Petition


class ForgedLink(Exception):
    """Nobody here wrote this link."""


LINK_LIVES = timedelta(days=30)  # a link to confirm, from the signing on
CONFIRM = "confirm.1"
STOP_NEWS = "news.1"


def works_until(petition: Petition, *, signed_at: datetime) -> datetime:
    """How long a link to confirm works: thirty days, or until the confirmations of its petition end."""
    lives, honoured = signed_at + LINK_LIVES, petition.honours_until()
    return min(lives, honoured) if honoured else lives


def token_for(signature_id: uuid.UUID, *, purpose: str = CONFIRM) -> str:
    """64 characters: the signature's random id and a 256-bit seal of it for this one purpose."""
    return base64.urlsafe_b64encode(signature_id.bytes + _seal(signature_id, purpose)).decode()


def signature_in(token: str, *, purpose: str = CONFIRM) -> uuid.UUID:
    """The signature a genuine link speaks of, without asking the database. Raises ForgedLink."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ForgedLink from None
    if len(raw) != 48:
        raise ForgedLink
    signature_id = uuid.UUID(bytes=raw[:16])
    if not hmac.compare_digest(raw[16:], _seal(signature_id, purpose)):
        raise ForgedLink
    return signature_id


def _seal(signature_id: uuid.UUID, purpose: str) -> bytes:
    return hmac.new(key_for(purpose), signature_id.bytes, hashlib.sha256).digest()
