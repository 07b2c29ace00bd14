"""What takes two people. An approval is a row; who carries it out, and when, is in `ballots.agreeing`."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from ballots.asking import canonical
from ballots.calling import call_second_people
from ballots.drafting import refuse_incomplete, works_for
from ballots.eligibility import eligible_members
from ballots.errors import (
    AlreadyProposed,
    BallotError,
    ExtensionUnclear,
    FormIncomplete,
    NobodyEligible,
    NothingProposed,
    NotYours,
    ProposalStale,
    ReasonMissing,
    SamePerson,
    WrongMoment,
)
from ballots.fixing import form_hash_of
from ballots.keyholding import refuse_unkept
from ballots.models import WITH_REASON, Act, Approval, Ballot, State
from ballots.second_people import may_approve
from ballots.waking import wake_worker
from union.accounts.models import User
from union.audit.recording import record

MOMENTS = {
    Act.FREEZE: {State.DRAFT},
    Act.EARLY_CLOSE: {State.OPEN, State.PAUSED},
    Act.PUBLICATION: {State.COUNTED, State.CERTIFIED},
    Act.EXTENSION: {State.SCHEDULED, State.OPEN, State.PAUSED},
    Act.PAUSE: {State.OPEN},
    Act.RESUME: {State.PAUSED},
    Act.VOID: {State.FROZEN, State.SCHEDULED, State.OPEN, State.PAUSED, State.CLOSED, State.COUNTED},
}
NOT_ANY_MORE = "Nothing waits for a second person here: it was approved or withdrawn already."
CERTAIN = (
    "This ballot has a certified result and can no longer be declared void. If something was wrong with it, "
    "say so where you speak of the result, and hold a new ballot."
)
# Why a ballot is not declared void in the other states.
NOT_VOID = {
    State.DRAFT: "A draft is deleted, not declared void: no member has heard of it.",
    State.CERTIFIED: CERTAIN,
    State.PUBLISHED: CERTAIN,
    State.SHREDDED: CERTAIN,
    State.VOID: "This ballot is void already.",
}
LONGEST_EXTENSION = timedelta(days=14)  # beyond the closing time on the form, however often it is extended


def may_propose(user: User, ballot: Ballot) -> bool:
    """The branch's officers and offices; for a national ballot the national office."""
    return works_for(user, ballot.branch)


def pending(ballot: Ballot, act: str) -> Approval | None:
    """What is proposed or approved and not yet carried out."""
    return ballot.approvals.filter(act=act, done_at__isnull=True).first()


def propose(
    ballot: Ballot, act: str, *, by: User, at: datetime, reason: str = "", closes_at: datetime | None = None
) -> Approval:
    """The first of two people asks for an act, and those who may agree to it get a letter.

    `closes_at` is the later closing time of an extension. Raises NotYours, WrongMoment, AlreadyProposed; for
    a freeze also FormIncomplete, RulesUnclear and NobodyEligible, and for a
    ballot of scrutineers ScrutinyRefused; ReasonMissing and ExtensionUnclear.
    """
    with transaction.atomic():
        ballot = _locked(ballot, taken=AlreadyProposed())
        if not may_propose(by, ballot):
            raise NotYours
        refuse_wrong_moment(ballot, act)
        if pending(ballot, act):
            raise AlreadyProposed
        if act == Act.FREEZE:
            refuse_unready(ballot, at=at)
        if act in WITH_REASON and not reason.strip():
            raise ReasonMissing
        if act == Act.EXTENSION:
            refuse_extension(ballot, closes_at=closes_at, at=at)
        approval = Approval.objects.create(
            ballot=ballot,
            act=act,
            reason=reason.strip(),
            closes_at=closes_at if act == Act.EXTENSION else None,
            proposer=by,
            proposed_at=at,
            fingerprint=fingerprint(ballot, act),
        )
        record(f"ballot.{act}_proposed", subject=ballot.subject, by=by, at=at)
        call_second_people(approval, at=at)
    return approval


