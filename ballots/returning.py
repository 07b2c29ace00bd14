"""Returns: the figures of votes that were not cast by link, keyed by two officers apart and then counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, QuerySet

from ballots.awaiting import call_other_keyers, call_to_count
from ballots.casting import check_answers
from ballots.errors import BallotError, NotYours, WrongMoment
from ballots.hand_counts import HandCount, write_hand_counts
from ballots.keys import returns_salt
from ballots.locking import hold_for_closing
from ballots.models import (
    MARKED,
    RUNNING,
    AgreedReturn,
    Ballot,
    Count,
    KeyedReturn,
    Method,
    RollEntry,
    State,
    Unit,
)
from ballots.piles import Pile, papers_in, read_piles, write_piles
from ballots.waking import wake_worker
from union.accounts.models import Role, User
from union.accounts.roles import branches_of
from union.audit.recording import record


class TooManyPapers(BallotError):
    sentence = "There are more papers here than members marked: count them again."


class NothingToReturn(BallotError):
    sentence = "Nothing is to be returned here: no member of this unit was marked for it."


@dataclass(frozen=True)
class Due:
    """One return that a ballot needs: of a unit, for a method, with at most `marked` papers."""

    unit: Unit
    method: Method
    marked: int
    keyed: tuple[KeyedReturn, ...]
    agreed: AgreedReturn | None

    @property
    def differences(self) -> list[str]:
        """Where officers keyed different figures, in sentences without a figure of any."""
        if self.agreed or len(self.keyed) < 2:
            return []
        first, *others = self.keyed
        spoilt_differ = any(other.spoilt != first.spoilt for other in others)
        words = ["The spoilt papers differ."] if spoilt_differ else []
        return words + (["The counted papers differ."] if any(o.piles != first.piles for o in others) else [])


def key_return(
    ballot: Ballot,
    *,
    unit: Unit,
    method: str,
    piles: Iterable[Pile],
    spoilt: int,
    by: User,
    at: datetime,
    remark: str = "",
) -> AgreedReturn | None:
    """Enter what one officer counted; the agreed return once somebody else has keyed the same, else None.

    Keying again replaces one's own figures; an agreement falls when anybody keys what nobody else has. Papers
    are keyed between close and count, a branch's own consultation while the ballot runs. Raises NotYours,
    WrongMoment, NothingToReturn, TooManyPapers, BadAnswers.
    """
    if not may_return(by, unit):
        raise NotYours("The return of this unit is keyed by its own officers or their regional office.")
    written = write_piles(piles)
    for pile in read_piles(written):
        check_answers(ballot, pile.answers)
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        current = Ballot.objects.get(pk=ballot.pk)
        _refuse_wrong_moment(current, at=at)
        _refuse_too_many(current, unit, method, papers_in(written) + spoilt)
        keyed, _ = KeyedReturn.objects.update_or_create(
            ballot=current,
            unit=unit,
            method=method,
            keyed_by=by,
            defaults={"piles": written, "spoilt": spoilt, "remark": remark},
        )
        agreed = _agree(keyed)
        _call_others(keyed, agreed, at=at)
        detail = {"unit": unit.number, "method": method, "agreed": agreed is not None}
        record("ballot.return_keyed", subject=current.subject, by=by, at=at, detail=detail)
        wake_worker()
    return agreed


def _call_others(keyed: KeyedReturn, agreed: AgreedReturn | None, *, at: datetime) -> None:
    """Write to whoever is needed next: another who keys, or once nothing is missing the scrutineers."""
    if agreed is None:
        here = KeyedReturn.objects.filter(unit=keyed.unit_id, method=keyed.method)
        call_other_keyers(
            keyed, list(here.exclude(pk=keyed.pk).select_related("keyed_by").order_by("pk")), at=at
        )
    elif keyed.ballot.custody == Ballot.Custody.SCRUTINEERS and not missing_returns(keyed.ballot):
        call_to_count(keyed.ballot, at=at)


def units_of(user: User, ballot: Ballot) -> QuerySet[Unit]:
    """The units of a ballot in which members of somebody's branches are counted."""
    return ballot.units.filter(branches__in=branches_of(user).values("pk")).distinct()


