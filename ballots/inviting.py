"""Letters with the personal link. The outbox holds ids only; the link is made at the moment of sending."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from ballots.errors import WrongMoment
from ballots.linking import token_for
from ballots.models import Ballot, RollEntry, State
from ballots.standing import RUNNING
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import Envelope, enqueue_many

INVITATION, RENEWED = "ballot_invitation", "ballot_new_link"
BATCH = 500
HAS_ADDRESS = Q(email__gt="") | Q(member__email__gt="")


def invite_members(ballot: Ballot, *, at: datetime, batch: int = BATCH) -> int:
    """Queue the invitation of up to `batch` members who have an address and none yet; how many it queued."""
    with transaction.atomic():
        waiting = RollEntry.objects.filter(ballot=ballot, has_voted=False, struck=False, invited=False)
        reachable = waiting.filter(HAS_ADDRESS).order_by("pk").select_related("member")
        entries = list(reachable.select_for_update(of=("self",))[:batch])
        RollEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(invited=True)
        _enqueue(INVITATION, entries, at=at)
    return len(entries)


def renew_link(entry: RollEntry, *, at: datetime) -> None:
    """A new link and code for a member; the old ones stop working. Raises WrongMoment.

    Once the ballot runs, it is mailed where there is an address and still a vote to cast. It is renewed after
    a vote as well: a code that is the same on the next letter would tell. No audit entry, for that reason.
    """
    with transaction.atomic():
        ballot = Ballot.objects.only("state").get(pk=entry.ballot_id)
        if ballot.state not in (State.SCHEDULED, *RUNNING):
            raise WrongMoment
        runs = ballot.state in RUNNING
        changes = {"issue": F("issue") + 1} | ({"invited": True} if runs else {})
        RollEntry.objects.filter(pk=entry.pk).update(**changes)
        entry.refresh_from_db()
        if runs and entry.address:
            _enqueue(RENEWED, [entry], at=at)


def render_invitation(message: Message) -> Letter | None:
    """The letter with the present link; None once the vote is in, the ballot over or the link renewed."""
    entry = entry_to_write_to(message)
    if entry is None or entry.issue != message.version:
        return None
    context = {"ballot": entry.ballot, "name": entry.member.name, "renewed": message.kind == RENEWED}
    return render_letter("ballots/invitation", context | addresses_of(entry))


def entry_to_write_to(message: Message) -> RollEntry | None:
    """Whom a letter with a link is about, as long as there is a vote to cast."""
    return (
        RollEntry.objects.select_related("ballot__branch", "member")
        .filter(pk=message.subject.removeprefix("entry:"), has_voted=False, struck=False)
        .filter(ballot__state__in=RUNNING)
        .first()
    )


def addresses_of(entry: RollEntry) -> dict[str, str]:
    """The voting link in the language of the letter, and in the other one."""
    token = token_for(entry)
    in_welsh = (get_language() or "en").startswith("cy")
    here, there = ("cy", "en-gb") if in_welsh else ("en-gb", "cy")
    return {"link": link_in(here, token), "other_link": link_in(there, token)}


def link_in(language: str, token: str) -> str:
    """The whole address of a voting link."""
    with translation.override(language):
        return settings.BASE_URL + reverse("ballots:link", args=[token])


def _enqueue(kind: str, entries: list[RollEntry], *, at: datetime) -> None:
    """One statement for each issue among them, which is nearly always the first."""
    for issue in sorted({entry.issue for entry in entries}):
        envelopes = [Envelope(f"entry:{e.pk}", e.address) for e in entries if e.issue == issue]
        enqueue_many(kind, envelopes, at=at, version=issue)
