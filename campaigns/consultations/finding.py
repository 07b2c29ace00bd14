"""Finding a reply by its receipt code, the only way there is; in SQL, since each page of an answer asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from campaigns.consultations.codes import hash_of, tidy
from campaigns.consultations.errors import ConsultationClosed, UnknownCode
from campaigns.consultations.models import Consultation, QuestionnaireVersion, Reply
from union.statements import ALL, Tables, records

CLOSED = _("This consultation is closed. Replies can no longer be sent, changed or withdrawn.")
UNKNOWN = _("We know no reply with this code. Check the sixteen letters and digits, and type them again.")
STANDING = [Reply.State.STARTED, Reply.State.SENT]
FOUND: Tables = (
    ("c", Consultation, ALL),
    ("r", Reply, ALL),
    ("v", QuestionnaireVersion, ("id", "consultation_id", "number", "frozen_at")),
)
AT_AN_ADDRESS = """
FROM consultations_consultation c
LEFT JOIN consultations_reply r ON r.consultation_id = c.id AND r.code_hash = %s AND r.state IN (%s, %s)
LEFT JOIN consultations_questionnaireversion v ON v.id = r.version_id
WHERE c.slug = %s AND c.state <> 'draft'
"""
BY_ITS_CODE = """
FROM consultations_reply r
JOIN consultations_consultation c ON c.id = r.consultation_id
JOIN consultations_questionnaireversion v ON v.id = r.version_id
WHERE r.code_hash = %s AND r.state IN (%s, %s)
"""


def announced_with(slug: str, *, code: str) -> tuple[Consultation | None, Reply | None]:
    """The consultation at this address, None while it is a draft, and the reply to it behind a code."""
    found = records(FOUND, AT_AN_ADDRESS, [hash_of(tidy(code)), *STANDING, slug])
    if not found:
        return None, None
    return _joined(found[0])


def find_reply(consultation: Consultation, *, code: str) -> Reply:
    """The reply behind a code, however it is typed, for reading; UnknownCode when there is none any more."""
    _, reply = announced_with(consultation.slug, code=code)
    if reply is None:
        raise UnknownCode(str(UNKNOWN))
    return reply


def lock_reply(code: str) -> Reply:
    """The reply behind a code, locked until the caller's transaction ends. Raises UnknownCode."""
    # Whoever waited while the reply was mixed finds the old row gone, and the new one when they look again.
    reply = _locked(code) or _locked(code)
    if reply is None:
        raise UnknownCode(str(UNKNOWN))
    return reply


def open_reply(code: str, *, at: datetime) -> Reply:
    """The same, while its consultation is open. Raises ConsultationClosed too."""
    reply = lock_reply(code)
    if not reply.consultation.is_open(at):
        raise ConsultationClosed(str(CLOSED))
    return reply


def _locked(code: str) -> Reply | None:
    lock = " FOR UPDATE OF r" if connection.features.has_select_for_update else ""
    found = records(FOUND, BY_ITS_CODE + lock, [hash_of(tidy(code)), *STANDING])
    return _joined(found[0])[1] if found else None


def _joined(row: Sequence[Any]) -> tuple[Consultation, Reply | None]:
    consultation, reply, version = row
    if reply is not None:
        reply.consultation, reply.version = consultation, version
    return consultation, reply
