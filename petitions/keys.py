"""Keys for one purpose each, all drawn from the pepper: knowing one tells nothing of another."""

import hashlib
import hmac

from django.conf import settings


def key_for(purpose: str) -> bytes:
    """32 bytes, such as for "confirm.1"; a change of the number makes all that was sealed before unknown."""
    return keyed(settings.PETITION_PEPPER.encode(), f"petitions.{purpose}").digest()


def keyed(key: bytes, words: str) -> hmac.HMAC:
    return hmac.new(key, words.encode(), hashlib.sha256)
