"""What comes next for a ballot, and who may do it: the words of its page at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ballots.approving import MOMENTS, fingerprint, may_propose
from ballots.calling import was_anybody_called
from ballots.models import Act, Approval, Ballot, State
from ballots.second_people import may_approve
from union.accounts.models import User

# The act that a ballot waits for in this state; the others are possible, and not expected.
EXPECTED = {
    State.DRAFT: Act.FREEZE,
    State.PAUSED: Act.RESUME,
    State.COUNTED: Act.PUBLICATION,
    State.CERTIFIED: Act.PUBLICATION,
}

# What a second person is told before they say yes.
MEANS = {
    Act.FREEZE: "The questions, the dates and the roll become final: nobody can change them afterwards. "
    "Every eligible member with an e-mail address gets a personal link when the ballot opens.",
    Act.EARLY_CLOSE: "The ballot closes at once instead of at its time. Votes cast until then are counted; "
    "links stop working. Members read the reason on the ballot’s page and beside its result. It cannot be "
    "opened again.",
    Act.PUBLICATION: "The result and the evidence become public for everybody at the same moment. "
    "Nobody sees the result before, at the desk either.",
    Act.EXTENSION: "The ballot closes later than was fixed, by 14 days at most. Members see the new time and "
    "the reason on the ballot’s page, and the evidence lists both beside the form.",
    Act.PAUSE: "Links stop working until two people go on with the voting. Votes already cast are safe. The "
    "clock runs on: the ballot closes at its time.",
    Act.RESUME: "Links work again, until the ballot closes at its time.",
    Act.VOID: "Nothing is counted, nobody can vote any more and the key of the box is destroyed: this site "
    "cannot open the votes any more, and a backup from before only with the operator’s key. Members read the "
    "reason on the ballot’s page, and in a letter if they were sent a link. It cannot be undone.",
}

# The same where each branch consults in its own way: there are no links, no roll and no key.
MEANS_BY_RETURNS = {
    Act.FREEZE: "The questions, the dates and the branches that take part become final: nobody can change "
    "them afterwards. No link is mailed. From the opening on, two officers of each branch key its figures.",
    Act.EARLY_CLOSE: "The ballot closes at once instead of at its time. Returns that are complete by then "
    "are counted, and the result names the branches that are missing. Members read the reason on the "
    "ballot’s page and beside its result. It cannot be opened again.",
    Act.VOID: "Nothing is counted, and no more returns are taken. Members read the reason on the ballot’s "
    "page. It cannot be undone.",
}

# The same where scrutineers keep the key on paper, out of reach of this site.
MEANS_OF_SCRUTINEERS = {
    Act.VOID: "Nothing is counted, nobody can vote any more, and the site hands the sealed votes to nobody. "
    "The scrutineers, who hold the key on paper, have to destroy their sheets, and get a letter. Members "
    "read the reason on the ballot’s page, and in a letter if they were sent a link. It cannot be undone.",
}

# How a button asks for it: "Propose to ...", "Agree to ...".
ASKS = {
    Act.FREEZE: "fix the ballot",
    Act.EARLY_CLOSE: "close it early",
    Act.PUBLICATION: "publish the result",
    Act.EXTENSION: "close it later",
    Act.PAUSE: "pause the voting",
    Act.RESUME: "go on with the voting",
    Act.VOID: "declare the ballot void",
}
GRAVE = (Act.EARLY_CLOSE, Act.VOID)


@dataclass(frozen=True)
class Step:
    """An act of two people: its proposal if there is one, and what this person may do about it."""

    act: Act
    approval: Approval | None
    may_propose: bool
    may_approve: bool
    is_proposer: bool
    means: str
    is_stale: bool = False
    is_unheard: bool = False  # it waits, and there was nobody to write to when it was asked

    @property
    def asks(self) -> str:
        return ASKS[self.act]

    @property
    def is_grave(self) -> bool:
        return self.act in GRAVE

    @property
    def waits_for_worker(self) -> bool:
        return self.approval is not None and self.approval.approver_id is not None


def decisions_of(slug: str) -> list[Approval]:
    """All that was ever asked of two people for this ballot, in its order, with their names at hand."""
    return list(Approval.objects.filter(ballot__slug=slug).select_related("proposer", "approver"))


def steps_for(user: User, ballot: Ballot, *, decisions: list[Approval]) -> list[Step]:
    """What was proposed and waits, each with its act, then the act that is expected now if nobody asked."""
    proposes, approves = may_propose(user, ballot), may_approve(user, ballot)
    waiting = [approval for approval in decisions if approval.done_at is None]
    steps = [_waiting(approval, user, ballot, proposes=proposes, approves=approves) for approval in waiting]
    expected = EXPECTED.get(State(ballot.state))
    if expected and expected not in [step.act for step in steps]:
        steps.append(Step(expected, None, proposes, approves, False, means_of(expected, ballot)))
    return steps


def means_of(act: Act, ballot: Ballot) -> str:
    """What a second person is told before they say yes to this act of this ballot."""
    if ballot.by_returns:
        return MEANS_BY_RETURNS.get(act, MEANS[act])
    kept_by_scrutineers = ballot.custody == Ballot.Custody.SCRUTINEERS
    return MEANS_OF_SCRUTINEERS.get(act, MEANS[act]) if kept_by_scrutineers else MEANS[act]


def other_acts(user: User, ballot: Ballot, steps: list[Step]) -> list[tuple[str, str]]:
    """The acts that are possible besides, with the words of their links; none for those who may not ask."""
    if not may_propose(user, ballot):
        return []
    taken = {step.act for step in steps}
    if ballot.by_returns:
        taken |= {Act.PAUSE}  # there is no voting to pause
    possible = [act for act, states in MOMENTS.items() if ballot.state in states and act not in taken]
    return [(act.value, ASKS[act].capitalize()) for act in possible]


def is_moving(ballot: Ballot, steps: list[Step], *, at: datetime, returns_missing: bool = False) -> bool:
    """Whether the worker is about to change something, so that the page looks again by itself."""
    if any(step.waits_for_worker for step in steps):
        return True
    if ballot.state == State.CLOSED:  # scrutineers, and officers who count papers, take the time they need
        return ballot.custody == Ballot.Custody.PLATFORM and not returns_missing
    if ballot.state == State.FROZEN:
        return True
    opening = ballot.state == State.SCHEDULED and ballot.opens_at <= at
    closing = ballot.state == State.OPEN and ballot.closes_at <= at
    return opening or closing


def _waiting(approval: Approval, user: User, ballot: Ballot, *, proposes: bool, approves: bool) -> Step:
    is_proposer = approval.proposer_id == user.pk
    unanswered = approval.approver_id is None
    stale = unanswered and approval.fingerprint != fingerprint(ballot, approval.act)
    unheard = unanswered and is_proposer and not was_anybody_called(approval)
    act, may_approve_it = Act(approval.act), approves and not is_proposer
    return Step(act, approval, proposes, may_approve_it, is_proposer, means_of(act, ballot), stale, unheard)
