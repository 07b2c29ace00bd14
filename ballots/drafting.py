"""Drawing up a ballot: everything that is fixed at freeze, and nothing after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ballots.asking import (
    APPROVAL,
    FIXED_LABELS,
    MOST_OPTIONS,
    MOST_OPTIONS_WITH_SEVERAL_ANSWERS,
    MOST_QUESTIONS,
    RANKED,
    Asked,
)
from ballots.eligibility import read_rules
from ballots.errors import FormIncomplete, NotADraft, NotYours
from ballots.fixing import questions_asked
from ballots.models import Act, Ballot, Option, Question, Threshold
from ballots.reminder_days import plan_reminders, planned_days, usual_days
from ballots.sealing import ROOM, room_needed
from union.accounts.models import Role, User
from union.accounts.roles import is_of
from union.audit.recording import record
from union.members.models import Branch
from union.pay.claims import Claim, claim_data
from union.pay.models import PayScale

REVISABLE = {
    "title",
    "language",
    "branch",
    "kind",
    "opens_at",
    "closes_at",
    "rules",
    "pay_scale",
    "introduction",
    "receipt",
    "by_returns",
}


DATES = {"opens_at", "closes_at"}


@dataclass(frozen=True)
class Choice:
    """One answer as it is drawn up."""

    label: str
    detail: str = ""
    abstains: bool = False
    claim: Claim | None = None


ABSTAIN = Choice("Abstain", abstains=True)


def draw_up_ballot(
    *,
    title: str,
    slug: str,
    branch: Branch | None,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    at: datetime,
    kind: str = Ballot.Kind.PAY_CLAIM,
    rules: Mapping[str, object] | None = None,
    pay_scale: PayScale | None = None,
    introduction: str = "",
    receipt: str = Ballot.Receipt.TRACKER,
    custody: str = "",
    by_returns: bool = False,
) -> Ballot:
    """A new draft of the branch, or national when `branch` is None; `custody` follows from that.

    Raises NotYours, RulesUnclear, and FormIncomplete when it closes before it opens, is no consultation, or
    its key would be with the wrong people.
    """
    if not works_for(by, branch):
        raise NotYours
    ballot = Ballot(
        title=title,
        slug=slug,
        branch=branch,
        kind=kind,
        rules=dict(rules or {}),
        pay_scale=pay_scale,
        introduction=introduction,
        receipt=receipt,
        custody=custody or custody_for(branch, by_returns=by_returns),
        by_returns=by_returns,
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=by,
    )
    return _kept_new(ballot, by=by, at=at)


def _kept_new(ballot: Ballot, *, by: User, at: datetime) -> Ballot:
    _judge(ballot)
    with transaction.atomic():
        ballot.save(force_insert=True)
        plan_reminders(ballot)
        record("ballot.drawn_up", subject=ballot.subject, by=by, at=at)
    return ballot


def revise_ballot(ballot: Ballot, *, by: User, at: datetime, **changes: object) -> Ballot:
    """Change fields of a draft; a proposal to freeze it goes stale. Raises NotYours and NotADraft too.

    Where reminders were planned for the usual days, they move along with opening and closing.
    """
    if strays := set(changes) - REVISABLE:
        raise TypeError(f"A ballot cannot be revised in {', '.join(sorted(strays))}.")
    with transaction.atomic():
        draft = own_draft(ballot, by=by)
        as_usual = bool(DATES & set(changes)) and planned_days(draft) == usual_days(draft)
        for name, value in changes.items():
            setattr(draft, name, value)
        if not works_for(by, draft.branch):
            raise NotYours
        _judge(draft)
        draft.save(update_fields=list(changes))
        if as_usual:
            plan_reminders(draft)
        record("ballot.revised", subject=draft.subject, by=by, at=at, detail={"fields": sorted(changes)})
    return draft


def set_question(
    ballot: Ballot,
    *,
    number: int,
    text: str,
    by: User,
    at: datetime,
    options: Sequence[Choice] = (),
    kind: str = Question.Kind.SINGLE,
    most: int | None = None,
    recommendation: str = "",
) -> Question:
    """Write question `number` of a draft, whole; an Abstain option is added where none abstains.

    The labels of yes/no and accept/reject are fixed: `options` stays empty, or says the same with details.
    `most` limits how many options of an approval question one may tick.
    Raises FormIncomplete for what cannot be put on a paper, NotYours and NotADraft.
    """
    choices = _with_abstention(options or [Choice(label) for label in FIXED_LABELS.get(kind, ())])
    _refuse_unfit(number, kind, most, choices)
    with transaction.atomic():
        draft = own_draft(ballot, by=by)
        draft.questions.filter(number=number).delete()
        question = Question.objects.create(
            ballot=draft, number=number, text=text, kind=kind, most=most, recommendation=recommendation
        )
        _offer(question, choices)
        if room_needed(questions_asked(draft)) > ROOM:
            raise FormIncomplete(
                "These questions do not fit on one paper: ask fewer, or offer fewer options to rank or tick."
            )
        record("ballot.question_set", subject=draft.subject, by=by, at=at, detail={"question": number})
    return question


def _offer(question: Question, choices: Sequence[Choice]) -> None:
    Option.objects.bulk_create(
        Option(
            question=question,
            number=place,
            label=choice.label,
            detail=choice.detail,
            abstains=choice.abstains,
            pay_claim=claim_data(choice.claim) if choice.claim else None,
        )
        for place, choice in enumerate(choices, start=1)
    )


def _with_abstention(choices: Sequence[Choice]) -> list[Choice]:
    return [*choices] if any(choice.abstains for choice in choices) else [*choices, ABSTAIN]


def _refuse_unfit(number: int, kind: str, most: int | None, choices: Sequence[Choice]) -> None:
    """Raises FormIncomplete with what to change."""
    if not 1 <= number <= MOST_QUESTIONS:
        raise FormIncomplete(f"A ballot asks up to {MOST_QUESTIONS} questions: leave one out.")
    if kind not in Question.Kind.values:
        raise FormIncomplete("Choose what kind of question this is.")
    asked = [choice.label for choice in choices if not choice.abstains]
    if len({choice.label for choice in choices}) < len(choices) or len(asked) < 2:
        raise FormIncomplete("A question needs at least two choices with different names, beside abstaining.")
    if len(choices) - len(asked) > 1:
        raise FormIncomplete("A question has one option to abstain: leave the other one out.")
    if tuple(asked) != FIXED_LABELS.get(kind, tuple(asked)):
        raise FormIncomplete(f"The choices of this question are {' and '.join(FIXED_LABELS[kind])}.")
    several = kind in (APPROVAL, RANKED)
    limit = MOST_OPTIONS_WITH_SEVERAL_ANSWERS if several else MOST_OPTIONS - 1
    if len(asked) > limit:
        raise FormIncomplete(f"Offer at most {limit} choices in a question of this kind, beside abstaining.")
    if most is not None and (kind != APPROVAL or not 1 <= most <= len(asked)):
        raise FormIncomplete(
            "Only where members may tick several can there be a limit, from 1 to all choices."
        )


def set_thresholds(ballot: Ballot, thresholds: Sequence[Threshold], *, by: User, at: datetime) -> None:
    """Hold the result of a draft against these unsaved `thresholds` and no others.

    Raises FormIncomplete for one that cannot be worked out, NotYours and NotADraft.
    """
    with transaction.atomic():
        draft = own_draft(ballot, by=by)
        draft.thresholds.all().delete()
        for threshold in thresholds:
            threshold.ballot = draft
        _judge_thresholds(thresholds, questions_asked(draft))
        Threshold.objects.bulk_create(thresholds)
        record(
            "ballot.thresholds_set", subject=draft.subject, by=by, at=at, detail={"number": len(thresholds)}
        )


def _judge_thresholds(thresholds: Iterable[Threshold], questions: Sequence[Asked]) -> None:
    kinds = {question.number: question.kind for question in questions}
    labels = set()
    for threshold in thresholds:
        if threshold.label in labels:
            raise FormIncomplete(f"Two thresholds are called “{threshold.label}”: give each its own name.")
        labels.add(threshold.label)
        if not 1 <= threshold.numerator <= threshold.denominator:
            raise FormIncomplete(f"“{threshold.label}” has to be a fraction above nought and up to one.")
        of_a_share = threshold.basis == Threshold.Basis.SHARE
        if of_a_share != (threshold.question is not None):
            raise FormIncomplete(
                f"“{threshold.label}”: say of which question it is, for a share and only then."
            )
        if of_a_share and kinds.get(threshold.question or 0, RANKED) == RANKED:
            raise FormIncomplete(
                f"“{threshold.label}” needs a question of this ballot that has shares: a ranked one has none."
            )


def give_up_draft(ballot: Ballot, *, by: User, at: datetime) -> None:
    """Delete a draft for good, with what was proposed about it. Raises NotYours and NotADraft."""
    with transaction.atomic():
        draft = own_draft(ballot, by=by)
        record("ballot.given_up", subject=draft.subject, by=by, at=at)
        draft.delete()


def works_for(user: User, branch: Branch | None) -> bool:
    """Whether somebody may draw up ballots here: the branch's officers and offices; nationally the office."""
    if branch is None:
        return any(role.kind == Role.Kind.NATIONAL_OFFICE for role in user.roles.all())
    return is_of(user, branch)


