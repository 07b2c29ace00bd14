"""The lost link: asked for by anybody for any address, in the same statements; only the mailbox is told."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.consultations.errors import TooManyKnocks
from campaigns.consultations.inviting import addresses_of
from campaigns.consultations.models import Consultation, Participation, Reply
from campaigns.consultations.speaking import words_of
from campaigns.consultations.taking_part import is_used
from union.mail.models import Message
from union.mail.rationing import enqueue_at_most
from union.mail.rendering import Letter, render_letter
from union.networks import too_many_tries

AGAIN = "views_link_again"
LETTERS_A_DAY = 3
TRIES_A_DAY = 30
STARTS_A_DAY = 3000  # replies begun from one internet address: a conference that answers in its hall is below
TOO_MANY = _("Too many links were asked for from where you are. Try again tomorrow, or from elsewhere.")
TOO_MANY_STARTS = _(
    "Very many replies were begun today from the network you are in, so no more can be begun from it until "
    "tomorrow. A reply that you have begun is not lost: go on with it on its own device, or return to it "
    "with its receipt code. To begin now, use another network, such as the one of your phone."
)


def knock(
    address: str, *, at: datetime, form: str = "", most: int = TRIES_A_DAY, refusal: Promise | str = TOO_MANY
) -> None:
    """Count one try from this internet address, at a form that sends a letter to whatever address is typed.

    Each form counts by itself, under a key that changes daily. Raises TooManyKnocks.
    """
    if too_many_tries(f"views {form}", address=address, most=most, at=at):
        raise TooManyKnocks(refusal)


def knock_to_begin(address: str, *, at: datetime) -> None:
    """Count a reply begun where anybody may answer, so that no single machine floods the moderators."""
    knock(address, at=at, form="begin", most=STARTS_A_DAY, refusal=TOO_MANY_STARTS)


def ask_again(consultation: Consultation, address: str, *, language: str, at: datetime) -> None:
    """Put a letter for this address in the outbox, whether or not it is known; three a day at most."""
    subject, to = f"views_link:{consultation.pk}:{timezone.localdate(at)}", address.strip().lower()
    enqueue_at_most(LETTERS_A_DAY, AGAIN, subject=subject, to=to, language=language, at=at)


def render_again(message: Message) -> Letter | None:
    """The links of everybody with this address; None for one to which an open consultation is not put."""
    places = list(
        Participation.objects.filter(
            consultation=int(message.subject.split(":")[1]),
            consultation__state=Consultation.State.OPEN,
            member__email=message.recipient,
            member__email__gt="",
        )
        .select_related("consultation", "member")
        .order_by("member__number")
    )
    if not places:
        return None
    consultation, shared = places[0].consultation, len(places) > 1
    context = {
        "consultation": consultation,
        "title": words_of(consultation, "title"),
        "lines": _lines(places, shared=shared),
        "shared": shared,
        "desk": settings.BASE_URL + reverse("me"),
    }
    return render_letter("consultations/lost_link", context)


def _lines(places: Collection[Participation], *, shared: bool) -> list[Mapping[str, object]]:
    """Each place with its link and, where the mailbox is one member's, whether its reply is begun or sent.

    We do not know which of two members of one household reads: neither learns whether the other answered.
    """
    replies = Reply.objects.filter(participation__in=places, state=Reply.State.SENT)
    sent = set(replies.values_list("participation", flat=True))
    return [
        {
            "place": place,
            "used": is_used(place) and not shared,
            "sent": place.pk in sent and not shared,
            **addresses_of(place),
        }
        for place in places
    ]
