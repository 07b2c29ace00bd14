"""The address of a ballot comes from its name; that of a draft follows it, until something leads there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from ballots.models import Ballot, State
from ballots.trying_out import TEST_LETTER
from union.accounts.models import User
from union.audit.models import Entry
from union.audit.recording import record
from union.mail.models import Message
from union.slugs import LONGEST, under_a_free_slug

OTHERWISE = "ballot"  # for a title without letters
# Somebody else was sent the address with these.
SENT = ("ballot.freeze_proposed", "ballot.scrutineer_appointed")


def free_addresses() -> Mapping[str, Any]:
    """How a new address is found: not one that a draft had before, as pages at it may be open still.

    Nor what stands at the place of a ballot in an address of the desk.
    """
    moves = Entry.objects.filter(subject__in=_drafts(), action="ballot.moved")
    return {"otherwise": OTHERWISE, "taken": {"new", *(move.detail["was"] for move in moves)}}


def follow_the_name(draft: Ballot, *, by: User, at: datetime) -> None:
    """Give a draft the address of its title, in the transaction that changed it and holds the draft.

    Nothing happens where the address fits already, or was in a letter to anybody, a test letter too.
    """
    before = draft.slug
    if _fits(before, draft.title) or _is_out(draft):
        return
    row = Ballot.objects.filter(pk=draft.pk)
    under_a_free_slug(Ballot, draft.title, lambda slug: row.update(slug=slug), **free_addresses())
    draft.refresh_from_db(fields=["slug"])
    record("ballot.moved", subject=draft.subject, by=by, at=at, detail={"was": before, "now": draft.slug})


def moved_to(slug: str, user: User) -> str:
    """The address now of a draft of this person's that had `slug` before; empty where there is none."""
    mine = Ballot.objects.visible_to(user).filter(state=State.DRAFT).only("slug")
    drafts = {one.subject: one.slug for one in mine}
    moves = Entry.objects.filter(subject__in=drafts, action="ballot.moved", detail__was=slug)
    last = moves.order_by("pk").last()
    return drafts[last.subject] if last else ""


def _drafts() -> list[str]:
    return [one.subject for one in Ballot.objects.filter(state=State.DRAFT).only("pk")]


def _fits(slug: str, title: str) -> bool:
    """Whether this is what the title gives, with a number behind it or without."""
    stem = slugify(title)[:LONGEST].strip("-") or OTHERWISE
    return re.fullmatch(rf"{re.escape(stem)}(-\d+)?", slug) is not None


def _is_out(draft: Ballot) -> bool:
    told = Entry.objects.filter(subject=draft.subject, action__in=SENT)
    return told.exists() or Message.objects.filter(kind=TEST_LETTER, subject=draft.subject).exists()
