"""Beginning a draft from a ready-made ballot or from an earlier one."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from ballots.drafting import Choice, draw_up_ballot, revise_ballot, set_question, set_thresholds
from ballots.models import Ballot, Question, Threshold
from ballots.patterns import Pattern
from ballots.setting_up import SAID
from union.accounts.models import User
from union.members.models import Branch
from union.pay.models import PayScale

OPENS, CLOSES = time(9), time(17)
RUNS = timedelta(days=14)
RESERVED = ("new",)  # what stands at the place of a ballot in an address of the desk


def start_from_pattern(
    pattern: Pattern, *, branch: Branch | None, by: User, at: datetime, by_returns: bool = False
) -> Ballot:
    """A draft with every word filled in, opening the next working day for a fortnight.

    `by_returns`: each branch consults in its own way; nationally only. Raises NotYours and FormIncomplete.
    """
    opens_at, closes_at = usual_dates(at)
    with transaction.atomic():
        draw_up = partial(
            draw_up_ballot,
            title=pattern.title,
            branch=branch,
            kind=pattern.kind,
            introduction=pattern.introduction if branch else pattern.introduction_of_the_union,
            by_returns=by_returns,
            receipt=Ballot.Receipt.INCLUSION if by_returns else Ballot.Receipt.TRACKER,
            pay_scale=PayScale.objects.order_by("-year", "code").first() if pattern.about_pay else None,
            opens_at=opens_at,
            closes_at=closes_at,
            by=by,
            at=at,
        )
        draft = _under_a_free_slug(pattern.title, draw_up)
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
    opens_at, closes_at = usual_dates(at)
    rules = {name: rule for name, rule in earlier.rules.items() if name != "joined_before"}
    with transaction.atomic():
        draw_up = partial(
            draw_up_ballot,
            title=earlier.title,
            branch=earlier.branch,
            kind=earlier.kind,
            rules=rules,
            introduction=earlier.introduction,
            pay_scale=earlier.pay_scale,
            receipt=earlier.receipt,
            by_returns=earlier.by_returns,
            opens_at=opens_at,
            closes_at=closes_at,
            by=by,
            at=at,
        )
        draft = _under_a_free_slug(earlier.title, draw_up)
        if earlier.language != draft.language:
            draft = revise_ballot(draft, language=earlier.language, by=by, at=at)
        for question in earlier.questions.prefetch_related("options"):
            _ask_again(draft, question, by=by, at=at)
        bars = [Threshold(**{name: getattr(bar, name) for name in SAID}) for bar in earlier.thresholds.all()]
        if bars:
            set_thresholds(draft, bars, by=by, at=at)
    return draft


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
    day = timezone.localtime(at).date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    opens_at, closes_at = (
        timezone.make_aware(datetime.combine(date, hour))
        for date, hour in ((day, OPENS), (day + RUNS, CLOSES))
    )
    return opens_at, closes_at


def _under_a_free_slug(title: str, draw_up: Callable[..., Ballot]) -> Ballot:
    """The draft; where two branches begin the same ballot in the same second, the later one looks again."""
    while True:
        slug = free_slug(title)
        try:
            with transaction.atomic():
                return draw_up(slug=slug)
        except IntegrityError:
            if not Ballot.objects.filter(slug=slug).exists():
                raise


def free_slug(title: str) -> str:
    """A slug made of the title that no ballot has yet."""
    stem = slugify(title)[:70] or "ballot"
    taken = {*RESERVED, *Ballot.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)
