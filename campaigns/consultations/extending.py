"""A later closing time, for a reason that the page of the consultation says."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.editions import check_seen
from campaigns.consultations.errors import ConsultationClosed, UnsuitableClose
from campaigns.consultations.models import Consultation
from union.accounts.models import User
from union.audit.recording import record

MOVED = ("closes", "extended_because")


@transaction.atomic
def extend_consultation(
    consultation: Consultation, *, closes: datetime, reason: str, by: User, at: datetime, seen: str = ""
) -> None:
    """Replies are taken until `closes`. The reason is published, so it names nobody.

    Raises ConsultationClosed for one that is not open, and UnsuitableClose for a time that is not later than
    the present close, or after the day on which the union has promised to report; DecidedMeanwhile where the
    close or its reason are another edition than was `seen`.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.state != Consultation.State.OPEN or consultation.closes <= at:
        raise ConsultationClosed("This consultation is not open: its close can no longer be moved.")
    check_seen(consultation, MOVED, seen=seen, said={"closes": closes, "extended_because": reason})
    if closes <= consultation.closes:
        raise UnsuitableClose("Choose a time after the present close.")
    if timezone.localdate(closes) > consultation.report_by:
        promised = f"{consultation.report_by:%-d %B %Y}"
        raise UnsuitableClose(f"The union has promised to report by {promised}: choose a day before that.")
    detail = {"from": consultation.closes.isoformat(), "to": closes.isoformat()}
    consultation.closes, consultation.extended_because = closes, reason
    consultation.save(update_fields=["closes", "extended_because"])
    record("consultation.extended", subject=f"consultation:{consultation.pk}", by=by, at=at, detail=detail)
