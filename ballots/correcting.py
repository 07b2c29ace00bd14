"""Corrections to a frozen roll: who was left off, who should not be on it, whose address was wrong.

No answer here, no figure and no audit entry tells whether a member has voted: see
docs/decisions/0066-corrections-that-tell-nothing.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from ballots import merkle
from ballots.drafting import works_for
from ballots.eligibility import eligible_members
from ballots.errors import (
    AlreadyOnRoll,
    NoPlaceToCount,
    NotEligible,
    NotOnRoll,
    NotYours,
    SameAddress,
    StrikeAsked,
    TooLateToCorrect,
    WrongMoment,
)
from ballots.freezing import entry_for
from ballots.inviting import renew_link
from ballots.models import UNTIL_CLOSE, Addendum, Ballot, Correction, RollEntry, Unit
from union.accounts.models import User
from union.audit.recording import record
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import enqueue
from union.members.models import Member
from union.sweeping import each

ADDRESS_CHANGED = "ballot_address_changed"
NOTICE = timedelta(hours=24)
Kind, Reason = Correction.Kind, Correction.Reason
REASONS = {
    Kind.ADDED: (Reason.LEFT_OFF, Reason.LATE_RECORD, Reason.STRUCK_WRONGLY),
    Kind.STRUCK: (Reason.NOT_ELIGIBLE, Reason.TWICE, Reason.LEFT_UNION),
    Kind.ADDRESS: (Reason.MOVED, Reason.TYPO),
}
PUBLISHED = (Kind.ADDED, Kind.STRUCK, Kind.RESTORED)


def takes_corrections(ballot: Ballot, *, at: datetime) -> bool:
    """Whether members may still be added and struck."""
    return ballot.state in UNTIL_CLOSE and at <= ballot.closes_at - NOTICE


def add_member(ballot: Ballot, *, number: str, reason: str, by: User, at: datetime) -> RollEntry:
    """Put a member who meets the frozen rules on the roll, in the unit of the branch; or take a strike back.

    The electorate grows with it. Raises NotYours, TooLateToCorrect, NotEligible, AlreadyOnRoll and
    NoPlaceToCount.
    """
    with transaction.atomic():
        ballot = _locked(ballot, by=by)
        if not takes_corrections(ballot, at=at):
            raise TooLateToCorrect
        if entry := ballot.roll.filter(number=_tidy(number)).first():
            return _restore(entry, reason=reason, by=by, at=at)
        eligible = eligible_members(ballot).select_related("branch__region", "pay_point")
        member = eligible.filter(number=_tidy(number)).first()
        if member is None:
            raise NotEligible
        entry = _enter(ballot, member)
        _note(entry, Kind.ADDED, reason=reason, by=by, at=at)
    return entry


def strike_member(ballot: Ballot, *, number: str, reason: str, by: User, at: datetime) -> None:
    """Ask for a strike: it takes effect if no vote has been cast, and nothing says whether it did.

    Raises NotYours, TooLateToCorrect, NotOnRoll and StrikeAsked.
    """
    with transaction.atomic():
        ballot = _locked(ballot, by=by)
        if not takes_corrections(ballot, at=at):
            raise TooLateToCorrect
        entry = _on_the_roll(ballot, number)
        if not RollEntry.objects.filter(pk=entry.pk, strike_asked=False).update(strike_asked=True):
            raise StrikeAsked
        RollEntry.objects.filter(pk=entry.pk, has_voted=False).update(struck=True)
        _note(entry, Kind.STRUCK, reason=reason, by=by, at=at)


def change_address(ballot: Ballot, *, number: str, address: str, reason: str, by: User, at: datetime) -> None:
    """Send letters about this ballot to another address, and a new link with it, vote or no vote.

    Possible until the ballot closes. The address before is told. Raises NotYours, WrongMoment, NotOnRoll and
    SameAddress.
    """
    with transaction.atomic():
        ballot = _locked(ballot, by=by)
        if ballot.state not in UNTIL_CLOSE or ballot.closes_at <= at:
            raise WrongMoment("Addresses can be changed from the day the ballot is fixed until it closes.")
        entry = _on_the_roll(ballot, number)
        before, after = entry.address, address.strip().lower()
        if before == after:
            raise SameAddress
        RollEntry.objects.filter(pk=entry.pk).update(email=after)
        if not before:
            Ballot.objects.filter(pk=ballot.pk).update(reachable=F("reachable") + 1)
        entry.email = after
        correction = _note(entry, Kind.ADDRESS, reason=reason, by=by, at=at)
        if before:
            subject, language = f"entry:{entry.pk}", ballot.language_of_letters
            enqueue(
                ADDRESS_CHANGED, subject=subject, to=before, at=at, version=correction.pk, language=language
            )
        renew_link(entry, at=at)


def write_addenda(*, at: datetime) -> int:
    """Publish the corrections of the days before, and all of them once no more can come; how many ballots."""
    waiting = Correction.objects.filter(addendum=None, kind__in=PUBLISHED)
    ballots = Ballot.objects.filter(pk__in=waiting.values("ballot"))
    return each(ballots, write_addendum, at=at)


def write_addendum(ballot: Ballot, *, at: datetime) -> bool:
    """Publish what waits of one ballot; False when nothing does."""
    with transaction.atomic():
        ballot = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
        waiting = Correction.objects.filter(ballot=ballot, addendum=None, kind__in=PUBLISHED)
        if takes_corrections(ballot, at=at):
            waiting = waiting.filter(day__lt=timezone.localdate(at))
        corrections = list(waiting.order_by("pk"))
        if not corrections:
            return False
        kinds = [correction.kind for correction in corrections]
        later = Correction.objects.filter(ballot=ballot, addendum=None).exclude(
            pk__in=[correction.pk for correction in corrections]
        )
        addendum = Addendum.objects.create(
            ballot=ballot,
            number=ballot.addenda.count() + 1,
            added=kinds.count(Kind.ADDED),
            struck=kinds.count(Kind.STRUCK),
            restored=kinds.count(Kind.RESTORED),
            root=merkle.root(_leaves(ballot, later=later)).hex(),
            day=max(correction.day for correction in corrections),
        )
        Correction.objects.filter(pk__in=[c.pk for c in corrections]).update(addendum=addendum)
        record("ballot.addendum", subject=ballot.subject, by=None, at=at, detail={"number": addendum.number})
    return True


def addenda_of(ballot: Ballot) -> list[dict[str, object]]:
    """The addenda as they are published, in their order."""
    rows = ballot.addenda.values("number", "day", "added", "struck", "restored", "root")
    return [row | {"day": row["day"].isoformat()} for row in rows]


def corrections_told(ballot: Ballot) -> list[dict[str, object]]:
    """The addenda with the numbers of each unit that was corrected, and its electorate after each of them."""
    counts = _numbers_by_unit(ballot)
    electorate = dict(ballot.units.values_list("name", "electorate"))
    found: list[dict[str, object]] = []
    for addendum in reversed(addenda_of(ballot)):
        units = []
        for name, numbers in sorted(counts[addendum["number"]].items()):
            kinds = {str(kind): numbers[kind] for kind in PUBLISHED}
            units.append({"name": name, **kinds, "electorate": electorate[name]})
            electorate[name] -= numbers[Kind.ADDED]
        found.append({name: addendum[name] for name in ("number", "day", "root")} | {"units": units})
    return found[::-1]


def render_address_changed(message: Message) -> Letter | None:
    """Word to the address before, which may be the true one."""
    entry = (
        RollEntry.objects.select_related("ballot", "member")
        .filter(pk=message.subject.removeprefix("entry:"), ballot__state__in=UNTIL_CLOSE)
        .first()
    )
    if entry is None:
        return None
    return render_letter(
        "ballots/address_changed", {"ballot": entry.ballot, "name": entry.member.name, "branch": entry.branch}
    )


def _locked(ballot: Ballot, *, by: User) -> Ballot:
    locked: Ballot = Ballot.objects.select_for_update(of=("self",)).select_related("branch").get(pk=ballot.pk)
    if not works_for(by, locked.branch):
        raise NotYours
    return locked


def _tidy(number: str) -> str:
    return number.strip().upper()


def _on_the_roll(ballot: Ballot, number: str) -> RollEntry:
    entry = ballot.roll.select_related("member", "ballot").filter(number=_tidy(number)).first()
    if entry is None:
        raise NotOnRoll
    return entry


def _restore(entry: RollEntry, *, reason: str, by: User, at: datetime) -> RollEntry:
    """A strike taken back; whether it had taken effect makes no difference."""
    back = RollEntry.objects.filter(pk=entry.pk, strike_asked=True)
    if not back.update(strike_asked=False, struck=False):
        raise AlreadyOnRoll
    _note(entry, Kind.RESTORED, reason=reason, by=by, at=at)
    return entry


def _enter(ballot: Ballot, member: Member) -> RollEntry:
    unit = ballot.units.filter(branches=member.branch).first()
    if unit is None:
        raise NoPlaceToCount
    entry = entry_for(member, ballot=ballot, unit=unit)
    entry.save(force_insert=True)
    Unit.objects.filter(pk=unit.pk).update(electorate=F("electorate") + 1)
    Ballot.objects.filter(pk=ballot.pk).update(
        eligible=F("eligible") + 1, reachable=F("reachable") + int(bool(member.email))
    )
    return entry


def _note(entry: RollEntry, kind: Correction.Kind, *, reason: str, by: User, at: datetime) -> Correction:
    day = timezone.localdate(at)
    correction = Correction.objects.create(
        ballot_id=entry.ballot_id, entry=entry, kind=kind, reason=Reason(reason), by=by, day=day
    )
    detail = {"correction": correction.pk, "reason": reason}
    record(f"ballot.member_{kind}", subject=f"ballot:{entry.ballot_id}", by=by, at=at, detail=detail)
    return correction


def _leaves(ballot: Ballot, *, later: QuerySet[Correction]) -> Collection[bytes]:
    """Everybody who was on this roll, those to be struck too, but for whom `later` corrections added.

    They are in the order a root takes them.
    """
    told = ballot.roll.exclude(pk__in=later.filter(kind=Kind.ADDED).values("entry"))
    return sorted(bytes(leaf) for leaf in told.values_list("leaf", flat=True))


def _numbers_by_unit(ballot: Ballot) -> dict[object, dict[str, Counter[str]]]:
    """How many corrections of each kind, by addendum and name of unit."""
    told = ballot.corrections.filter(addendum__isnull=False).order_by()
    rows = told.values_list("addendum__number", "entry__unit__name", "kind").annotate(many=Count("pk"))
    found: dict[object, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for number, unit, kind, many in rows:
        found[number][unit][kind] = many
    return found