def approve(approval: Approval, *, by: User, at: datetime) -> Approval:
    """The second person agrees to exactly what was proposed, and the worker is woken.

    Raises NotYours, SamePerson, WrongMoment, NothingProposed (approved, withdrawn or done already),
    ExtensionUnclear, and ProposalStale when the ballot is no longer what was proposed.
    """
    with transaction.atomic():
        ballot = _locked(approval.ballot, taken=NothingProposed(NOT_ANY_MORE))
        if not may_approve(by, ballot):
            raise NotYours
        proposal = ballot.approvals.filter(pk=approval.pk, approver=None, done_at=None).first()
        if proposal is None:
            raise NothingProposed(NOT_ANY_MORE)
        if proposal.proposer_id == by.pk:
            raise SamePerson
        refuse_wrong_moment(ballot, proposal.act)
        if proposal.act == Act.EXTENSION:
            refuse_extension(ballot, closes_at=proposal.closes_at, at=at)
        if proposal.fingerprint != fingerprint(ballot, proposal.act):
            raise ProposalStale
        proposal.approver, proposal.approved_at = by, at
        proposal.save(update_fields=["approver", "approved_at"])
        record(f"ballot.{proposal.act}_approved", subject=ballot.subject, by=by, at=at)
        wake_worker()
    return proposal


def withdraw(approval: Approval, *, by: User, at: datetime) -> None:
    """Take back or turn down a proposal that nobody has approved. Raises NotYours and NothingProposed."""
    with transaction.atomic():
        ballot = _locked(approval.ballot, taken=NothingProposed(NOT_ANY_MORE))
        if not (may_propose(by, ballot) or may_approve(by, ballot)):
            raise NotYours
        gone, _ = ballot.approvals.filter(pk=approval.pk, approver=None, done_at=None).delete()
        if not gone:
            raise NothingProposed
        record(f"ballot.{approval.act}_withdrawn", subject=ballot.subject, by=by, at=at)


def approved(ballot: Ballot, act: str) -> Approval | None:
    """What the worker has to carry out."""
    return ballot.approvals.filter(act=act, approver__isnull=False, done_at__isnull=True).first()


def settle(ballot: Ballot, act: str, *, at: datetime, refusal: str = "") -> bool:
    """The act is done, or could not be and it says why; in the caller's transaction.

    False where nothing waited any more: somebody else has settled it.
    """
    return ballot.approvals.filter(act=act, done_at=None).update(done_at=at, refusal=refusal) > 0


def settle_missed(ballot: Ballot, *acts: Act, at: datetime, refusal: str) -> None:
    """What was asked and nobody agreed to while it was possible is over, and says why; as `settle` does."""
    missed = ballot.approvals.filter(act__in=acts, approver=None, done_at=None)
    missed.update(done_at=at, refusal=refusal)


def fingerprint(ballot: Ballot, act: str) -> str:
    """What exactly two people agree on: the form, or the count."""
    if act == Act.PUBLICATION:
        return sha256(canonical(ballot.count.results)).hexdigest()
    return form_hash_of(ballot)


def refuse_unready(ballot: Ballot, *, at: datetime) -> None:
    """Raises FormIncomplete, RulesUnclear, NobodyEligible or ScrutinyRefused for a draft not ready."""
    refuse_incomplete(ballot)
    if ballot.custody == Ballot.Custody.SCRUTINEERS:
        refuse_unkept(ballot)
    if ballot.closes_at <= at:
        raise FormIncomplete("The closing time has passed: set a later one.")
    if not eligible_members(ballot).exists():
        raise NobodyEligible


def refuse_extension(ballot: Ballot, *, closes_at: datetime | None, at: datetime) -> None:
    """Raises ExtensionUnclear unless a running ballot may close at this later time instead."""
    if ballot.closes_at <= at:
        raise ExtensionUnclear("The closing time has passed: a ballot that is over cannot be extended.")
    if closes_at is None or closes_at <= ballot.closes_at:
        raise ExtensionUnclear
    if closes_at > ballot.closes_at_by_form + LONGEST_EXTENSION:
        raise ExtensionUnclear("A ballot can be extended by 14 days in all: choose an earlier closing time.")


def refuse_wrong_moment(ballot: Ballot, act: str) -> None:
    """Raises WrongMoment in a state in which this act is not possible."""
    if ballot.state in MOMENTS[Act(act)]:
        return
    raise WrongMoment(NOT_VOID.get(State(ballot.state), "") if act == Act.VOID else "")


def _locked(ballot: Ballot, *, taken: BallotError) -> Ballot:
    """The ballot, held until this transaction ends.

    Raises `taken` instead of waiting for the worker, which holds a draft for as long as it copies the roll.
    """
    if approved(ballot, Act.FREEZE):
        raise taken
    return (
        Ballot.objects.select_for_update(of=("self",)).select_related("branch", "pay_scale").get(pk=ballot.pk)
    )
