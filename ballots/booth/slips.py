"""The slip: a member's choices on their way from the first form to the last, readable by nobody between.

Choices are kept in no session and no database row before they are cast, so they travel in the member's own
page, in a hidden field that only this server can open. A slip is bound to one voting link, one ballot and
thirty minutes.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ballots.asking import Answers
from ballots.errors import BallotError

LIFETIME = timedelta(minutes=30)
STEP = 1024  # bytes: slips are padded to this, which the longest answers fit, so their length tells nothing


class SlipUnreadable(BallotError):
    """The field was altered, belongs to another link or ballot, or is not a slip at all."""

    sentence = _("The page you sent could not be read, so nothing was recorded. Choose again.")


class SlipExpired(BallotError):
    sentence = _("You chose more than half an hour ago, so nothing was recorded. Choose again.")


@dataclass(frozen=True)
class Slip:
    """The answer to each question, and the tracker the member was shown."""

    answers: Answers
    tracker: str


def write_slip(slip: Slip, *, credential: str, ballot: int, at: datetime) -> str:
    """The hidden field for `slip`, bound to the packed credential, the ballot and the time."""
    plain = json.dumps(
        [int(at.timestamp()), list(slip.answers.items()), slip.tracker], separators=(",", ":")
    ).encode()
    padded = plain.ljust(-(-len(plain) // STEP) * STEP)
    nonce = secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(_key()).encrypt(nonce, padded, _bound_to(credential, ballot))
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def read_slip(field: str, *, credential: str, ballot: int, at: datetime) -> Slip:
    """The slip in a hidden field. Raises SlipUnreadable or SlipExpired."""
    try:
        raw = base64.urlsafe_b64decode(field.encode("ascii"))
        plain = ChaCha20Poly1305(_key()).decrypt(raw[:12], raw[12:], _bound_to(credential, ballot))
    except (ValueError, InvalidTag) as error:
        raise SlipUnreadable from error
    written, answers, tracker = json.loads(plain)
    if not 0 <= at.timestamp() - written < LIFETIME.total_seconds():
        raise SlipExpired
    return Slip({number: tuple(answer) for number, answer in answers}, tracker)


def _key() -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tenpoint ballot slip 1")
    return derive.derive(settings.BALLOT_LINK_KEY.encode())


def _bound_to(credential: str, ballot: int) -> bytes:
    return f"{ballot}:{credential}".encode()
