"""The count that scrutineers made offline comes in: checked, stored once, certified by their signatures.

What is plain at once is said at once. That it is of this very box, and would stand up to a stranger, takes
every sealed paper: a worker finds that out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists

from ballots.appointing import is_scrutineer_of, refuse_other_custody
from ballots.approving import CERTAIN, approved, settle_missed
from ballots.awaiting import call_to_publish
from ballots.bundling import board_of, make_bundle
from ballots.certificates import box_of
from ballots.drafting import works_for
from ballots.errors import BallotError, NotYours, ScrutinyRefused, WrongMoment
from ballots.keeping import File, is_kept, keep, let_go, opened, read, watched
from ballots.locking import hold_for_closing
from ballots.models import Act, Appointment, Ballot, Count, FilePiece, State
from ballots.returning import digest_of_returns, forget_piles, refuse_while_waiting
from ballots.scrutiny.signing import Signature, is_valid
from ballots.scrutiny.statement import CountFile, read_count, statement_of
from ballots.verify import Refused, verify
from union.accounts.models import User
from union.audit.recording import record
from union.jobs.asking import AlreadyUnderWay, ask_for, cancel, latest, telling
from union.jobs.models import LIVE, Job
from union.jobs.pacing import Pace, in_silence
from union.jobs.working import Cancelled, JobRefused

CHECK = "count_check"
PASSES = 3  # over the bundle: it is written, its files are summed, and then read


def may_certify(user: User, ballot: Ballot) -> bool:
    """The office and the scrutineers of the ballot may bring the count; the signatures are what counts."""
    return works_for(user, ballot.branch) or is_scrutineer_of(user, ballot)


def bring_count(
    ballot: Ballot, counted: CountFile, signatures: Sequence[Signature], *, by: User, at: datetime
) -> Job:
    """Keep the count of a closed ballot as it was brought, and have a worker check and certify it.

    It is kept only with the signatures of at least k of its scrutineers, and only until that has ended.
    Raises what `certify_count` raises and can be told without opening the box, and WrongMoment while a count
    is being checked.
    """
    _refuse_stranger(ballot, by)
    with transaction.atomic():
        _refuse_wrong_moment(ballot)
        _refuse_other_count(ballot, counted)
        _signers(ballot, counted, signatures)
        try:
            job = ask_for(CHECK, subject=ballot.subject, by=by, at=at)
        except AlreadyUnderWay as error:
            raise WrongMoment(str(error)) from None
        keep(ballot, File.BROUGHT, counted.as_zip)
        keep(ballot, File.SIGNATURES, [json.dumps([vars(one) for one in signatures]).encode()])
    return job


def checking(ballot: Ballot) -> Job | None:
    """The check of the count that was brought last, under way or ended."""
    return latest(CHECK, subject=ballot.subject)


def stop_checking(ballot: Ballot, *, by: User, at: datetime) -> None:
    """Call the check off; what was brought is let go, now or by whoever checks it. Raises NotYours."""
    _refuse_stranger(ballot, by)
    with transaction.atomic():
        if (job := checking(ballot)) and cancel(job, at=at):
            job.refresh_from_db()
            if not job.is_live:
                let_go(ballot, File.BROUGHT, File.SIGNATURES)


def forget_brought(*, at: datetime) -> int:
    """Let go of what nobody checks any more, because it ended its worker each time; how many counts."""
    brought = Ballot.objects.filter(file_pieces__file=File.BROUGHT, file_pieces__number=0)
    return sum(_forget(ballot) for ballot in brought)


def _forget(ballot: Ballot) -> bool:
    """One statement looks and lets go, so that a count that is brought in between stays."""
    checked = Job.objects.filter(kind=CHECK, subject=ballot.subject, state__in=LIVE)
    left = FilePiece.objects.filter(~Exists(checked), ballot=ballot, file__in=(File.BROUGHT, File.SIGNATURES))
    return bool(left.delete()[0])


def check_brought(job: Job, *, at: datetime) -> dict[str, object]:
    """Check and certify what was brought; called again after that, it does nothing more."""
    ballot = Ballot.objects.get(pk=job.subject.partition(":")[2])
    if not is_kept(ballot, File.BROUGHT):
        return {}
    signatures = [Signature(**one) for one in json.loads(b"".join(read(ballot, File.SIGNATURES)))]
    try:
        if (by := job.requested_by) is None:
            raise NotYours
        with transaction.atomic(), opened(ballot, File.BROUGHT) as file:
            certify_count(
                ballot,
                read_count(file),
                signatures,
                by=by,
                at=at,
                progress=telling(job),
            )
            let_go(ballot, File.BROUGHT, File.SIGNATURES)
    except BallotError as error:
        let_go(ballot, File.BROUGHT, File.SIGNATURES)
        raise JobRefused(str(error)) from None
    except Cancelled:
        let_go(ballot, File.BROUGHT, File.SIGNATURES)
        raise
    return {"papers": ballot.count.papers}


def certify_count(
    ballot: Ballot,
    counted: CountFile,
    signatures: Sequence[Signature],
    *,
    by: User,
    at: datetime,
    progress: Pace = in_silence,
) -> Count:
    """Take in the count of a closed ballot with the signatures of at least k of its scrutineers, or nothing.

    The ballot is then counted and certified. The evidence bundle that will be published is made and checked
    as a stranger checks it; `progress` is told how far that is. Raises NotYours; WrongMoment before close,
    while returns are missing and once there is a count; and ScrutinyRefused, naming what is wrong with the
    count or with a signature.
    """
    _refuse_stranger(ballot, by)
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        current = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
        _refuse_wrong_moment(current)
        board = board_of(current)
        _refuse_other_box(current, counted, board_root=str(board["root"]))
        signers = _signers(current, counted, signatures)
        count = _store(current, counted, by=by, at=at)
        for appointment in signers:
            appointment.save(update_fields=["signature"])
        _refuse_unsound(current, board, progress)
        settle_missed(current, Act.VOID, at=at, refusal=CERTAIN)
        call_to_publish(current, at=at)
        detail = {"count": counted.fingerprint, "signatures": len(signers)}
        record("ballot.certified", subject=current.subject, by=by, at=at, detail=detail)
    ballot.refresh_from_db()
    return count


def _refuse_stranger(ballot: Ballot, by: User) -> None:
    if not may_certify(by, ballot):
        raise NotYours
    refuse_other_custody(ballot)


def _refuse_wrong_moment(ballot: Ballot) -> None:
    if approved(ballot, Act.VOID):
        raise WrongMoment("Two people have agreed to declare this ballot void: no count is taken in.")
    if Count.objects.filter(ballot=ballot).exists():
        raise WrongMoment("This ballot has been counted and certified already: nothing replaces its count.")
    if ballot.state != State.CLOSED:
        raise WrongMoment("A ballot is counted after it has closed.")
    refuse_while_waiting(ballot)


def _refuse_other_count(ballot: Ballot, counted: CountFile) -> None:
    """Raises ScrutinyRefused for the count of another ballot, or of other returns than were agreed on."""
    if counted.statement.get("ballot") != ballot.pk:
        raise ScrutinyRefused("This is the count of another ballot: choose the COUNT.zip of this one.")
    if counted.statement.get("returns") != digest_of_returns(ballot):
        raise ScrutinyRefused(
            "This count is of other returns than the officers agreed on: fetch the export again and count it."
        )


def _refuse_other_box(ballot: Ballot, counted: CountFile, *, board_root: str) -> None:
    """Raises ScrutinyRefused unless the statement is over box, form and returns of this ballot."""
    _refuse_other_count(ballot, counted)
    if counted.statement != statement_of(box_of(ballot, board_root=board_root), counted.files):
        raise ScrutinyRefused(
            "This count is of another box, form or key than this ballot has: count the export of this ballot."
        )


def _signers(ballot: Ballot, counted: CountFile, signatures: Sequence[Signature]) -> list[Appointment]:
    """At least k appointments whose keys have signed this count; each holds its signature, unsaved."""
    appointed = {one.signing_key: one for one in ballot.appointments.filter(accepted_at__isnull=False)}
    for signature in signatures:
        if signature.count != counted.digest:
            raise ScrutinyRefused("A signature is over another count: have its scrutineer sign this one.")
        if signature.signing_key not in appointed:
            raise ScrutinyRefused(
                "A signature is by somebody who is not a scrutineer of this ballot: leave it out."
            )
        if not is_valid(signature):
            raise ScrutinyRefused("A signature does not hold: have its scrutineer sign again.")
        appointed[signature.signing_key].signature = signature.signature
    signers = [one for one in appointed.values() if one.signature]
    needed = ballot.split_key.k
    if len(signers) < needed:
        raise ScrutinyRefused(
            f"{needed} scrutineers have to sign this count, and {len(signers)} "
            f"{'has' if len(signers) == 1 else 'have'}: upload it again with {needed} signatures."
        )
    return signers


def _store(ballot: Ballot, counted: CountFile, *, by: User, at: datetime) -> Count:
    try:
        papers, rejected = int(counted.results["papers"]), int(counted.results["rejected"])
    except (KeyError, TypeError, ValueError):
        raise ScrutinyRefused("The results in this count cannot be read: count the export again.") from None
    count = Count.objects.create(
        ballot=ballot,
        papers=papers,
        rejected=rejected,
        results=counted.results,
        returns_digest=digest_of_returns(ballot),
    )
    keep(ballot, File.VOTES, counted.files["votes.csv"])
    keep(ballot, File.REJECTED, counted.files["rejected.csv"])
    forget_piles(ballot)
    ballot.state, ballot.counted_at = State.CERTIFIED, at
    ballot.save(update_fields=["state", "counted_at"])
    detail = {"papers": papers, "rejected": rejected}
    record("ballot.counted", subject=ballot.subject, by=by, at=at, detail=detail)
    return count


def _refuse_unsound(ballot: Ballot, board: Mapping[str, object], progress: Pace) -> None:
    """Raises ScrutinyRefused where a stranger would refuse the bundle of this count.

    The bundle is kept while it is checked and let go again: it fits no memory, and has no certificate yet.
    """
    try:
        bundle = make_bundle(Ballot.objects.get(pk=ballot.pk), board=board, certificate=None)
        told = _in_papers(progress, papers=ballot.count.papers, whole=PASSES * bundle.size)
        keep(ballot, File.BUNDLE, watched(bundle, told))
        with opened(ballot, File.BUNDLE, told) as file:
            verify(file)
        let_go(ballot, File.BUNDLE)
    except (Refused, KeyError, TypeError, ValueError) as error:
        reason = str(error) if isinstance(error, Refused) else "Its results are not of this ballot."
        raise ScrutinyRefused(f"The count does not stand up: {reason} Count the export again.") from None


def _in_papers(progress: Pace, *, papers: int, whole: int) -> Callable[[int], None]:
    """Tells `progress` in papers what it is told in bytes."""
    done = 0

    def told(size: int) -> None:
        nonlocal done
        done = min(done + size, whole)
        progress(papers * done // whole, papers)

    return told