def may_return(user: User, unit: Unit) -> bool:
    """Whether somebody works for every branch of the unit."""
    return unit.pk in keyed_by(user, unit.ballot.units.filter(pk=unit.pk))


def keyed_by(user: User, units: QuerySet[Unit]) -> set[int]:
    """The keys of those of `units` whose branches somebody all works for."""
    branches: dict[int, set[int]] = defaultdict(set)
    belongs = Unit.branches.through.objects.filter(unit__in=units)
    for unit, branch in belongs.values_list("unit", "branch"):
        branches[unit].add(branch)
    own = set(branches_of(user).values_list("pk", flat=True))
    return {unit for unit, all_of_it in branches.items() if all_of_it <= own}


def may_compare(user: User, unit: Unit, method: str) -> bool:
    """Whether somebody who has keyed a return may read what the other officer keyed, where the two differ.

    What a whole branch voted is read while the ballot runs by its own officers alone: an office, which may be
    the second person anywhere, could otherwise key anything at all and read the figures of every branch.
    """
    if method != Method.BRANCH:
        return True
    return user.roles.filter(kind=Role.Kind.BRANCH_OFFICER, branch__in=unit.branches.all()).exists()


def keyed_in(ballot: Ballot) -> tuple[State, ...]:
    """The states in which returns of this ballot are keyed."""
    return RUNNING if ballot.by_returns else (State.CLOSED,)


def returns_due(ballot: Ballot, *, units: QuerySet[Unit] | None = None) -> list[Due]:
    """Every return this ballot needs, in the order of units; of all of its units or of some."""
    chosen = ballot.units.all() if units is None else units
    marked = marks_of(ballot)
    keyed: dict[tuple[int, str], list[KeyedReturn]] = {}
    for line in ballot.keyed_returns.select_related("keyed_by").order_by("pk"):
        keyed.setdefault((line.unit_id, line.method), []).append(line)
    agreed = {(line.unit_id, line.method): line for line in ballot.returns.select_related("first", "second")}
    return [
        Due(
            unit,
            method,
            marked[unit.pk, method],
            tuple(keyed.get((unit.pk, method), ())),
            agreed.get((unit.pk, method)),
        )
        for unit in chosen
        for method in (Method.BRANCH, *MARKED)
        if marked[unit.pk, method]
    ]


def keyed_now(user: User) -> QuerySet[Ballot]:
    """The ballots that wait for returns of somebody's branches, in the states in which those are keyed."""
    own = Unit.objects.filter(branches__in=branches_of(user).values("pk"))
    marked = RollEntry.objects.filter(unit__in=own, voted_by__in=MARKED)
    by_returns = Q(by_returns=True, state__in=RUNNING, pk__in=own.values("ballot"))
    return Ballot.objects.filter(
        by_returns | Q(by_returns=False, state=State.CLOSED, pk__in=marked.values("ballot"))
    )


def marks_of(ballot: Ballot) -> Counter[tuple[int, str]]:
    """How many papers may come back, by unit and method: the marks, or a branch's whole electorate."""
    if ballot.by_returns:
        return Counter({(unit.pk, Method.BRANCH.value): unit.electorate for unit in ballot.units.all()})
    return Counter(ballot.roll.filter(voted_by__in=MARKED).values_list("unit", "voted_by"))


def is_waiting_for_returns(ballot: Ballot) -> bool:
    """Whether papers that were given out have not been returned by two officers yet.

    A ballot by returns alone waits for nobody: at its close the missing branches are named in the result.
    """
    return bool(missing_returns(ballot))


def missing_returns(ballot: Ballot) -> int:
    """How many returns the count of this ballot waits for."""
    return 0 if ballot.by_returns else sum(due.agreed is None for due in returns_due(ballot))


