"""Reporting: the union has said what it heard and what it does about it, and tells those who took part."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from campaigns.consultations.errors import NotADraft, NothingSaid
from campaigns.consultations.models import Consultation, Outcome, Report
from campaigns.consultations.responding import published_outcomes
from campaigns.consultations.telling import MAIL, letters_at_most
from union.accounts.models import User
from union.audit.recording import record
from union.jobs.asking import ask_for


@dataclass(frozen=True)
class Checks:
    """What somebody sees before they report. `letters` is how many mailboxes are told, at most."""

    closed: bool
    published: int
    waiting: list[Outcome]
    letters: int


def checks(consultation: Consultation) -> Checks:
    waiting = Outcome.objects.filter(theme__consultation=consultation, published_at=None)
    return Checks(
        closed=consultation.state == Consultation.State.CLOSED,
        published=published_outcomes(consultation).count(),
        waiting=list(waiting.select_related("theme")),
        letters=letters_at_most(consultation),
    )


@transaction.atomic
def report_consultation(
    consultation: Consultation, *, by: User, at: datetime, summary: str = "", summary_cy: str = ""
) -> Report:
    """Mark it as reported and have everybody told who took part or asked for it.

    Refuses one that is still open or was reported before, and one without a published outcome unless the
    summary says why there is none.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.state != Consultation.State.CLOSED:
        raise NotADraft("Close the consultation before you report on it; it is reported on once.")
    if not summary.strip() and not published_outcomes(consultation).exists():
        raise NothingSaid("Publish an outcome first, or say in the summary why there is none.")
    report = Report.objects.create(
        consultation=consultation, summary=summary.strip(), summary_cy=summary_cy.strip(), by=by, at=at
    )
    consultation.state, consultation.reported_at = Consultation.State.REPORTED, at
    consultation.save(update_fields=["state", "reported_at"])
    record("consultation.reported", subject=f"consultation:{consultation.pk}", by=by, at=at)
    ask_for(MAIL, subject=f"consultation:{consultation.pk}", by=by, at=at)
    return report
