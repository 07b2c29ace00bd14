"""Casting a paper: one member, one paper, sealed, in one transaction that either accepts it or refuses it.

What the transaction promises, and how, is docs/decisions/0050-the-sealed-envelope.md.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ballots.asking import Answers
from ballots.errors import (
    AlreadyVoted,
    BadAnswers,
    BadTracker,
    BallotClosed,
    BallotNotOpen,
    BallotPaused,
    BallotVoid,
    LinkReplaced,
    MarkedByHand,
    Struck,
)
from ballots.fixing import questions_asked
from ballots.linking import Credential, entry_of
from ballots.locking import clock, hold_for_casting
from ballots.models import RUNNING, Ballot, RollEntry, StagedPaper, State
from ballots.receipts import receipt_text, sign
from ballots.sealing import CROCKFORD, Paper, digest_of, seal
from union.statements import changed, insert, run, time_read

MARK = (
    'UPDATE "ballots_rollentry" SET has_voted = true'
    " WHERE id = %s AND issue = %s AND NOT has_voted AND NOT struck"
)
STANDS = 'SELECT state, opens_at, closes_at FROM "ballots_ballot" WHERE id = %s'
TRACKER = re.compile(f"[{CROCKFORD}]{{10}}")


@dataclass(frozen=True)
class Receipt:
    """What a voter keeps, and of which ballot. It is shown once and stored nowhere."""

    ballot: Ballot
    tracker: str
    digest: str
    signature: str


def make_tracker() -> str:
    """Ten characters without I, L, O and U, by which a voter finds the paper among the published votes."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(10))


def check_answers(ballot: Ballot, answers: Answers) -> Answers:
    """The answers, if each question has one that fits its kind; raises BadAnswers."""
    asked = {question.number: question for question in questions_asked(ballot)}
    if set(answers) != set(asked) or any(asked[number].complaint(answers[number]) for number in asked):
        raise BadAnswers
    return dict(answers)


def refuse_who_voted(entry: RollEntry) -> None:
    """Raises MarkedByHand for whom an officer noted as voting on paper or at a meeting, or AlreadyVoted.

    In a void ballot, in which no vote counts, it raises BallotVoid instead.
    """
    if entry.has_voted:
        if entry.ballot.state == State.VOID:
            raise BallotVoid
        raise MarkedByHand if entry.voted_by else AlreadyVoted


def refuse_unless_open(ballot: Ballot, *, at: datetime) -> None:
    """Raises BallotVoid, BallotNotOpen, BallotPaused or BallotClosed when no paper could be cast now."""
    if ballot.state == State.VOID:
        raise BallotVoid
    if ballot.state in (State.DRAFT, State.FROZEN, State.SCHEDULED) or at < ballot.opens_at:
        raise BallotNotOpen
    if ballot.state not in RUNNING or at >= ballot.closes_at:
        raise BallotClosed
    if ballot.state == State.PAUSED:
        raise BallotPaused


def cast_paper(
    credential: Credential, *, answers: Answers, tracker: str, at: datetime | None = None
) -> Receipt:
    """Accept one paper for good and return the receipt, or raise and leave everything as it was.

    The paper is sealed first. Then, in one transaction: the ballot is held open, its state and the clock are
    read, the roll entry is marked if it was not, and the sealed paper is staged. `at` stands in for the
    database clock in tests and demo content; a web process leaves it out, so that no machine's own clock lets
    a late vote in.

    Raises LinkUnknown, LinkReplaced, Struck, AlreadyVoted, BallotNotOpen, BallotPaused, BallotClosed,
    BadAnswers and BadTracker. One link used at once from two places stores one paper; the other gets
    AlreadyVoted.
    """
    entry = entry_of(credential)
    refuse_who_voted(entry)
    refuse_unless_open(entry.ballot, at=at or clock())
    sealed = _sealed(entry, answers=answers, tracker=tracker)
    digest = digest_of(sealed)
    with transaction.atomic(durable=True):
        hold_for_casting(entry.ballot_id)
        refuse_unless_open(_as_it_stands(entry.ballot_id), at=at or clock())
        _mark(entry, issue=credential.issue)
        insert(StagedPaper, [{"digest": digest, "ballot_id": entry.ballot_id, "sealed": sealed}])
    signature = sign(receipt_text(entry.ballot_id, digest.hex()))
    return Receipt(entry.ballot, tracker, digest.hex(), signature)


def _sealed(entry: RollEntry, *, answers: Answers, tracker: str) -> bytes:
    if not TRACKER.fullmatch(tracker):
        raise BadTracker
    ballot = entry.ballot
    paper = Paper(ballot.form_hash, entry.unit.number, tracker, check_answers(ballot, answers))
    return seal(paper, ballot_id=ballot.pk, public_key=bytes(ballot.public_key or b""))


def _as_it_stands(ballot_id: int) -> Ballot:
    """State and times of the ballot, read anew; of the rest nothing."""
    [(state, opens_at, closes_at)] = run(STANDS, [ballot_id])
    return Ballot(id=ballot_id, state=state, opens_at=time_read(opens_at), closes_at=time_read(closes_at))


def _mark(entry: RollEntry, *, issue: int) -> None:
    """One member, one vote: the conditional UPDATE touches one row or the cast is refused."""
    if changed(MARK, [entry.pk, issue]) == 1:
        return
    entry.refresh_from_db(fields=["has_voted", "voted_by", "struck", "issue"])
    if entry.struck:
        raise Struck
    refuse_who_voted(entry)
    raise LinkReplaced
