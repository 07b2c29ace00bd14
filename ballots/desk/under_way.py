"""What the worker is doing for a ballot and what came of it, as its page at the desk tells it."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.approving import approved, may_propose
from ballots.models import Act, Ballot, State
from ballots.under_way import COUNT, FREEZE, INVITE
from ballots.voiding import TELL_VOID
from union.accounts.models import User
from union.jobs.asking import latest_of
from union.jobs.models import Job
from union.jobs.models import State as JobState

AGAIN = "It is tried again by itself within five minutes."
HINTS = {
    FREEZE: "Nobody has heard of the ballot yet. If this is stopped, it has to be proposed anew.",
    INVITE: "To stop the letters, pause the voting. They go on where they were when the voting goes on.",
    COUNT: "This only reads the papers, and ends by itself. Nobody sees the result before it is published.",
    TELL_VOID: "Everybody who was sent a link reads that the ballot is void, and why.",
}
# Of the timeline, where reports stand.
STAGES = {FREEZE: "Fixed", INVITE: "Opens", COUNT: "Counted", TELL_VOID: "Declared void"}


@dataclass(frozen=True)
class UnderWay:
    """The job to be shown with its bar or its failure, if any; what came of those done, by their stage."""

    job: Job | None
    hint: str
    may_call_off: bool
    reports: dict[str, str]

    @property
    def is_live(self) -> bool:
        return self.job is not None and self.job.is_live

    @property
    def has_failed(self) -> bool:
        return self.job is not None and not self.job.is_live


def under_way(ballot: Ballot, *, by: User) -> UnderWay:
    """What there is to tell of the work for a ballot; numbers in which nobody's vote has a part."""
    freezing = approved(ballot, Act.FREEZE) is not None
    waits = {
        FREEZE: freezing,
        INVITE: ballot.state == State.OPEN,
        COUNT: ballot.state == State.CLOSED,
        TELL_VOID: ballot.state == State.VOID,
    }
    jobs = latest_of(list(waits), subject=ballot.subject)
    shown = next((job for job in jobs if job.is_live or _stands(job, waits=waits[job.kind])), None)
    return UnderWay(
        shown,
        "" if shown is None else HINTS[shown.kind] if shown.is_live else AGAIN,
        freezing and may_propose(by, ballot),
        {STAGES[job.kind]: report_of(job, ballot) for job in jobs if job.state == JobState.DONE},
    )


def report_of(job: Job, ballot: Ballot) -> str:
    """What came of a job that is done, in a sentence; empty where another part of the page tells it."""
    found = job.report
    if job.kind == FREEZE and found:
        return (
            f"{found['eligible']:,} {members(found['eligible'])} on the roll, "
            f"{found['reachable']:,} with an e-mail address."
        )
    if job.kind == INVITE and found.get("of"):
        return _invited(found["so_far"], found["of"], ballot)
    if job.kind == COUNT and found:
        return _counted(found["papers"])
    if job.kind == TELL_VOID and found:
        return f"Told by letter: {found['told']:,} {members(found['told'])} who had been sent a link."
    return ""


def members(number: int) -> str:
    return "member" if number == 1 else "members"


def _counted(papers: int) -> str:
    """Fewer than ten are no more told here than in the turnout beside it."""
    return f"Result counted: {'fewer than 10' if papers < 10 else f'{papers:,}'} papers."


def _invited(so_far: int, of: int, ballot: Ballot) -> str:
    if so_far >= of:
        return f"Invited: {of:,} {members(of)} with an e-mail address."
    stopped = f"Invitations stopped at {so_far:,} of {of:,} members with an e-mail address"
    return (
        f"{stopped}; they go on when the voting goes on." if ballot.state == State.PAUSED else f"{stopped}."
    )


def _stands(job: Job, *, waits: bool) -> bool:
    """Whether a failure is still one: the ballot waits for what could not be done."""
    return waits and job.state == JobState.FAILED
