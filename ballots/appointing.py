"""Who the scrutineers of a ballot are: appointed by the office, accepted with a signing key of their own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ballots.awaiting import call_appointed
from ballots.drafting import locked_draft, works_for
from ballots.errors import NotYours, ScrutinyRefused
from ballots.models import Appointment, Ballot
from union.accounts.models import Role, User
from union.audit.recording import record


def is_scrutineer_of(user: User, ballot: Ballot) -> bool:
    """Whether somebody has accepted to watch over this ballot, and holds the role still."""
    accepted = ballot.appointments.filter(user=user, accepted_at__isnull=False)
    return user.roles.filter(kind=Role.Kind.SCRUTINEER).exists() and accepted.exists()


def may_be_appointed(ballot: Ballot) -> QuerySet[User]:
    """Scrutineers who do not work for the ballot office, and are not appointed to this ballot yet."""
    office = User.objects.filter(roles__kind=Role.Kind.NATIONAL_OFFICE)
    return (
        User.objects.filter(is_active=True, roles__kind=Role.Kind.SCRUTINEER)
        .exclude(pk__in=office.values("pk"))
        .exclude(appointments__ballot=ballot)
        .order_by("name", "email")
    )


def appoint_scrutineer(ballot: Ballot, user: User, *, by: User, at: datetime) -> Appointment:
    """The office names somebody as scrutineer of a draft, and they get a letter.

    Raises NotYours, NotADraft, and ScrutinyRefused for a ballot in the platform's custody and for whoever is
    appointed already, holds no such role, or works for the office.
    """
    with transaction.atomic():
        draft = _draft_of_scrutineers(ballot, by=by)
        if not may_be_appointed(draft).filter(pk=user.pk).exists():
            raise ScrutinyRefused(
                "Choose somebody with the role of scrutineer who does not work for the ballot office "
                "and is not appointed to this ballot already."
            )
        appointment = Appointment.objects.create(ballot=draft, user=user, appointed_by=by, appointed_at=at)
        call_appointed(appointment, at=at)
        record("ballot.scrutineer_appointed", subject=draft.subject, by=by, at=at, detail={"user": user.pk})
    return appointment


def dismiss_scrutineer(appointment: Appointment, *, by: User, at: datetime) -> None:
    """Take an appointment to a draft back. Raises NotYours, NotADraft and ScrutinyRefused."""
    with transaction.atomic():
        draft = _draft_of_scrutineers(appointment.ballot, by=by)
        gone, _ = draft.appointments.filter(pk=appointment.pk).delete()
        if not gone:
            raise ScrutinyRefused("This appointment was taken back already.")
        detail = {"user": appointment.user_id}
        record("ballot.scrutineer_dismissed", subject=draft.subject, by=by, at=at, detail=detail)


def accept_appointment(ballot: Ballot, *, signing_key: str, by: User, at: datetime) -> Appointment:
    """A scrutineer says yes and leaves the public half of a signing key; until the freeze also a new one.

    Raises NotYours for whoever is not appointed, NotADraft, and ScrutinyRefused for a colleague's key.
    """
    with transaction.atomic():
        draft = locked_draft(ballot)
        appointment = draft.appointments.filter(user=by).first()
        if appointment is None or not by.roles.filter(kind=Role.Kind.SCRUTINEER).exists():
            raise NotYours("You are not appointed as scrutineer of this ballot: ask the ballot office.")
        if draft.appointments.exclude(pk=appointment.pk).filter(signing_key=signing_key).exists():
            raise ScrutinyRefused("Another scrutineer has left this key: make a key of your own.")
        appointment.signing_key, appointment.accepted_at = signing_key, at
        appointment.save(update_fields=["signing_key", "accepted_at"])
        detail = {"fingerprint": appointment.fingerprint}
        record("ballot.appointment_accepted", subject=draft.subject, by=by, at=at, detail=detail)
    return appointment


def _draft_of_scrutineers(ballot: Ballot, *, by: User) -> Ballot:
    if not works_for(by, ballot.branch):
        raise NotYours
    refuse_other_custody(ballot)
    return locked_draft(ballot)


def refuse_other_custody(ballot: Ballot) -> None:
    """Raises ScrutinyRefused for a ballot whose key the platform holds."""
    if ballot.custody != Ballot.Custody.SCRUTINEERS:
        raise ScrutinyRefused("The key of this ballot is held by the platform: it has no scrutineers.")
