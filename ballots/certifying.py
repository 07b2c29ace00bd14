"""The count that scrutineers made offline comes in: checked, stored once, certified by their signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ballots import merkle
from ballots.appointing import is_scrutineer_of, refuse_other_custody
from ballots.approving import approved
from ballots.bundling import digests_of, make_bundle
from ballots.certificates import box_of
from ballots.drafting import works_for
from ballots.errors import NotYours, ScrutinyRefused, WrongMoment
from ballots.locking import hold_for_closing
from ballots.models import Act, Appointment, Ballot, Count, State
from ballots.returning import digest_of_returns, forget_piles, refuse_while_waiting
from ballots.scrutiny.signing import Signature, is_valid
from ballots.scrutiny.statement import CountFile, statement_of
from ballots.verify import Refused, verify
from union.accounts.models import User
from union.audit.recording import record


def may_certify(user: User, ballot: Ballot) -> bool:
    """The office and the scrutineers of the ballot may bring the count; the signatures are what counts."""
    return works_for(user, ballot.branch) or is_scrutineer_of(user, ballot)


def certify_count(
    ballot: Ballot, counted: CountFile, signatures: Sequence[Signature], *, by: User, at: datetime
) -> Count:
    """Take in the count of a closed ballot with the signatures of at least k of its scrutineers, or nothing.

    The ballot is then counted and certified. The evidence bundle that will be published is made and checked
    as a stranger checks it. Raises NotYours; WrongMoment before close, while returns are missing and once
    there is a count; and ScrutinyRefused, naming what is wrong with the count or with a signature.
    """
    if not may_certify(by, ballot):
        raise NotYours
    refuse_other_custody(ballot)
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        current = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
        _refuse_wrong_moment(current)
        _refuse_other_box(current, counted)
        signers = _signers(current, counted, signatures)
        count = _store(current, counted, by=by, at=at)
        for appointment in signers:
            appointment.save(update_fields=["signature"])
        _refuse_unsound(current)
        detail = {"count": counted.fingerprint, "signatures": len(signers)}
        record("ballot.certified", subject=current.subject, by=by, at=at, detail=detail)
    ballot.refresh_from_db()
    return count


def _refuse_wrong_moment(ballot: Ballot) -> None:
    if approved(ballot, Act.VOID):
        raise WrongMoment("Two people have agreed to declare this ballot void: no count is taken in.")
    if Count.objects.filter(ballot=ballot).exists():
        raise WrongMoment("This ballot has been counted and certified already: nothing replaces its count.")
    if ballot.state != State.CLOSED:
        raise WrongMoment("A ballot is counted after it has closed.")
    refuse_while_waiting(ballot)


def _refuse_other_box(ballot: Ballot, counted: CountFile) -> None:
    """Raises ScrutinyRefused unless the statement is over box, form and returns of this ballot."""
    box = box_of(ballot, board_root=merkle.root(digests_of(ballot)).hex())
    expected = statement_of(box, counted.files)
    if counted.statement.get("ballot") != ballot.pk:
        raise ScrutinyRefused("This is the count of another ballot: choose the COUNT.zip of this one.")
    if counted.statement.get("returns") != box.returns:
        raise ScrutinyRefused(
            "This count is of other returns than the officers agreed on: fetch the export again and count it."
        )
    if counted.statement != expected:
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
        votes_csv=counted.files["votes.csv"],
        rejected_csv=counted.files["rejected.csv"],
        returns_digest=digest_of_returns(ballot),
    )
    forget_piles(ballot)
    ballot.state, ballot.counted_at = State.CERTIFIED, at
    ballot.save(update_fields=["state", "counted_at"])
    detail = {"papers": papers, "rejected": rejected}
    record("ballot.counted", subject=ballot.subject, by=by, at=at, detail=detail)
    return count


def _refuse_unsound(ballot: Ballot) -> None:
    """Raises ScrutinyRefused where a stranger would refuse the bundle of this count."""
    try:
        verify(make_bundle(Ballot.objects.get(pk=ballot.pk), certificate=None))
    except (Refused, KeyError, TypeError, ValueError) as error:
        reason = str(error) if isinstance(error, Refused) else "Its results are not of this ballot."
        raise ScrutinyRefused(f"The count does not stand up: {reason} Count the export again.") from None
