"""Freezing: the worker fixes form, keys and roll of a draft that two people have approved."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Count as CountOf

from ballots import merkle
from ballots.approving import approved, refuse_unready, settle
from ballots.eligibility import eligible_members
from ballots.errors import BallotError, CalledOff, ProposalStale, RollMoved
from ballots.fixing import form_hash_of
from ballots.linking import new_link_id
from ballots.locking import checking_at_once
from ballots.models import Act, Ballot, RollEntry, State, Unit
from ballots.reminder_days import forget_past_days
from ballots.waking import wake_worker
from ballots.wrapping import Keys, make_keys
from union.audit.recording import record
from union.disclosure import Cell, Group, is_large, merge_upwards
from union.jobs.pacing import Pace, in_silence
from union.members.models import Member

SMALLEST_ELECTORATE = 30
BATCH = 2000


def freeze_ballot(ballot: Ballot, *, at: datetime, progress: Pace = in_silence) -> bool:
    """Carry out an approved freeze: key pair and trial, copy of the eligible roll, its root. All or none.

    A ballot of scrutineers takes the key that they made and rehearsed; there is no private half here.
    `progress` is told how many lines of the roll have been copied, of how many.

    False when there is nothing to do. A draft that cannot be frozen after all goes back, with the reason on
    its approval. Raises UnwrapKeyMissing in a process without the worker's key, CalledOff when somebody
    called it off meanwhile, and RollMoved when an import has changed the roll under the copy; each changes
    nothing.
    """
    if not approved(ballot, Act.FREEZE):
        return False
    ours = ballot.custody == Ballot.Custody.PLATFORM and not ballot.by_returns
    keys = make_keys(ballot.pk) if ours else None
    with transaction.atomic():
        draft = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
        if draft.state != State.DRAFT or not (approval := approved(draft, Act.FREEZE)):
            return False
        try:
            if approval.fingerprint != form_hash_of(draft):
                raise ProposalStale
            refuse_unready(draft, at=at)
        except BallotError as error:
            settle(draft, Act.FREEZE, at=at, refusal=str(error))
            record("ballot.freeze_refused", subject=draft.subject, by=None, at=at)
            return False
        _fix(draft, keys, at=at, progress=progress)
        wake_worker()
    return True


def database_warning() -> str:
    """A sentence for the desk where real ballots should not be held; empty on PostgreSQL."""
    if not settings.ON_SQLITE:
        return ""
    return (
        "This installation keeps its data in SQLite, which is for trying things out: "
        "hold a real ballot on PostgreSQL."
    )


def roll_leaf(*, salt: bytes, number: str, unit: int) -> bytes:
    """The commitment to one line of the roll; the salt keeps it from being guessed."""
    return sha256(salt + f"{number}|{unit}".encode()).digest()


def _fix(draft: Ballot, keys: Keys | None, *, at: datetime, progress: Pace) -> None:
    units = _make_units(draft)
    leaves = [] if draft.by_returns else _copy_roll(draft, units, progress=progress)
    draft.public_key, draft.wrapped_private_key = _keys_of(draft, keys)
    draft.form_hash, draft.roll_root = form_hash_of(draft), merkle.root(sorted(leaves)).hex()
    draft.eligible = sum(unit.electorate for unit in set(units.values()))
    draft.reachable = _reachable(draft)
    draft.state, draft.frozen_at = State.FROZEN, at
    draft.save(
        update_fields=[
            "public_key", "wrapped_private_key", "form_hash", "roll_root",
            "eligible", "reachable", "state", "frozen_at",
        ]
    )  # fmt: skip
    forget_past_days(draft, at=at)
    if not settle(draft, Act.FREEZE, at=at):
        raise CalledOff
    detail = {"eligible": draft.eligible, "form_hash": draft.form_hash, "roll_root": draft.roll_root}
    record("ballot.frozen", subject=draft.subject, by=None, at=at, detail=detail)


def _reachable(draft: Ballot) -> int:
    """Of those on the roll as it was copied, whatever an import has changed since."""
    members = Member.objects.filter(roll_entries__ballot=draft)
    return (eligible_members(draft) if draft.by_returns else members).exclude(email="").count()


def _keys_of(draft: Ballot, keys: Keys | None) -> tuple[bytes | None, bytes | None]:
    """The public key and, where the platform keeps it, the wrapped private one."""
    if draft.by_returns:
        return None, None
    return (keys.public, keys.wrapped) if keys else (bytes(draft.split_key.public_key), None)


def _copy_roll(draft: Ballot, units: dict[int, Unit], *, progress: Pace) -> list[bytes]:
    """Everybody who may vote, as the roll stands now; the leaf of each line.

    Raises RollMoved where these are others than the units were made for.
    """
    leaves: list[bytes] = []
    of = sum(unit.electorate for unit in set(units.values()))
    copied: Counter[int] = Counter()
    lines = eligible_members(draft).select_related("branch__region", "pay_point").iterator(BATCH)
    with checking_at_once():
        for batch in _batches(lines):
            copied.update(member.branch_id for member in batch)
            if not copied.keys() <= units.keys():
                raise RollMoved
            entries = [entry_for(one, ballot=draft, unit=units[one.branch_id]) for one in batch]
            RollEntry.objects.bulk_create(entries)
            leaves += [bytes(entry.leaf) for entry in entries]
            progress(len(leaves), of)
    _refuse_other_numbers(units, copied)
    return leaves


def _refuse_other_numbers(units: dict[int, Unit], copied: Counter[int]) -> None:
    """Raises RollMoved unless as many were copied of each branch as the units were made for."""
    by_unit: Counter[Unit] = Counter()
    for branch, members in copied.items():
        by_unit[units[branch]] += members
    if any(by_unit[unit] != unit.electorate for unit in units.values()):
        raise RollMoved


def _make_units(draft: Ballot) -> dict[int, Unit]:
    """The units of the count: branches, those with a small electorate put together within their region.

    In a ballot by returns alone every branch sends in its own figures, and only the count puts some together.
    """
    found = (
        eligible_members(draft)
        .order_by()
        .values("branch", "branch__code", "branch__name", "branch__region__name")
        .annotate(electorate=CountOf("pk"))
    )
    branches = {row["branch__code"]: row for row in found}
    cells = [Cell(code, row["branch__region__name"], row["electorate"]) for code, row in branches.items()]
    groups = merge_upwards(cells, sound=is_large(1 if draft.by_returns else SMALLEST_ELECTORATE))
    units: dict[int, Unit] = {}
    names: set[str] = set()
    for number, group in enumerate(groups, start=1):
        first = branches[group.cells[0].name]
        name = _cell_text(_small_branches(group) if group.is_merged else first["branch__name"])
        if name in names:
            name = f"{name} ({group.cells[0].name})"
        names.add(name)
        unit = Unit.objects.create(
            ballot=draft, number=number, name=name, region=group.region, electorate=group.size
        )
        units |= {branches[cell.name]["branch"]: unit for cell in group.cells}
    _note_branches(units)
    return units


def _note_branches(units: dict[int, Unit]) -> None:
    through = Unit.branches.through
    through.objects.bulk_create(through(unit=unit, branch_id=branch) for branch, unit in units.items())


def _small_branches(group: Group) -> str:
    return f"Smaller branches, {group.region}" if group.region else "Smaller branches"


def _cell_text(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return name.lstrip("=+-@\t\r ")


def entry_for(member: Member, *, ballot: Ballot, unit: Unit) -> RollEntry:
    """The line of a member who is counted in this unit, not yet written down."""
    salt = os.urandom(16)
    return RollEntry(
        ballot=ballot,
        member=member,
        unit=unit,
        number=member.number,
        branch=member.branch.name,
        region=member.branch.region.name,
        pay_point=member.pay_point.number if member.pay_point else None,
        link_id=new_link_id(),
        salt=salt,
        leaf=roll_leaf(salt=salt, number=member.number, unit=unit.number),
    )


def _batches(members: Iterator[Member]) -> Iterator[list[Member]]:
    while batch := list(islice(members, BATCH)):
        yield batch
