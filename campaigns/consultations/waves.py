"""Asking again: a new draft with the questions of a closed consultation, under the same keys."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.drafting import draft_consultation
from campaigns.consultations.errors import ConsultationClosed, HasAnotherWave
from campaigns.consultations.models import Consultation
from campaigns.consultations.questionnaire import thaw
from union.accounts.models import User
from union.asking import at_time, is_left_out

WORDS = ("purpose", "already_decided", "who_reads", "attribution")
WELSH = ("in_welsh", "title_cy", "purpose_cy", "already_decided_cy", "who_reads_cy", "sectors")
LISTS = ("regions", "branches", "employers")


@transaction.atomic
def draft_next_wave(consultation: Consultation, *, by: User, at: datetime) -> Consultation:
    """A draft with the words, audience and frozen questions of `consultation`, from today on.

    It closes after as many days, at the same hour, and is reported after as many, as that one. Raises
    ConsultationClosed while that one is not closed, and HasAnotherWave where its next wave exists.
    """
    earlier = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if earlier.state not in {Consultation.State.CLOSED, Consultation.State.REPORTED}:
        raise ConsultationClosed("Close this consultation before you ask again.")
    if Consultation.objects.filter(earlier_wave=earlier).exists():
        raise HasAnotherWave("The next wave of this consultation is there already: go on with that one.")
    closes = _closes_as(earlier, at=at)
    wait = earlier.report_by - timezone.localdate(earlier.closes)
    draft = draft_consultation(
        earlier.title,
        slug="",
        words={name: getattr(earlier, name) for name in WORDS},
        opens=at,
        closes=closes,
        report_by=timezone.localdate(closes) + wait,
        asked=thaw(earlier.current_version().content).asked,
        by=by,
        at=at,
        mode=earlier.mode,
    )
    draft.earlier_wave = earlier
    for name in WELSH:
        setattr(draft, name, getattr(earlier, name))
    draft.save(update_fields=["earlier_wave", *WELSH])
    for name in LISTS:
        getattr(draft, name).set(getattr(earlier, name).all())
    return draft


def _closes_as(earlier: Consultation, *, at: datetime) -> datetime:
    """As many days from now as it was open, at its hour; a day later where that is past or left out."""
    before = timezone.localtime(earlier.closes)
    day = timezone.localdate(at) + (before.date() - timezone.localdate(earlier.opens))
    closes = at_time(day, before.time())
    return closes if closes > at and not is_left_out(day, before.time()) else closes + timedelta(days=1)