def custody_for(branch: Branch | None, *, by_returns: bool = False) -> str:
    """Who keeps the key: a branch relies on the platform; nationally nobody could who runs it.

    A ballot by returns alone has no key to keep.
    """
    return Ballot.Custody.PLATFORM if branch or by_returns else Ballot.Custody.SCRUTINEERS


def refuse_incomplete(ballot: Ballot) -> None:
    """Raises FormIncomplete or RulesUnclear unless two people could fix this draft as it is."""
    _judge(ballot)
    if not ballot.questions.exists():
        raise FormIncomplete
    _judge_thresholds(ballot.thresholds.all(), questions_asked(ballot))


def _judge(ballot: Ballot) -> None:
    read_rules(ballot.rules)
    if ballot.closes_at <= ballot.opens_at:
        raise FormIncomplete("The ballot closes before it opens: set a later closing time.")
    if ballot.kind not in Ballot.Kind.values:
        raise FormIncomplete(
            "Only consultative ballots on a pay claim or offer are held here: "
            "statutory ballots need an independent scrutineer and the post."
        )
    if ballot.by_returns and ballot.branch:
        raise FormIncomplete(
            "A ballot by branch returns is held by the national office: in a branch members vote by link."
        )
    if ballot.by_returns and ballot.receipt != Ballot.Receipt.INCLUSION:
        raise FormIncomplete("A ballot by returns alone hands out no trackers: choose receipts by inclusion.")
    if ballot.custody != custody_for(ballot.branch, by_returns=ballot.by_returns):
        raise FormIncomplete(
            "The key of a branch ballot is kept by the platform: a branch has no scrutineers to keep it."
            if ballot.branch
            else "The key of a national ballot is split between scrutineers: "
            "nobody who runs this site may be able to open its box."
        )


def own_draft(ballot: Ballot, *, by: User) -> Ballot:
    """The draft, held as `locked_draft` holds it, for somebody who may change it. Raises NotYours too."""
    if not works_for(by, ballot.branch):
        raise NotYours
    return locked_draft(ballot)


def locked_draft(ballot: Ballot) -> Ballot:
    """The draft, held until this transaction ends. Raises NotADraft once two people have fixed it."""
    _refuse_agreed(ballot)  # before waiting: the worker holds the row for as long as it copies the roll
    draft = (
        Ballot.objects.select_for_update(of=("self",)).select_related("branch", "pay_scale").get(pk=ballot.pk)
    )
    if not draft.is_editable:
        raise NotADraft
    _refuse_agreed(draft)
    return draft


def _refuse_agreed(ballot: Ballot) -> None:
    if ballot.approvals.filter(act=Act.FREEZE, approver__isnull=False, done_at__isnull=True).exists():
        raise NotADraft("Two people have fixed this ballot: it can no longer be changed.")
