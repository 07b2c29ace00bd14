"""What the screens of the desk save: words, voters and dates of a draft, each whole in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import Q
from django.utils import timezone

from ballots.drafting import Choice, own_draft, revise_ballot, set_question, set_thresholds
from ballots.eligibility import eligible_members
from ballots.errors import BadReminderDays, DatesUnclear
from ballots.models import Ballot, Question, Threshold
from ballots.naming import follow_the_name
from ballots.reminder_days import plan_days, planned_days, refuse_bad_days, usual_days
from union.accounts.models import User
from union.audit.recording import record
from union.members.models import Branch
from union.pay.models import PayScale

SAID = (
    "label",
    "basis",
    "numerator",
    "denominator",
    "question",
    "note",
    "valid_from",
    "valid_until",
)  # of a threshold
FOUR_WEEKS = timedelta(weeks=4)
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=366)


def write_words(
    ballot: Ballot,
    *,
    title: str,
    introduction: str,
    question: str,
    recommendation: str,
    options: Sequence[Choice],
    pay_scale: PayScale | None,
    language: str,
    by: User,
    at: datetime,
) -> Ballot:
    """Title, introduction and first question of a draft, in one language; how members answer stays as it is.

    Until its address has gone out, that follows the title. Raises NotYours, NotADraft and FormIncomplete.
    """
    with transaction.atomic():
        words = {"title": title, "introduction": introduction, "language": language}
        draft = _revise(ballot, by=by, at=at, pay_scale=pay_scale, **words)
        present = draft.questions.filter(number=1).first() or Question()
        set_question(
            draft,
            number=1,
            text=question,
            kind=present.kind,
            most=present.most,
            options=options,
            recommendation=recommendation,
            by=by,
            at=at,
        )
        follow_the_name(draft, by=by, at=at)
    return draft


def choose_voters(
    ballot: Ballot, *, branch: Branch | None, rules: Mapping[str, object], by: User, at: datetime
) -> Ballot:
    """Whose ballot it is and the rules on who may vote. Raises NotYours, NotADraft and RulesUnclear."""
    said = {name: rule for name, rule in rules.items() if rule}
    return _revise(ballot, by=by, at=at, branch=branch, rules=said)


def set_dates(
    ballot: Ballot,
    *,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    at: datetime,
    reminders: Sequence[date] | None = None,
) -> Ballot:
    """Opening and closing, and the days of reminders; None, and the usual days left alone, move along.

    A rule "joined four weeks before" moves along with the opening. Raises DatesUnclear for an opening before
    today, a closing that is past, within an hour of the opening or over a year after it, and for a reminder
    on a day that is past or on which the ballot is not open; NotYours and NotADraft.
    """
    _refuse_nonsense(opens_at, closes_at, at=at)
    with transaction.atomic():
        draft = own_draft(ballot, by=by)
        rules, before, usual = dict(draft.rules), planned_days(draft), usual_days(draft)
        if rules.get("joined_before") == four_weeks_before(draft.opens_at).isoformat():
            rules["joined_before"] = four_weeks_before(opens_at).isoformat()
        draft = _revise(draft, by=by, at=at, opens_at=opens_at, closes_at=closes_at, rules=rules)
        if reminders is not None and not sorted(reminders) == before == usual:
            _remind_on(draft, reminders, by=by, at=at)
    return draft


def _remind_on(draft: Ballot, days: Sequence[date], *, by: User, at: datetime) -> None:
    try:
        refuse_bad_days(draft, days, at=at)
    except BadReminderDays as error:
        raise DatesUnclear(str(error), field="first") from None
    if sorted(days) != planned_days(draft):
        plan_days(draft, days)
        detail = {"days": sorted(day.isoformat() for day in days)}
        record("ballot.reminders_set", subject=draft.subject, by=by, at=at, detail=detail)


def choose_receipt(ballot: Ballot, *, receipt: str, by: User, at: datetime) -> Ballot:
    """What members can check by their receipt. Raises FormIncomplete, NotYours and NotADraft."""
    return _revise(ballot, by=by, at=at, receipt=receipt)


def hold_against(ballot: Ballot, thresholds: Sequence[Threshold], *, by: User, at: datetime) -> None:
    """What the result of a draft is held against. Raises FormIncomplete, NotYours and NotADraft."""
    before = [_said(one) for one in ballot.thresholds.all()]
    if [_said(one) for one in thresholds] != before:
        set_thresholds(ballot, thresholds, by=by, at=at)


def four_weeks_before(opens_at: datetime) -> date:
    """The day before which one has to have joined, by the common rule."""
    return (timezone.localtime(opens_at) - FOUR_WEEKS).date()


def how_many(ballot: Ballot) -> tuple[int, int]:
    """How many members the rules meet now, and how many of them have no e-mail address; one query."""
    found = (
        eligible_members(ballot)
        .order_by()
        .aggregate(members=CountOf("pk"), unreachable=CountOf("pk", filter=Q(email="")))
    )
    return found["members"], found["unreachable"]


def at_weekend(ballot: Ballot) -> list[str]:
    """ "opens" and "closes", where that falls on a Saturday or Sunday and nobody is in the office."""
    moments = {"opens": ballot.opens_at, "closes": ballot.closes_at}
    return [word for word, moment in moments.items() if timezone.localtime(moment).weekday() >= 5]


def _refuse_nonsense(opens_at: datetime, closes_at: datetime, *, at: datetime) -> None:
    if timezone.localdate(opens_at) < timezone.localdate(at):
        raise DatesUnclear("Choose an opening day that is today or still to come.", field="opens_on")
    if closes_at < opens_at + SHORTEST:
        raise DatesUnclear("Choose a closing time at least an hour after the opening.", field="closes_on")
    if closes_at <= at:
        raise DatesUnclear("Choose a closing time that is still to come.", field="closes_on")
    if closes_at > opens_at + LONGEST:
        raise DatesUnclear("Check the year: the ballot would be open for over a year.", field="closes_on")


def _said(threshold: Threshold) -> tuple[object, ...]:
    return tuple(getattr(threshold, name) for name in SAID)


def _revise(ballot: Ballot, *, by: User, at: datetime, **wanted: object) -> Ballot:
    """Revise what is different; a screen sent again unchanged writes nothing."""
    changes = {name: value for name, value in wanted.items() if getattr(ballot, name) != value}
    return revise_ballot(ballot, by=by, at=at, **changes) if changes else ballot
