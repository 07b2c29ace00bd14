"""What the letters to those for whom a ballot waits say, as they are sent: no figure, and nobody's vote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ballots.approving import pending
from ballots.awaiting import Matter
from ballots.models import MARKED, Act, Appointment, Ballot, KeyedReturn, Method, SplitKey, State, Unit
from ballots.own_words import own_place
from ballots.returning import keyed_in, missing_returns, returns_due
from union.accounts.models import User
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter


@dataclass(frozen=True)
class Awaited:
    """What there is to do in a ballot, in a line and in a sentence or two, and the page where it is done."""

    ballot: Ballot
    todo: str
    why: str
    page: str


def render_awaited(message: Message) -> Letter | None:
    """The letter; None once it is done, over, or another's."""
    matter, _colon, about = message.subject.partition(":")
    reader = User.objects.filter(email__iexact=message.recipient, is_active=True).first()
    awaited = SAYS[Matter(matter)](about, reader) if reader else None
    if reader is None or awaited is None:
        return None
    path = reverse(f"desk_ballots:{awaited.page}", args=[awaited.ballot.slug])
    words = {"name": reader.get_full_name(), "ballot": awaited.ballot, "awaited": awaited, "path": path}
    return render_letter("ballots/awaited", words)


def _appointed(about: str, reader: User) -> Awaited | None:
    waiting = Appointment.objects.filter(pk=about, user=reader, accepted_at=None, ballot__state=State.DRAFT)
    if not (one := waiting.select_related("ballot").first()):
        return None
    return Awaited(
        one.ballot,
        _("You are asked to be a scrutineer"),
        _(
            "The ballot office has appointed you as a scrutineer: with the others you keep the key of the "
            "box, offline, and count the votes. Read what it takes, and accept with a signing key of your "
            "own."
        ),
        "scrutiny",
    )


def _rehearsal(about: str, reader: User) -> Awaited | None:
    keys = SplitKey.objects.filter(pk=about, rehearsed_at=None, ballot__state=State.DRAFT)
    if not (key := keys.select_related("ballot").first()) or not _accepted(key.ballot, reader):
        return None
    return Awaited(
        key.ballot,
        _("The key waits for its rehearsal"),
        _(
            "The key of the box has been placed. Compare its fingerprint with your sheet, and open the trial "
            "paper together with the other scrutineers."
        ),
        "scrutiny",
    )


def _count(about: str, reader: User) -> Awaited | None:
    ballot = Ballot.objects.filter(pk=about, state=State.CLOSED).first()
    if ballot is None or not _accepted(ballot, reader) or missing_returns(ballot):
        return None
    return Awaited(
        ballot,
        _("The box can be opened"),
        _("Voting has closed. Meet the other scrutineers with your sheets and signing keys, and count."),
        "scrutiny",
    )


def _publication(about: str, reader: User) -> Awaited | None:
    ballot = Ballot.objects.filter(pk=about, state__in=[State.COUNTED, State.CERTIFIED]).first()
    if ballot is None or pending(ballot, Act.PUBLICATION):
        return None
    return Awaited(
        ballot,
        _("The votes are counted"),
        _(
            "One of you asks to publish the result, and a second person agrees. Until then nobody sees it, "
            "at the desk either, and who was on the roll is kept: that goes half a year after the result is "
            "out."
        ),
        "ballot",
    )


def _sheets(about: str, reader: User) -> Awaited | None:
    ballot = Ballot.objects.filter(pk=about, state__in=[State.VOID, State.SHREDDED]).first()
    if ballot is None or not _accepted(ballot, reader):
        return None
    void = _(
        "The ballot is void and nothing is counted. Destroy your sheet, and any EXPORT.zip that you have: "
        "members were told that you do."
    )
    over = _("The sealed papers have been destroyed, a year after the close. Destroy your sheet as well.")
    return Awaited(ballot, _("Destroy your sheet"), void if ballot.state == State.VOID else over, "scrutiny")


def _figures(about: str, reader: User) -> Awaited | None:
    unit = Unit.objects.filter(pk=about).select_related("ballot").first()
    if unit is None or not _missing(unit):
        return None
    if unit.ballot.by_returns:
        todo = _("Your branch is asked for its figures")
        why = _(
            "Each branch consults its members in its own way. Two of its officers key the figures at the "
            "desk, each without seeing the other’s."
        )
    else:
        todo = _("Papers wait to be counted")
        why = _(
            "Voting has closed. Two people count the papers that were given out, each by themselves, and key "
            "what they found; the count of all votes waits for it."
        )
    return Awaited(unit.ballot, todo, f"{own_place(unit.name)}: {why}", "returns")


def _second(about: str, reader: User) -> Awaited | None:
    unit = _returned(about)
    if unit is None or _has_keyed(about, reader):
        return None
    why = _(
        "A colleague has keyed the return. It counts once a second person has counted too and keyed the "
        "same, without seeing those figures."
    )
    return Awaited(unit.ballot, _("A second person is needed"), f"{own_place(unit.name)}: {why}", "returns")


def _different(about: str, reader: User) -> Awaited | None:
    unit = _returned(about)
    if unit is None or not _has_keyed(about, reader):
        return None
    why = _(
        "What was keyed last differs from what you keyed, so the return does not count. Count again "
        "together, and correct whichever is wrong."
    )
    return Awaited(unit.ballot, _("Two counts differ"), f"{own_place(unit.name)}: {why}", "returns")


SAYS: dict[Matter, Callable[[str, User], Awaited | None]] = {
    Matter.APPOINTED: _appointed,
    Matter.SHEETS: _sheets,
    Matter.REHEARSAL: _rehearsal,
    Matter.COUNT: _count,
    Matter.PUBLICATION: _publication,
    Matter.FIGURES: _figures,
    Matter.SECOND: _second,
    Matter.DIFFERENT: _different,
}


def _accepted(ballot: Ballot, reader: User) -> bool:
    return ballot.appointments.filter(user=reader, accepted_at__isnull=False).exists()


def _missing(unit: Unit, *methods: str) -> bool:
    """Whether a return of the unit, by one of `methods` or any, can be keyed now and is not complete."""
    if unit.ballot.state not in keyed_in(unit.ballot):
        return False
    due = returns_due(unit.ballot, units=unit.ballot.units.filter(pk=unit.pk))
    return any(line.agreed is None for line in due if line.method in (methods or (Method.BRANCH, *MARKED)))


def _returned(about: str) -> Unit | None:
    """The unit of this unit and method, while that return is missing."""
    key, _colon, method = about.partition(":")
    unit = Unit.objects.filter(pk=key).select_related("ballot").first()
    return unit if unit and _missing(unit, method) else None


def _has_keyed(about: str, reader: User) -> bool:
    key, _colon, method = about.partition(":")
    return KeyedReturn.objects.filter(unit=int(key), method=method, keyed_by=reader).exists()
