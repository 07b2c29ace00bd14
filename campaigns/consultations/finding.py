"""Finding a reply by its receipt code, the only way there is."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.consultations.codes import hash_of, tidy
from campaigns.consultations.errors import ConsultationClosed, UnknownCode
from campaigns.consultations.models import Consultation, Reply

CLOSED = _("This consultation is closed. Replies can no longer be sent, changed or withdrawn.")
UNKNOWN = _("We know no reply with this code. Check the sixteen letters and digits, and type them again.")
STANDING = [Reply.State.STARTED, Reply.State.SENT]


def find_reply(consultation: Consultation, *, code: str) -> Reply:
    """The reply behind a code, however it is typed, for reading; UnknownCode when there is none any more."""
    try:
        return consultation.replies.select_related("version", "consultation").get(
            code_hash=hash_of(tidy(code)), state__in=STANDING
        )
    except Reply.DoesNotExist as unknown:
        raise UnknownCode(str(UNKNOWN)) from unknown


def lock_reply(code: str) -> Reply:
    """The reply behind a code, locked until the caller's transaction ends."""
    standing = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("version", "consultation")
        .filter(code_hash=hash_of(tidy(code)), state__in=STANDING)
    )
    # Whoever waited while the reply was mixed finds the old row gone, and the new one when they look again.
    reply = standing.first() or standing.first()
    if reply is None:
        raise UnknownCode(str(UNKNOWN))
    return reply


def open_reply(code: str, *, at: datetime) -> Reply:
    """The same, while its consultation is open."""
    reply = lock_reply(code)
    if not reply.consultation.is_open(at):
        raise ConsultationClosed(str(CLOSED))
    return reply
