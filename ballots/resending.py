"""The lost link: asked for by anybody for any address, in the same statements; only the mailbox is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ballots.inviting import addresses
from ballots.linking import token_for
from ballots.standing import RUNNING, Place, places_of
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import enqueue, recipient_hash

AGAIN = "ballot_link_again"
LETTERS_A_DAY = 3


@transaction.atomic
def ask_again(address: str, *, language: str, at: datetime) -> None:
    """Put a letter for this address in the outbox, whether or not it is known: two statements, always.

    The fourth of a day carries the number of the third, and the outbox takes a message once.
    """
    subject = f"lost_link:{timezone.localtime(at).date()}"
    today = Message.objects.filter(kind=AGAIN, subject=subject, recipient_hash=recipient_hash(address))
    last = today.aggregate(last=Max("version"))["last"] or 0
    version = min(last + 1, LETTERS_A_DAY)
    enqueue(AGAIN, subject=subject, to=address.strip().lower(), at=at, version=version, language=language)


def render_again(message: Message) -> Letter | None:
    """The present links of everybody with this address; None for an address on no roll of an open ballot."""
    places = places_of(message.recipient, states=RUNNING)
    if not places:
        return None
    return render_letter("ballots/lost_link", {"places": [_line(place) for place in places]})


def _line(place: Place) -> dict[str, object]:
    return {
        "place": place,
        "entry": place.entry,
        "ballot": place.entry.ballot,
        **addresses(token_for(place.entry)),
    }
