"""A member on the roll begins: an anonymous link is exchanged for a receipt code, once; a known one opens.

docs/decisions/0123, 0124 and 0242 say what each mode keeps. Never audited: it would be a log of who answered.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.consultations.codes import hash_of
from campaigns.consultations.errors import AlreadySent, ConsultationClosed, LinkUsed
from campaigns.consultations.finding import CLOSED
from campaigns.consultations.linking import code_of_known
from campaigns.consultations.models import Participation, Reply

USED = _("This link was used. Your receipt code opens your reply; a lost code cannot be recovered.")
SENT = _("You have sent your reply. The link in your letter does not open it again; your own desk does.")


def take_part(place: Participation, *, code: str, at: datetime, from_desk: bool = False) -> str:
    """The receipt code with which this member answers, from now on the only key to the reply.

    Anonymous: `code` becomes that of an empty reply, once; LinkUsed from then on. Confidential and named: the
    code is that of the place, and the reply is begun where there is none. One that was sent opens only for
    whoever comes from their own desk, where the mailbox was proved within the hour; others get AlreadySent.
    Raises ConsultationClosed; a known reply that was sent can still be opened then, to read it and to take
    consents back.
    """
    if place.consultation.is_anonymous:
        _exchange(place, code=code, at=at)
        return code
    return _open_own(place, at=at, from_desk=from_desk)


def is_used(place: Participation) -> bool:
    """Whether the link of this place opens nothing any more."""
    return place.consultation.is_anonymous and place.answered_on is not None


@transaction.atomic
def _exchange(place: Participation, *, code: str, at: datetime) -> None:
    """Mark the place and begin a reply that does not know of it: both or neither."""
    if not place.consultation.is_open(at):
        raise ConsultationClosed(CLOSED)
    today = timezone.localdate(at)
    unmarked = Participation.objects.filter(pk=place.pk, answered_on=None)
    if not unmarked.update(answered_on=today):
        raise LinkUsed(USED)
    Reply.objects.create(
        consultation=place.consultation,
        version=place.consultation.current_version(),
        mode=place.consultation.mode,
        code_hash=hash_of(code),
        readable=False,
        started_on=today,
    )


@transaction.atomic
def _open_own(place: Participation, *, at: datetime, from_desk: bool) -> str:
    was_sent = Reply.objects.filter(participation=place, state=Reply.State.SENT).exists()
    if was_sent and not from_desk:
        raise AlreadySent(SENT)
    code = code_of_known(place)
    # Another code than before only where the site's key was changed.
    Reply.objects.filter(participation=place).exclude(code_hash=hash_of(code)).update(code_hash=hash_of(code))
    if not place.consultation.is_open(at):
        if was_sent:
            return code
        raise ConsultationClosed(CLOSED)
    today = timezone.localdate(at)
    reply, _new = Reply.objects.get_or_create(
        participation=place,
        defaults={
            "consultation": place.consultation,
            "version": place.consultation.current_version(),
            "mode": place.consultation.mode,
            "code_hash": hash_of(code),
            "started_on": today,
        },
    )
    if reply.state == Reply.State.WITHDRAWN:
        reply.consents.all().delete()
        reply.state, reply.started_on, reply.sent_on, reply.withdrawn_on = (
            Reply.State.STARTED, today, None, None,
        )  # fmt: skip
        reply.save(update_fields=["state", "started_on", "sent_on", "withdrawn_on"])
    return code
