"""The lost link: asked for by anybody for any address, in the same statements; only the mailbox is told."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ballots.inviting import addresses
from ballots.linking import token_for
from ballots.models import RUNNING
from ballots.standing import Place, places_of
from union.mail.models import Message
from union.mail.rationing import enqueue_at_most
from union.mail.rendering import Letter, render_letter

AGAIN = "ballot_link_again"
LETTERS_A_DAY = 3


def ask_again(address: str, *, language: str, at: datetime) -> None:
    """Put a letter for this address in the outbox, whether or not it is known; three a day at most."""
    subject, to = f"lost_link:{timezone.localdate(at)}", address.strip().lower()
    enqueue_at_most(LETTERS_A_DAY, AGAIN, subject=subject, to=to, language=language, at=at)


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
