"""The demo's mail: one file a letter in MAIL_DIR, written instead of being sent, and read by /demo/mail/.

A file's name holds its time and its address, so that a long list is found without opening a file.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

LONGEST_ADDRESS = 180  # file names end at 255


class MailboxBackend(BaseEmailBackend):
    """Writes each letter to a file of its own, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            put_away(email.message().as_bytes(), to=", ".join(email.recipients()))
        return len(email_messages)


def put_away(content: bytes, *, to: str) -> Path:
    """A letter as a file, by time and address; nobody ever finds half of one under its name."""
    folder = Path(settings.MAIL_DIR)
    address = quote(to, safe="@+ ,")[:LONGEST_ADDRESS]
    path = folder / f"{time.time_ns():019d}-{uuid.uuid4().hex[:8]}-{address}.eml"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.rename(path)
    return path


@dataclass(frozen=True)
class StoredLetter:
    """A letter in the mailbox; its content is read when first asked for."""

    path: Path

    @property
    def name(self) -> str:
        return "-".join(self.path.stem.split("-", 2)[:2])

    @property
    def to(self) -> str:
        return unquote(self.path.stem.split("-", 2)[2])

    @property
    def written_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.path.stem.split("-")[0]) / 1e9, UTC)

    @cached_property
    def content(self) -> ParsedMessage:
        return message_from_bytes(self.path.read_bytes(), policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.content["Subject"] or "(no subject)")

    @property
    def sender(self) -> str:
        return str(self.content["From"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.content.get_body((kind,))
        return str(part.get_content()) if part else ""


def letters(*, to: str = "") -> list[StoredLetter]:
    """Every letter, newest first; with `to`, those whose address holds it."""
    wanted = to.strip().lower()
    found = [StoredLetter(path) for path in Path(settings.MAIL_DIR).glob("*-*-*.eml")]
    return sorted(
        (letter for letter in found if wanted in letter.to.lower()),
        key=lambda letter: letter.path.name,
        reverse=True,
    )


def letter_named(name: str) -> StoredLetter | None:
    """`name` has been checked by the address pattern: digits, a hyphen, hexadecimal."""
    path = next(Path(settings.MAIL_DIR).glob(f"{name}-*.eml"), None)
    return StoredLetter(path) if path else None
