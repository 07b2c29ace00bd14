"""Publishing a counted result that two people have approved, and looking things up in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import StringIO
from itertools import chain, pairwise
from zipfile import ZipFile

from django.db import transaction

from ballots.answering import lines_of
from ballots.approving import CERTAIN, MOMENTS, approved, fingerprint, settle, settle_missed
from ballots.bundling import board_of, make_bundle
from ballots.certificate import certificate_pdf
from ballots.codes import tidy
from ballots.errors import ProposalStale, WrongMoment
from ballots.fixing import questions_asked
from ballots.keeping import File, keep, opened
from ballots.models import Act, Ballot, BoxPaper, Bundle, State
from ballots.packing import Content
from union.audit.recording import record
from union.pdf import PdfTooLong, PdfUnavailable

A_DIGEST = re.compile(rb' *"([0-9a-f]{64})",?\n')  # a line of board.json


@dataclass(frozen=True)
class CountedVote:
    """One line of votes.csv, its answers in the language of the page."""

    unit: str
    tracker: str
    answers: dict[int, list[str]]


def publish_ballot(ballot: Ballot, *, at: datetime, with_certificate: bool = True) -> bool:
    """Carry out an approved publication: the evidence bundle is made and the result is out. Else False.

    The certificate is drawn once, here, and kept: the bundle holds these bytes. Where PDFs are off it holds
    none and says so.
    """
    if not (agreed := approved(ballot, Act.PUBLICATION)):
        return False
    as_agreed = agreed.fingerprint == fingerprint(ballot, Act.PUBLICATION)  # asked again under the lock
    certificate = _certificate(ballot) if with_certificate and as_agreed else None
    with transaction.atomic():
        counted = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
        if counted.state not in MOMENTS[Act.PUBLICATION] or not (
            approval := approved(counted, Act.PUBLICATION)
        ):
            return False
        if approval.fingerprint != fingerprint(counted, Act.PUBLICATION):
            settle(counted, Act.PUBLICATION, at=at, refusal=ProposalStale.sentence)
            return False
        _keep_bundle(counted, certificate)
        settle(counted, Act.PUBLICATION, at=at)
        settle_missed(counted, Act.VOID, at=at, refusal=CERTAIN)
        if counted.state == State.COUNTED:
            record("ballot.certified", subject=ballot.subject, by=approval.approver, at=at)
        counted.state, counted.published_at = State.PUBLISHED, at
        counted.save(update_fields=["state", "published_at"])
        record("ballot.published", subject=ballot.subject, by=None, at=at)
    ballot.refresh_from_db()
    return True


def _keep_bundle(ballot: Ballot, certificate: bytes | None) -> None:
    board, whole = board_of(ballot), sha256()

    def summed() -> Iterator[bytes]:
        for piece in make_bundle(ballot, board=board, certificate=certificate):
            whole.update(piece)
            yield piece

    keep(ballot, File.BUNDLE, summed())
    Bundle.objects.create(ballot=ballot, sha256=whole.hexdigest(), board=board, certificate=certificate)


def _certificate(ballot: Ballot) -> bytes | None:
    try:
        return certificate_pdf(ballot)
    except (PdfUnavailable, PdfTooLong):
        return None


def find_vote(ballot: Ballot, *, tracker: str) -> CountedVote | None:
    """The published vote with this tracker, however it was typed; None when there is none.

    Raises WrongMoment before the result is out, and where this ballot's receipts are not by tracker.
    """
    if not ballot.result_is_out or ballot.receipt != Ballot.Receipt.TRACKER:
        raise WrongMoment("Trackers can be looked up once the result is published.")
    wanted = tidy(tracker)
    for unit, found, *cells in _lines_with(wanted, ballot.count.votes_csv):
        if found == wanted:
            answers = zip(questions_asked(ballot), cells, strict=True)
            return CountedVote(
                unit,
                found,
                {q.number: lines_of(q, q.read(cell), language=ballot.language) for q, cell in answers},
            )
    return None


def _lines_with(wanted: str, votes_csv: Content) -> Iterator[list[str]]:
    """The lines of votes.csv with this text in them, found a megabyte at a time without taking all apart."""
    sought, seen = wanted.encode(), b""
    for piece, more in pairwise(chain(votes_csv, (b"",))):  # a line may go on in the next piece
        seen = seen[seen.rfind(b"\n") + 1 :] + piece
        at = seen.find(sought)
        while at >= 0:
            text = seen[seen.rfind(b"\n", 0, at) + 1 :] + more
            yield next(csv.reader(StringIO(text.decode(errors="replace"), newline="")))
            at = seen.find(sought, at + 1)


def is_on_board(ballot: Ballot, *, digest: str) -> bool:
    """Whether the paper of a receipt is in the box of a closed ballot; False for anything malformed."""
    try:
        return BoxPaper.objects.filter(digest=bytes.fromhex(digest), ballot=ballot).exists()
    except ValueError:
        return False


def digests_in_evidence(ballot: Ballot) -> Iterator[str]:
    """The digests of the board as it was published, in order: all there is once the box is shredded."""
    with ZipFile(opened(ballot, File.BUNDLE)) as bundle, bundle.open("board.json") as board:
        for line in board:
            if found := A_DIGEST.fullmatch(line):
                yield found.group(1).decode()
