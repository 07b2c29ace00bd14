"""Letters with the personal link. The outbox holds ids only; the link is made at the moment of sending.

Whose turn it is, how many had it, and what becomes of each letter depends on nobody's vote: a number or a
state that did would tell of it (docs/decisions/0116-an-invitation-leaves-vote-or-no-vote.md).
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from ballots.errors import WrongMoment
from ballots.fixing import shows
from ballots.linking import token_for
from ballots.models import RUNNING, UNTIL_CLOSE, Ballot, RollEntry, State
from union.gaps import Kept
from union.jobs.pacing import Pace, in_silence
from union.languages import page_is_welsh
from union.mail.models import Message
from union.mail.rendering import Letter, fill_letter
from union.mail.sending import Envelope, enqueue_many
from union.members.models import Branch, Member
from union.pages.context import looks
from union.pages.templatetags.look import organisation_at_large
from union.statements import records

INVITATION, RENEWED = "ballot_invitation", "ballot_new_link"
BATCH = 500
LETTERS = Kept(most=60)  # three parts of each letter of a ballot, in two languages
# Read at the moment of sending, for each letter.
WITH_MEMBER = (
    ("entry", RollEntry, ("id", "ballot_id", "link_id", "issue")),
    ("ballot", Ballot, ("id", "title", "slug", "branch_id", "closes_at", "form_hash")),
    ("branch", Branch, ("id", "name")),
    ("member", Member, ("id", "name")),
)
FROM_A_LETTER = f"""
    FROM ballots_rollentry entry
    JOIN ballots_ballot ballot ON ballot.id = entry.ballot_id
    LEFT JOIN members_branch branch ON branch.id = ballot.branch_id
    JOIN members_member member ON member.id = entry.member_id
    WHERE entry.id = %s AND ballot.state IN ({", ".join(["%s"] * len(RUNNING))})
"""
# Whether a strike took effect would tell of a vote; that it was asked for does not.
STAYS = f"{FROM_A_LETTER} AND NOT entry.strike_asked"
MAY_STILL_VOTE = f"{FROM_A_LETTER} AND NOT entry.has_voted AND NOT entry.struck"
HAS_ADDRESS = Q(email__gt="") | Q(member__email__gt="")


def waits_for_invitations(ballot: Ballot) -> bool:
    """Whether somebody with an address has not had their turn."""
    return reachable(ballot).filter(invited=False).exists()


def invite_all(ballot: Ballot, *, at: datetime, progress: Pace = in_silence) -> int:
    """Queue invitations batch by batch for as long as the ballot is open; how many members had their turn.

    Paused, closed or killed it ends there, and goes on there when it is called again. `progress` is told how
    many have had their turn in all, of those who can be reached.
    """
    turns = reachable(ballot)
    of, before = turns.count(), turns.filter(invited=True).count()
    invited = after = 0
    still_open = Ballot.objects.filter(pk=ballot.pk, state=State.OPEN)
    while still_open.exists() and (entries := invite_some(ballot, at=at, batch=BATCH, after=after)):
        invited, after = invited + len(entries), entries[-1].pk
        progress(before + invited, of)
    return invited


def invite_some(ballot: Ballot, *, at: datetime, batch: int = BATCH, after: int = 0) -> list[RollEntry]:
    """Queue the invitations of up to `batch` members behind `after`: each has had their turn now."""
    with transaction.atomic():
        waiting = reachable(ballot).filter(invited=False, pk__gt=after).order_by("pk")
        entries = list(waiting.select_related("member").select_for_update(of=("self",))[:batch])
        RollEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(invited=True)
        _enqueue(INVITATION, entries, language=ballot.language_of_letters, at=at)
    return entries


def reachable(ballot: Ballot) -> QuerySet[RollEntry]:
    """The roll that mail reaches, votes or no votes, without those whose strike was asked for."""
    return RollEntry.objects.filter(HAS_ADDRESS, ballot=ballot, strike_asked=False)


def renew_link(entry: RollEntry, *, at: datetime) -> None:
    """A new link and code for a member; the old ones stop working. Raises WrongMoment.

    Once the ballot runs, it is mailed where there is an address. All of it happens after a vote as well: a
    code that stays the same, or a letter that does not come, would tell. For that reason no audit entry.
    """
    with transaction.atomic():
        ballot = Ballot.objects.only("state", "language").get(pk=entry.ballot_id)
        if ballot.state not in UNTIL_CLOSE:
            raise WrongMoment
        runs = ballot.state in RUNNING
        changes = {"issue": F("issue") + 1} | ({"invited": True} if runs else {})
        RollEntry.objects.filter(pk=entry.pk).update(**changes)
        entry.refresh_from_db()
        if runs and entry.address:
            _enqueue(RENEWED, [entry], language=ballot.language_of_letters, at=at)


def render_invitation(message: Message) -> Letter | None:
    """The letter with the present link; None once the ballot is over, the link renewed or a strike asked for.

    Whoever has voted gets it too.
    """
    entry = entry_to_write_to(message, among=STAYS)
    if entry is None or entry.issue != message.version:
        return None
    return letter_with_link("ballots/invitation", entry, renewed=message.kind == RENEWED)


def letter_with_link(event: str, entry: RollEntry, **said: bool) -> Letter:
    """The letter to a member: drawn once in a process for all of a ballot, with gaps for name and links."""
    return fill_letter(
        event,
        kept=LETTERS,
        shows=(*shows(entry.ballot), *said.items(), looks(organisation_at_large())),
        context=lambda own: {"ballot": entry.ballot, "name": own["name"], **said, **addresses(own["token"])},
        own={"name": entry.member.name, "token": token_for(entry)},
    )


def entry_to_write_to(message: Message, *, among: str) -> RollEntry | None:
    """Whom a letter with a link is about, where the ballot runs and the member is `among` these."""
    pk = int(message.subject.removeprefix("entry:"))
    found = records(WITH_MEMBER, among, [pk, *RUNNING])
    if not found:
        return None
    entry, ballot, branch, member = cast("tuple[RollEntry, Ballot, Branch | None, Member]", found[0])
    entry.ballot, entry.member, ballot.branch = ballot, member, branch
    return entry


def addresses(token: str) -> dict[str, str]:
    """The voting link of this token in the language of the letter, and in the other one."""
    in_welsh = page_is_welsh()
    here, there = ("cy", "en-gb") if in_welsh else ("en-gb", "cy")
    return {"link": link_in(here, token), "other_link": link_in(there, token)}


def link_in(language: str, token: str) -> str:
    """The whole address of a voting link; safe where the token is, which may be a gap."""
    with translation.override(language):
        before = reverse("ballots:link", args=["-"]).removesuffix("-/")
    address = f"{settings.BASE_URL}{before}{token}/"
    return mark_safe(address) if isinstance(token, SafeString) else address


def _enqueue(kind: str, entries: list[RollEntry], *, language: str, at: datetime) -> None:
    """One statement for each issue among them, which is nearly always the first."""
    for issue in sorted({entry.issue for entry in entries}):
        envelopes = [Envelope(f"entry:{e.pk}", e.address, language) for e in entries if e.issue == issue]
        enqueue_many(kind, envelopes, at=at, version=issue)
