"""The count: opens the box, reads every paper in the order of digests, and writes one Count row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from ballots.errors import BoxLocked, HeldByScrutineers, PaperMalformed, WrongMoment
from ballots.locking import hold_for_closing
from ballots.models import Ballot, BoxPaper, Count, State
from ballots.reporting import Form, Opened, make_count
from ballots.sealing import Paper, open_paper
from ballots.wrapping import unwrap
from union.audit.recording import record

logger = logging.getLogger(__name__)
PROGRESS_EVERY = 10_000
Progress = Callable[[int], None]


def count_ballot(ballot: Ballot, *, at: datetime, progress: Progress | None = None) -> Count:
    """Count a closed ballot, once. Killed anywhere and run again, it comes to the same bytes.

    The box no longer changes, so it is read without a lock; the lock is taken to write the one Count row, and
    whoever comes second gets the first one's. `progress` is told how many papers have been read.
    Raises WrongMoment before close; UnwrapKeyMissing, HeldByScrutineers and BoxLocked where it cannot be
    opened.
    """
    if count := Count.objects.filter(ballot=ballot).first():
        return count
    if ballot.state != State.CLOSED:
        raise WrongMoment("A ballot is counted after it has closed.")
    form = form_for_count(ballot)
    opened = open_box(ballot, form, progress=progress or _log(ballot))
    count = make_count(ballot, form, opened)
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        if first := Count.objects.filter(ballot=ballot).first():
            return first
        count.save(force_insert=True)
        Ballot.objects.filter(pk=ballot.pk).update(state=State.COUNTED, counted_at=at)
        detail = {"papers": count.papers, "rejected": count.rejected}
        record("ballot.counted", subject=ballot.subject, by=None, at=at, detail=detail)
    ballot.refresh_from_db()
    return count


def form_for_count(ballot: Ballot) -> Form:
    """The frozen form, as the count needs it."""
    questions = tuple(ballot.questions.prefetch_related("options"))
    options = {q.number: [option.number for option in q.options.all()] for q in questions}
    return Form(
        ballot.form_hash, questions, options, frozenset(ballot.units.values_list("number", flat=True))
    )


def open_box(ballot: Ballot, form: Form, *, progress: Progress) -> Opened:
    """Every paper of the box, in the order of digests; what is no valid paper is kept with its reason."""
    private = private_key_of(ballot)
    opened = Opened([], [])
    for place, (digest, sealed) in enumerate(_box(ballot), start=1):
        try:
            opened.papers.append(_judged(open_paper(sealed, ballot_id=ballot.pk, private_key=private), form))
        except PaperMalformed as error:
            opened.rejected.append((digest.hex(), str(error)))
        progress(place)
    return opened


def private_key_of(ballot: Ballot) -> X25519PrivateKey:
    """Raises UnwrapKeyMissing in a process without the worker's key, BoxLocked with a wrong one.

    Raises HeldByScrutineers in every process where the key is theirs.
    """
    if ballot.custody == Ballot.Custody.SCRUTINEERS:
        raise HeldByScrutineers
    if not ballot.wrapped_private_key or not ballot.public_key:
        raise BoxLocked
    return unwrap(bytes(ballot.wrapped_private_key), ballot_id=ballot.pk, public_key=bytes(ballot.public_key))


def _judged(paper: Paper, form: Form) -> Paper:
    if paper.form_hash != form.form_hash:
        raise PaperMalformed("made for another form")
    if paper.unit not in form.units:
        raise PaperMalformed("of a unit that is not on the roll")
    if set(paper.answers) != set(form.options):
        raise PaperMalformed("not every question is answered")
    if any(paper.answers[number] not in options for number, options in form.options.items()):
        raise PaperMalformed("an answer that was not offered")
    return paper


def _box(ballot: Ballot) -> Iterator[tuple[bytes, bytes]]:
    rows = BoxPaper.objects.filter(ballot=ballot).order_by("digest").values_list("digest", "sealed")
    return ((bytes(digest), bytes(sealed)) for digest, sealed in rows.iterator(2000))


def _log(ballot: Ballot) -> Progress:
    def progress(read: int) -> None:
        if read % PROGRESS_EVERY == 0:
            logger.info("ballots: %s papers of ballot %s read", read, ballot.pk)

    return progress
