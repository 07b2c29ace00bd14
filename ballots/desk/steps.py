"""Where a ballot stands, what comes next, and who may do it: the words of its page at the desk."""

from dataclasses import dataclass
from datetime import datetime

from ballots.approving import may_approve, may_propose, pending
from ballots.models import Act, Approval, Ballot, State
from union.accounts.models import User

# Which act of two people is possible in which state.
ACTS = {
    State.DRAFT: Act.FREEZE,
    State.OPEN: Act.EARLY_CLOSE,
    State.PAUSED: Act.EARLY_CLOSE,
    State.COUNTED: Act.PUBLICATION,
    State.CERTIFIED: Act.PUBLICATION,
}

# What a second person is told before they say yes.
MEANS = {
    Act.FREEZE: "The questions, the dates and the roll become final: nobody can change them afterwards. "
    "Every eligible member with an e-mail address gets a personal link when the ballot opens.",
    Act.EARLY_CLOSE: "The ballot closes at once instead of at its time. Votes cast until then are counted; "
    "links stop working. It cannot be opened again.",
    Act.PUBLICATION: "The result and the evidence become public for everybody at the same moment. "
    "Nobody sees the result before, at the desk either.",
}

# How a button asks for it: "Propose to ...", "Agree to ...".
ASKS = {
    Act.FREEZE: "fix the ballot",
    Act.EARLY_CLOSE: "close it early",
    Act.PUBLICATION: "publish the result",
}


@dataclass(frozen=True)
class Step:
    """An act that is possible now: its proposal if there is one, and what this person may do about it."""

    act: Act
    means: str
    asks: str
    approval: Approval | None
    may_propose: bool
    may_approve: bool
    is_proposer: bool

    @property
    def waits_for_worker(self) -> bool:
        return self.approval is not None and self.approval.approver_id is not None


def step_for(user: User, ballot: Ballot) -> Step | None:
    """The act of two people that this ballot can take now."""
    act = ACTS.get(State(ballot.state))
    if act is None:
        return None
    approval = pending(ballot, act)
    is_proposer = approval is not None and approval.proposer_id == user.pk
    return Step(
        act=act,
        means=MEANS[act],
        asks=ASKS[act],
        approval=approval,
        may_propose=may_propose(user, ballot),
        may_approve=may_approve(user, ballot) and not is_proposer,
        is_proposer=is_proposer,
    )


def is_moving(ballot: Ballot, step: Step | None, *, at: datetime) -> bool:
    """Whether the worker is about to change something, so that the page looks again by itself."""
    if step is not None and step.waits_for_worker:
        return True
    if ballot.state == State.CLOSED:
        return ballot.custody == Ballot.Custody.PLATFORM  # scrutineers take the time they need
    if ballot.state == State.FROZEN:
        return True
    opening = ballot.state == State.SCHEDULED and ballot.opens_at <= at
    closing = ballot.state == State.OPEN and ballot.closes_at <= at
    return opening or closing
