"""How somebody came to the form. The address of the page says it and the form carries it; no cookie does."""

import base64
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from petitions.signing import Origin
from union.languages import language_here

# The ways that are counted; the names stand in addresses that people have passed on, so none is ever renamed.
SOURCES = frozenset({"link", "share", "whatsapp", "email", "qr", "poster", "embed", "news"})
SOURCE, FRIEND = "s", "from"


@dataclass(frozen=True)
class Arrival:
    """`source` is one of SOURCES or "online"; `friend` a code in the shape of one, or an empty string."""

    source: str = "online"
    friend: str = ""

    @property
    def query(self) -> str:
        """The end of an address that brings both along, "" where there is nothing to bring."""
        told = {SOURCE: self.source if self.source in SOURCES else "", FRIEND: self.friend}
        words = urlencode({name: value for name, value in told.items() if value})
        return f"?{words}" if words else ""

    def origin(self, *, address_hash: str = "") -> Origin:
        """For `sign`: with the language of the page that is being answered."""
        return Origin(
            source=self.source,
            language=language_here(),
            address_hash=address_hash,
            invited_by=signature_in_code(self.friend),
        )


def arrival(told: Mapping[str, str]) -> Arrival:
    """What an address or a form says; whatever we do not know is as good as nothing."""
    source, friend = told.get(SOURCE, ""), told.get(FRIEND, "")
    return Arrival(
        source=source if source in SOURCES else "online", friend=friend if signature_in_code(friend) else ""
    )


def friend_code(signature_id: uuid.UUID) -> str:
    """22 characters for the address that a signer passes on; they open nothing."""
    return base64.urlsafe_b64encode(signature_id.bytes).decode().rstrip("=")


def signature_in_code(code: str) -> uuid.UUID | None:
    """The number a friend's code stands for, whether or not somebody has it; None for any other text."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{22}", code):
        return None
    return uuid.UUID(bytes=base64.urlsafe_b64decode(f"{code}=="))
