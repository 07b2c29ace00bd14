"""The six digits in a confirmation letter, and the handle that says on the page which letter they belong to.

Both are computed. The handle is sealed afresh each time it is shown: nobody who signs twice can see from it
that the first signature was there.
"""

import base64
import binascii
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from petitions.keys import key_for, keyed
from petitions.links import ForgedLink

_NONCE = 12


def code_for(signature_id: uuid.UUID) -> str:
    """Six digits that only the letter knows; the same in every letter about one signature."""
    digest = keyed(key_for("code.1"), signature_id.hex).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def handle_for(signature_id: uuid.UUID) -> str:
    """60 characters for the form of the thank-you page; different each time."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key_for("handle.1")).encrypt(nonce, signature_id.bytes, None)
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def signature_in_handle(handle: str) -> uuid.UUID:
    """The signature a genuine handle speaks of. Raises ForgedLink."""
    try:
        raw = base64.b64decode(handle.encode("ascii"), altchars=b"-_", validate=True)
        opened = AESGCM(key_for("handle.1")).decrypt(raw[:_NONCE], raw[_NONCE:], None)
        return uuid.UUID(bytes=opened)
    except (UnicodeEncodeError, binascii.Error, InvalidTag, ValueError):
        raise ForgedLink from None


def digits(typed: str) -> str:
    """What was typed, without the spaces and dashes people put between digits."""
    return "".join(c for c in typed if c.isdigit())
