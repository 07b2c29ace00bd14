"""One's own ballots at `/me/`: the places a proved address has on rolls, and what its owner may do there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from ballots.models import BEFORE_RESULT, RESULT_OUT, RollEntry, State
from ballots.resending import AGAIN
from ballots.standing import Place, places_of
from ballots.telling import RESULT
from union.mail.forgetting import forget

KEPT = (State.FROZEN, State.SCHEDULED, *BEFORE_RESULT, *RESULT_OUT, State.VOID)


def show(address: str, *, at: datetime) -> Mapping[str, object] | None:
    """What the section of `/me/` draws: ballots whose result is not out."""
    places = places_of(address, states=BEFORE_RESULT)
    rows = [{"place": place, "open": place.entry.ballot.is_open(at)} for place in places]
    return {"rows": rows} if rows else None


def wish_for_result(place: Place, *, wanted: bool) -> None:
    """Have the result mailed to this place’s address, or no longer, whether or not there was a vote."""
    RollEntry.objects.filter(pk=place.entry.pk).update(wants_result=wanted)


def collect(address: str) -> Mapping[str, Any]:
    """Everything held about the address, fit for JSON."""
    rolls = [_line(place) for place in places_of(address, states=KEPT, struck=True)]
    return {"rolls": rolls} if rolls else {}


def goes(address: str) -> list[str]:
    """One sentence for what erasing deletes: the roll itself stays."""
    n = len(_wishes(address))
    sentence = ngettext(
        "your wish to be mailed the result of %(n)d ballot",
        "your wishes to be mailed the results of %(n)d ballots",
        n,
    )
    return [sentence % {"n": n}] if n else []


@transaction.atomic
def erase(address: str, *, at: datetime) -> int:
    """Drop the wishes and the letters about lost links; places on a roll and papers stay. How many rows."""
    gone = RollEntry.objects.filter(pk__in=_wishes(address)).update(wants_result=False)
    return gone + forget(address, kinds=_on_request())


def _wishes(address: str) -> list[int]:
    places = places_of(address, states=KEPT, struck=True)
    return [place.entry.pk for place in places if place.entry.wants_result]


def _on_request() -> list[str]:
    """Letters that somebody asked for; those about an unfinished ballot still have to arrive."""
    return [AGAIN, RESULT]


def _line(place: Place) -> dict[str, Any]:
    entry = place.entry
    line = {
        "ballot": entry.ballot.title,
        "member": entry.member.name,
        "membership_number": entry.number,
        "branch": entry.branch,
        "region": entry.region,
        "address_for_this_ballot": entry.email,
        "asked_for_the_result": entry.wants_result,
    }
    if entry.struck:
        line["struck_off"] = True
    return line if place.shared else line | {"vote_recorded": entry.has_voted}
