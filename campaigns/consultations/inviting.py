"""Letters with a member's own link. The outbox holds ids only; the link is made at the moment of sending."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from campaigns.consultations.linking import token_for
from campaigns.consultations.models import Consultation, Participation
from campaigns.consultations.speaking import words_of
from union.jobs.pacing import Pace, in_silence
from union.languages import page_is_welsh
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import Envelope, enqueue_many

INVITATION = "views_invitation"
BATCH = 500


def reachable(consultation: Consultation) -> QuerySet[Participation]:
    """The places of members with an e-mail address, whether or not they answered."""
    return Participation.objects.filter(consultation=consultation, member__email__gt="")


def waits_for_invitations(consultation: Consultation) -> bool:
    """Whether somebody with an address has not had their turn."""
    return reachable(consultation).filter(invited=False).exists()


def invite_all(consultation: Consultation, *, at: datetime, progress: Pace = in_silence) -> int:
    """Queue invitations batch by batch while the consultation is open; how many members had their turn.

    Broken off anywhere it goes on behind the last batch. Everybody has a turn, answered or not: a number that
    depended on answers would tell of them.
    """
    everybody = reachable(consultation)
    of, before = everybody.count(), everybody.filter(invited=True).count()
    invited = 0
    still_open = Consultation.objects.filter(pk=consultation.pk, state=Consultation.State.OPEN)
    while still_open.exists() and (batch := _invite(consultation, at=at)):
        invited += batch
        progress(before + invited, of)
    return invited


def _invite(consultation: Consultation, *, at: datetime) -> int:
    with transaction.atomic():
        waiting = reachable(consultation).filter(invited=False).order_by("pk").select_related("member")
        places = list(waiting.select_for_update(of=("self",))[:BATCH])
        Participation.objects.filter(pk__in=[place.pk for place in places]).update(invited=True)
        enqueue_many(INVITATION, envelopes(places), at=at)
    return len(places)


def envelopes(places: list[Participation]) -> list[Envelope]:
    """A letter to each of these members, about their place."""
    return [Envelope(f"participation:{place.pk}", place.member.email) for place in places]


def render_invitation(message: Message) -> Letter | None:
    """The letter with the link; None once the consultation is not open any more."""
    place = place_to_write_to(message)
    return None if place is None else letter_with_link("consultations/invitation", place)


def place_to_write_to(message: Message) -> Participation | None:
    """Whom a letter with a link is about, as long as the consultation is open."""
    return (
        Participation.objects.filter(
            pk=message.subject.removeprefix("participation:"), consultation__state=Consultation.State.OPEN
        )
        .select_related("consultation", "member")
        .first()
    )


def letter_with_link(event: str, place: Participation) -> Letter:
    """A letter to one member with their own link."""
    context = {
        "consultation": place.consultation,
        "title": words_of(place.consultation, "title"),
        "name": place.member.name,
        **addresses_of(place),
    }
    return render_letter(event, context)


def addresses_of(place: Participation) -> Mapping[str, str]:
    """The link in the language of the letter, and in the other one."""
    in_welsh = page_is_welsh()
    here, there = ("cy", "en-gb") if in_welsh else ("en-gb", "cy")
    return {"link": link_in(here, place), "other_link": link_in(there, place)}


def link_in(language: str, place: Participation) -> str:
    """The whole address of a member's link."""
    with translation.override(language):
        return settings.BASE_URL + reverse(
            "consultations:link", args=[place.consultation.slug, token_for(place)]
        )