def refuse_while_waiting(ballot: Ballot) -> None:
    """Raises WrongMoment, naming how many returns are missing, while the count has to wait for any."""
    if missing := missing_returns(ballot):
        few = missing == 1
        raise WrongMoment(
            f"{missing} return{'' if few else 's'} of votes on paper or at meetings {'is' if few else 'are'} "
            f"missing: the votes can be counted once two officers have keyed {'it' if few else 'each'} alike."
        )


def hand_counts_of(ballot: Ballot) -> tuple[HandCount, ...]:
    """What two officers agreed on, with the marks it is held against, in the order of units."""
    agreed = list(ballot.returns.select_related("unit"))
    marks = marks_of(ballot) if agreed else Counter[tuple[int, str]]()
    return tuple(
        HandCount(
            unit=line.unit.number,
            method=line.method,
            # A branch that consulted in its own way marked nobody: who took part is who voted.
            marked=line.papers + line.spoilt if ballot.by_returns else marks[line.unit_id, line.method],
            spoilt=line.spoilt,
            piles=line.piles,
        )
        for line in agreed
    )


def written_returns(ballot: Ballot) -> bytes:
    """The agreed returns as scrutineers count them; nothing where there are none."""
    found = hand_counts_of(ballot)
    return write_hand_counts(found, salt=returns_salt(ballot.pk)) if found else b""


def digest_of_returns(ballot: Ballot) -> str:
    """What commits to the agreed returns without telling them, in hex; empty where there are none.

    Once there is a count it is the one that the count was made over, as what was agreed on has gone by then.
    """
    if count := Count.objects.only("returns_digest").filter(ballot=ballot).first():
        return count.returns_digest
    written = written_returns(ballot)
    return sha256(written).hexdigest() if written else ""


def forget_piles(ballot: Ballot) -> None:
    """Let go of what papers and meetings said, once they are counted among all votes or will never be.

    Beside the marks on the roll it would tell how a few known people voted. How many papers came back, how
    many were spoilt and who keyed them stays; figures of whole branches are published anyway. Notes between
    those who keyed have served their turn.
    """
    ballot.keyed_returns.exclude(remark="").update(remark="")
    for kept in (ballot.keyed_returns, ballot.returns):
        kept.filter(method__in=MARKED).update(piles=[])


def _agree(keyed: KeyedReturn) -> AgreedReturn | None:
    """The agreement that this return makes with another person's, in place of an earlier one."""
    here = {"ballot": keyed.ballot, "unit": keyed.unit, "method": keyed.method}
    AgreedReturn.objects.filter(**here).delete()
    others = KeyedReturn.objects.filter(**here).exclude(keyed_by=keyed.keyed_by_id).order_by("-pk")
    same = next((o for o in others if (o.piles, o.spoilt) == (keyed.piles, keyed.spoilt)), None)
    if same is None:
        return None
    return AgreedReturn.objects.create(
        **here,
        first=same.keyed_by,
        second=keyed.keyed_by,
        piles=keyed.piles,
        papers=papers_in(keyed.piles),
        spoilt=keyed.spoilt,
    )


def _refuse_wrong_moment(ballot: Ballot, *, at: datetime) -> None:
    over = ballot.by_returns and ballot.closes_at <= at  # even where no worker has closed it yet
    if ballot.state in keyed_in(ballot) and not over:
        return
    if ballot.by_returns:
        raise WrongMoment("Returns are sent in while the ballot runs: this one is not open.")
    raise WrongMoment("Papers are counted after the ballot has closed and before its result is counted.")


def _refuse_too_many(ballot: Ballot, unit: Unit, method: str, papers: int) -> None:
    marked = marks_of(ballot)[unit.pk, method]
    if not marked:
        raise NothingToReturn
    if papers <= marked:
        return
    people = "1 member" if marked == 1 else f"{marked} members"
    limit = f"{people} on the roll" if ballot.by_returns else f"a mark for {people}"
    raise TooManyPapers(f"There are {papers} papers here, but {limit}: count them again.")
