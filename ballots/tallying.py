"""The count: opens the box, reads every paper in the order of digests, and writes one Count row."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from ballots.asking import Form, read_form
from ballots.awaiting import call_to_publish
from ballots.errors import BoxLocked, HeldByScrutineers, WrongMoment
from ballots.fixing import form_of
from ballots.hand_counts import HandCount, papers_by_hand
from ballots.keeping import File, keep
from ballots.locking import hold_for_closing
from ballots.models import Ballot, Count, State, box
from ballots.piles import secret_of
from ballots.reading import Progress, Rejected, read_box
from ballots.reporting import Place, Roll, tally_up
from ballots.returning import digest_of_returns, forget_piles, hand_counts_of, refuse_while_waiting
from ballots.sealing import Paper
from ballots.wrapping import unwrap
from union.audit.recording import record

logger = logging.getLogger(__name__)
PROGRESS_EVERY = 10_000


def count_ballot(ballot: Ballot, *, at: datetime, progress: Progress | None = None) -> Count:
    """Count a closed ballot, once. Killed anywhere and run again, it comes to the same bytes.

    The box no longer changes, so it is read without a lock; the lock is taken to write the one Count row, and
    whoever comes second gets the first one's. `progress` is told how many papers have been read.
    Raises WrongMoment before close, while returns are missing, where one was corrected meanwhile, and where
    the ballot was declared void meanwhile; UnwrapKeyMissing, HeldByScrutineers and BoxLocked where it cannot
    be opened.
    """
    if count := Count.objects.filter(ballot=ballot).first():
        return count
    if ballot.state != State.CLOSED:
        raise WrongMoment("A ballot is counted after it has closed.")
    form, by_hand = form_for_count(ballot), hand_counts_of(ballot)
    roll = roll_for_count(ballot, by_hand)
    box = () if ballot.by_returns else open_box(ballot, form, roll, progress=progress or _log(ballot))
    found = tally_up(form, roll, chain(box, returned_papers(ballot, form, by_hand)))
    count = Count(ballot=ballot, papers=found.papers, rejected=found.rejected, results=found.results)
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        if first := Count.objects.filter(ballot=ballot).first():
            return first
        if not Ballot.objects.filter(pk=ballot.pk, state=State.CLOSED).exists():
            raise WrongMoment("The ballot was declared void while it was counted.")
        _refuse_other_returns(ballot, by_hand)
        count.returns_digest = digest_of_returns(ballot)
        count.save(force_insert=True)
        keep(ballot, File.VOTES, found.votes_csv)
        keep(ballot, File.REJECTED, found.rejected_csv)
        forget_piles(ballot)
        Ballot.objects.filter(pk=ballot.pk).update(state=State.COUNTED, counted_at=at)
        detail = {"papers": count.papers, "rejected": count.rejected}
        call_to_publish(ballot, at=at)
        record("ballot.counted", subject=ballot.subject, by=None, at=at, detail=detail)
    ballot.refresh_from_db()
    return count


def form_for_count(ballot: Ballot) -> Form:
    """The frozen form, as the count needs it."""
    return read_form(form_of(ballot), form_hash=ballot.form_hash)


def roll_for_count(ballot: Ballot, by_hand: Sequence[HandCount] = ()) -> Roll:
    """What the count has to know of the roll and of what was counted by hand: numbers only."""
    unlisted = sum(line.marked for line in by_hand) if ballot.by_returns else 0
    return Roll(
        eligible=ballot.eligible or 0,
        reachable=ballot.reachable or 0,
        marked=ballot.roll.filter(has_voted=True).count() + unlisted,
        returns=tuple(line.returned for line in by_hand),
        missing=missing_units(ballot),
        places=tuple(
            Place(**place) for place in ballot.units.values("number", "name", "region", "electorate")
        ),
    )


def open_box(ballot: Ballot, form: Form, roll: Roll, *, progress: Progress) -> Iterator[Paper | Rejected]:
    """Every paper of the box, in the order of digests; what is no valid paper with its reason."""
    return read_box(
        _box(ballot),
        form,
        units=roll.numbers,
        ballot_id=ballot.pk,
        private_key=private_key_of(ballot),
        progress=progress,
    )


def returned_papers(ballot: Ballot, form: Form, by_hand: Sequence[HandCount]) -> Iterator[Paper]:
    """The papers that were counted by hand, each as one of the ballot box would be read."""
    secret = b"" if ballot.by_returns else secret_of(private_key_of(ballot).private_bytes_raw())
    return papers_by_hand(by_hand, form_hash=form.form_hash, secret=secret)


def missing_units(ballot: Ballot) -> tuple[str, ...]:
    """The units without a return, where a ballot is held by returns alone."""
    if not ballot.by_returns:
        return ()
    there = ballot.returns.values("unit")
    return tuple(ballot.units.exclude(pk__in=there).values_list("name", flat=True))


def private_key_of(ballot: Ballot) -> X25519PrivateKey:
    """Raises UnwrapKeyMissing in a process without the worker's key, BoxLocked with a wrong one.

    Raises HeldByScrutineers in every process where the key is theirs.
    """
    if ballot.custody == Ballot.Custody.SCRUTINEERS:
        raise HeldByScrutineers
    if not ballot.wrapped_private_key or not ballot.public_key:
        raise BoxLocked
    return unwrap(bytes(ballot.wrapped_private_key), ballot_id=ballot.pk, public_key=bytes(ballot.public_key))


def _refuse_other_returns(ballot: Ballot, by_hand: Sequence[HandCount]) -> None:
    """Raises WrongMoment unless every return is agreed, and as it was counted. Under the caller's lock."""
    refuse_while_waiting(ballot)
    if hand_counts_of(ballot) != tuple(by_hand):
        raise WrongMoment("A return was corrected while the votes were counted: count them again.")


def _box(ballot: Ballot) -> Iterator[tuple[bytes, bytes]]:
    return ((bytes(digest), bytes(sealed)) for digest, sealed in box.read_in_pieces(ballot, "sealed"))


def _log(ballot: Ballot) -> Progress:
    def progress(read: int) -> None:
        if read % PROGRESS_EVERY == 0:
            logger.info("ballots: %s papers of ballot %s read", read, ballot.pk)

    return progress
