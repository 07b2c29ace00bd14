"""The moves of a petition as the CMS offers them: what each is called and what happens."""

from collections.abc import Callable
from dataclasses import dataclass

from petitions import opening
from petitions.models import Petition
from union.accounts.models import User

State = Petition.State


@dataclass(frozen=True)
class Move:
    """One button. `final` asks once more; `then` is the kind of entry that usually follows.

    `reads` shows the words that become public with it, and is refused where they have changed since.
    """

    name: str
    label: str
    sentence: str
    verb: Callable[..., None]
    sources: tuple[str, ...]
    final: bool = False
    editors: bool = False
    reads: bool = False
    then: str = ""


MOVES = (
    Move(
        "propose",
        "Propose it",
        "A moderator finds it under “in review” and opens it. You can take it back until then.",
        opening.propose,
        (State.DRAFT,),
        editors=True,
    ),
    Move(
        "open",
        "Open it for signatures",
        "Everybody can read and sign it at once. Title, demand, decision maker and address then stay.",
        opening.open_petition,
        (State.DRAFT, State.IN_REVIEW, State.SCHEDULED, State.PAUSED),
        reads=True,
    ),
    Move(
        "schedule",
        "Let it open at its opening time",
        "Everybody can read it now, and sign it from the opening time on.",
        opening.schedule,
        (State.DRAFT, State.IN_REVIEW),
        reads=True,
    ),
    Move(
        "return",
        "Back to draft",
        "Nobody sees it any more. It can be written on, and proposed or opened later.",
        opening.return_to_draft,
        (State.IN_REVIEW,),
        editors=True,
    ),
    Move(
        "unschedule",
        "Stop the timetable",
        "It becomes a draft again and does not open by itself. Nobody sees it any more.",
        opening.return_to_draft,
        (State.SCHEDULED,),
    ),
    Move(
        "pause",
        "Pause it",
        "No new signatures for now. Links in e-mails still work. It can be opened again at any time.",
        opening.pause,
        (State.OPEN,),
    ),
    Move(
        "close",
        "Close it",
        "No new signatures, for good. Who has signed can confirm for 48 hours more; then the count is final.",
        opening.close,
        (State.OPEN, State.PAUSED),
        final=True,
    ),
    Move(
        "hand_in",
        "It has been handed in",
        "The page says from today that the decision maker has it. No more paper can be counted.",
        opening.hand_in,
        (State.CLOSED,),
        final=True,
        then="handed_in",
    ),
    Move(
        "answered",
        "The decision maker has answered",
        "The page says from today that there is an answer. Write the answer itself as an entry.",
        opening.note_answer,
        (State.HANDED_IN,),
        final=True,
        then="response",
    ),
    Move(
        "conclude",
        "Conclude it",
        "Say how it ended. In six months the names, addresses and postcodes are deleted; the count stays.",
        opening.conclude,
        (State.CLOSED, State.HANDED_IN, State.RESPONDED),
        final=True,
        then="decision",
    ),
    Move(
        "archive",
        "Archive it",
        "It leaves the list of petitions. Its own page, its count and its entries stay.",
        opening.archive,
        (State.CONCLUDED,),
        final=True,
    ),
)


def offered(state: str, *, to: User) -> list[Move]:
    """The moves this person can make from a state, in the order of a petition's life."""
    publishes = to.has_perm("petitions.publish_petition")
    writes = to.has_perm("petitions.change_petition")
    return [move for move in MOVES if state in move.sources and (publishes or (writes and move.editors))]


def named(name: str) -> Move | None:
    return next((move for move in MOVES if move.name == name), None)
