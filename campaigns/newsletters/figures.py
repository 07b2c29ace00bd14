"""What became of a mailing, in numbers: from the outbox and the stop links, from no tracker."""

from dataclasses import dataclass

from campaigns.newsletters.audience import shown
from campaigns.newsletters.mine import MAILED
from campaigns.newsletters.models import Mailing
from union.mail.models import State
from union.mail.reporting import states_of

FIXED = ["queued", "sent", "bounced", "suppressed"]


@dataclass(frozen=True)
class Figures:
    """Letters of a mailing. `bounced` were refused by their server now, `suppressed` at an earlier letter."""

    queued: int
    sent: int
    bounced: int
    suppressed: int
    waiting: int
    unsubscribed: int

    @property
    def per_cent(self) -> int:
        """How many have left or never will, rounded down."""
        return (self.queued - self.waiting) * 100 // self.queued if self.queued else 0


def figures_of(mailing: Mailing) -> Figures:
    """From the outbox as long as its rows are there, then as they were fixed."""
    if mailing.counted_at:
        kept = mailing.queued, mailing.sent, mailing.bounced, mailing.suppressed
        return Figures(*kept, waiting=0, unsubscribed=mailing.unsubscribed)
    states = states_of(MAILED, mailing.about)
    return Figures(
        queued=sum(states.values()),
        sent=states.get(State.SENT, 0),
        bounced=states.get(State.DEAD, 0),
        suppressed=states.get(State.SUPPRESSED, 0),
        waiting=sum(states.get(state, 0) for state in (State.QUEUED, State.CLAIMED, State.RETRY)),
        unsubscribed=mailing.unsubscribed,
    )


def fix(mailing: Mailing) -> None:
    """Write the outbox's figures into the mailing; the caller saves FIXED."""
    found = figures_of(mailing)
    for name in FIXED:
        setattr(mailing, name, getattr(found, name))


def in_words(mailing: Mailing) -> list[tuple[str, str]]:
    """The figures as they may be shown: those of members in tens, and none below ten."""
    found = figures_of(mailing)
    leaving = [("Still to leave", shown(found.waiting, mailing))]
    return [
        ("Put in the outbox", shown(found.queued, mailing)),
        ("Sent", shown(found.sent, mailing)),
        *(leaving if mailing.state == Mailing.State.SENDING else []),
        ("Refused by the mailbox’s server now", shown(found.bounced, mailing)),
        ("Not tried: the address refused mail before", shown(found.suppressed, mailing)),
        ("Stopped by the link in this issue", shown(found.unsubscribed, mailing)),
    ]
