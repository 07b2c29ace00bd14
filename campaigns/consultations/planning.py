"""Planning the places of a consultation: a row for each member of its audience, in random order."""

from datetime import date, datetime, timedelta
from secrets import SystemRandom

from django.db import connection, transaction
from django.utils import timezone

from campaigns.consultations.audience import audience_of
from campaigns.consultations.errors import NobodyToAsk
from campaigns.consultations.models import Audience, Consultation, Participation, Reminder
from union.jobs.pacing import Pace, in_silence

FEWEST_ANONYMOUS = 20
BATCH = 2000
TWO_DAYS = timedelta(days=2)


def check_audience(consultation: Consultation) -> None:
    """Refuses an audience of nobody, and an anonymous one in which everybody would be known."""
    size = audience_of(consultation).count()
    if not size:
        raise NobodyToAsk("No active member on the roll fits. Choose other regions, branches or employers.")
    if consultation.is_anonymous and size < FEWEST_ANONYMOUS:
        raise NobodyToAsk(
            f"Only {size} active members fit: nobody is anonymous among fewer than {FEWEST_ANONYMOUS}. "
            "Ask more members, or choose another way to answer."
        )


def plan_places(consultation: Consultation, *, at: datetime, progress: Pace = in_silence) -> Audience:
    """A place for every member who fits now, all or none; done once, whoever asks again.

    The order is random, so that neither numbers nor places on the disk follow the roll. The usual days of
    reminders come with it, unless somebody was quicker and chose others.
    """
    with transaction.atomic():
        row = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
        if planned := Audience.objects.filter(consultation=row).first():
            return planned
        members = list(audience_of(row).order_by("pk").values_list("pk", "email"))
        SystemRandom().shuffle(members)
        _check_references_at_once()
        for start in range(0, len(members), BATCH):
            _plan(row, [pk for pk, _ in members[start : start + BATCH]])
            progress(min(start + BATCH, len(members)), len(members))
        days = [] if row.reminders.exists() else usual_days(row, at=at)
        Reminder.objects.bulk_create(Reminder(consultation=row, day=day) for day in days)
        return Audience.objects.create(
            consultation=row,
            size=len(members),
            without_address=sum(not email for _, email in members),
            planned_at=at,
        )


def usual_days(consultation: Consultation, *, at: datetime) -> list[date]:
    """Half-way, and two days before the close, where the consultation is open long enough for them."""
    opens = timezone.localdate(max(consultation.opens, at))
    closes = timezone.localdate(consultation.closes)
    usual = {opens + (closes - opens) / 2, closes - TWO_DAYS}
    return sorted(day for day in usual if opens < day < closes)


def _plan(consultation: Consultation, members: list[int]) -> None:
    Participation.objects.bulk_create(
        Participation(consultation=consultation, member_id=pk) for pk in members
    )


def _check_references_at_once() -> None:
    """Or the commit would check all of them in one statement, unseen, and longer than one may take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
