"""Beginning a draft from a ready-made ballot or from an earlier one."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from ballots.drafting import Choice, draw_up_ballot, revise_ballot, set_question, set_thresholds
from ballots.models import Ballot, Question, Threshold
from ballots.naming import free_addresses
from ballots.patterns import Pattern
from ballots.setting_up import SAID
from union.accounts.models import User
from union.asking import at_time
from union.members.models import Branch
from union.pay.models import PayScale
from union.slugs import under_a_free_slug

OPENS, CLOSES = time(9), time(17)
RUNS = timedelta(days=14)


def start_from_pattern(
    pattern: Pattern, *, branch: Branch | None, by: User, at: datetime, by_returns: bool = False
) -> Ballot:
    """A draft with every word filled in, opening the next working day for a fortnight.

    `by_returns`: each branch consults in its own way; nationally only. Raises NotYours and FormIncomplete.
    """
    with transaction.atomic():
        draft = _draw_up(
            pattern.title,
            branch=branch,
            kind=pattern.kind,
            introduction=pattern.introduction if branch else pattern.introduction_of_the_union,
            by_returns=by_returns,
            receipt=Ballot.Receipt.INCLUSION if by_returns else Ballot.Receipt.TRACKER,
            pay_scale=PayScale.objects.order_by("-year", "code").first() if pattern.about_pay else None,
            by=by,
            at=at,
        )
        set_question(
            draft,
            number=1,
            text=pattern.question,
            options=pattern.choices,
            kind=pattern.question_kind,
            recommendation=pattern.recommendation,
            by=by,
            at=at,
        )
    return draft


def start_from_earlier(earlier: Ballot, *, by: User, at: datetime) -> Ballot:
    """A draft with the words, options, rules and thresholds of an earlier ballot, and dates of its own.

    A rule on joining dates is left out: it belonged to the earlier dates. Raises NotYours.
    """
    rules = {name: rule for name, rule in earlier.rules.items() if name != "joined_before"}
    with transaction.atomic():
        draft = _draw_up(
            earlier.title,
            branch=earlier.branch,
            kind=earlier.kind,
            rules=rules,
            introduction=earlier.introduction,
            pay_scale=earlier.pay_scale,
            receipt=earlier.receipt,
            by_returns=earlier.by_returns,
            by=by,
            at=at,
        )
        if earlier.language != draft.language:
            draft = revise_ballot(draft, language=earlier.language, by=by, at=at)
        for question in earlier.questions.prefetch_related("options"):
            _ask_again(draft, question, by=by, at=at)
        bars = [Threshold(**{name: getattr(bar, name) for name in SAID}) for bar in earlier.thresholds.all()]
        if bars:
            set_thresholds(draft, bars, by=by, at=at)
    return draft


def _draw_up(title: str, *, at: datetime, **asked: Any) -> Ballot:
    """A draft of this title at a free address, on the usual dates."""
    opens_at, closes_at = usual_dates(at)
    draw_up = partial(draw_up_ballot, title=title, opens_at=opens_at, closes_at=closes_at, at=at, **asked)
    return under_a_free_slug(Ballot, title, draw_up, **free_addresses())


def _ask_again(draft: Ballot, earlier: Question, *, by: User, at: datetime) -> None:
    set_question(
        draft,
        number=earlier.number,
        text=earlier.text,
        options=[
            Choice(option.label, option.detail, option.abstains, option.claim())
            for option in earlier.options.all()
        ],
        kind=earlier.kind,
        most=earlier.most,
        recommendation=earlier.recommendation,
        by=by,
        at=at,
    )


def usual_dates(at: datetime) -> tuple[datetime, datetime]:
    """From nine on the next working day until five a fortnight later."""
    day = timezone.localdate(at) + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return at_time(day, OPENS), at_time(day + RUNS, CLOSES)
