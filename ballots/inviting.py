"""Letters with the personal link. The outbox holds ids only; the link is made at the moment of sending."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from ballots.errors import AlreadyVoted, WrongMoment
from ballots.linking import token_for
from ballots.models import Ballot, RollEntry, State
from union.accounts.models import User
from union.audit.recording import record
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import enqueue

INVITATION, AGAIN = "ballot_invitation", "ballot_link_again"
RESENDS_A_DAY = 3
BATCH = 500


def invite_members(ballot: Ballot, *, at: datetime, batch: int = BATCH) -> int:
    """Queue the invitation of up to `batch` members who have an address and none yet; how many it queued."""
    with transaction.atomic():
        waiting = _on_the_roll(ballot).filter(invited=False).exclude(member__email="")
        entries = list(waiting.select_related("member").select_for_update(of=("self",))[:batch])
        RollEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(invited=True)
        for entry in entries:
            _enqueue(INVITATION, entry, at=at, version=entry.issue)
    return len(entries)


def send_link_again(ballot: Ballot, *, address: str, at: datetime) -> None:
    """Send the present link once more to whoever has this address, three times a day at most.

    The caller learns nothing: an unknown address, a member who has voted, a fourth request are all silence.
    """
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    with transaction.atomic():
        asking = _on_the_roll(ballot).filter(member__email__iexact=address.strip())
        for entry in asking.select_related("member").select_for_update(of=("self",)):
            sent_today = entry.resends_today if entry.resend_day == today else 0
            if not ballot.is_open(at) or sent_today >= RESENDS_A_DAY:
                continue
            entry.resends, entry.resends_today, entry.resend_day = entry.resends + 1, sent_today + 1, today
            entry.save(update_fields=["resends", "resends_today", "resend_day"])
            _enqueue(AGAIN, entry, at=at, version=entry.resends)


def issue_new_link(entry: RollEntry, *, by: User, at: datetime) -> None:
    """A new link for a member whose address changed; the old one stops working.

    Raises AlreadyVoted and WrongMoment.
    """
    with transaction.atomic():
        if entry.ballot.state not in (State.SCHEDULED, State.OPEN, State.PAUSED):
            raise WrongMoment
        fresh = RollEntry.objects.filter(pk=entry.pk, has_voted=False, struck=False)
        if not fresh.update(issue=F("issue") + 1, invited=True):
            raise AlreadyVoted
        entry.refresh_from_db()
        record("ballot.link_renewed", subject=f"entry:{entry.pk}", by=by, at=at)
        if entry.member.email:
            _enqueue(INVITATION, entry, at=at, version=entry.issue)


def render_invitation(message: Message) -> Letter | None:
    """The letter with the present link; None once the vote is in, the ballot over or the link renewed."""
    entry = (
        RollEntry.objects.select_related("ballot__branch", "member")
        .filter(pk=message.subject.removeprefix("entry:"), has_voted=False, struck=False)
        .filter(ballot__state__in=[State.OPEN, State.PAUSED])
        .first()
    )
    if entry is None or (message.kind == INVITATION and entry.issue != message.version):
        return None
    context = {"ballot": entry.ballot, "name": entry.member.name, "token": token_for(entry)}
    return render_letter("ballots/invitation", {**context, "again": message.kind == AGAIN})


def _on_the_roll(ballot: Ballot) -> QuerySet[RollEntry]:
    return RollEntry.objects.filter(ballot=ballot, has_voted=False, struck=False).order_by("pk")


def _enqueue(kind: str, entry: RollEntry, *, at: datetime, version: int) -> None:
    enqueue(kind, subject=f"entry:{entry.pk}", to=entry.member.email, at=at, version=version)
