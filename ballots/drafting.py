"""Drawing up a ballot: everything that is fixed at freeze, and nothing after it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction

from ballots.eligibility import read_rules
from ballots.errors import FormIncomplete, NotADraft, NotYours
from ballots.models import Act, Ballot, Option, Question
from union.accounts.models import Role, User
from union.accounts.roles import branches_of
from union.audit.recording import record
from union.members.models import Branch
from union.pay.claims import Claim, claim_data
from union.pay.models import PayScale

REVISABLE = {
    "title",
    "branch",
    "kind",
    "opens_at",
    "closes_at",
    "rules",
    "pay_scale",
    "introduction",
    "receipt",
}


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
) -> Ballot:
    """A new draft of the branch, or national when `branch` is None.

    Raises NotYours, RulesUnclear, and FormIncomplete when it closes before it opens or is no consultation.
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
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=by,
    )
    _judge(ballot)
    with transaction.atomic():
        ballot.save(force_insert=True)
        record("ballot.drawn_up", subject=ballot.subject, by=by, at=at)
    return ballot


def revise_ballot(ballot: Ballot, *, by: User, at: datetime, **changes: object) -> Ballot:
    """Change fields of a draft; a proposal to freeze it goes stale. Raises NotYours and NotADraft too."""
    if strays := set(changes) - REVISABLE:
        raise TypeError(f"A ballot cannot be revised in {', '.join(sorted(strays))}.")
    with transaction.atomic():
        draft = _locked_draft(ballot, by=by)
        for name, value in changes.items():
            setattr(draft, name, value)
        if not works_for(by, draft.branch):
            raise NotYours
        _judge(draft)
        draft.save(update_fields=list(changes))
        record("ballot.revised", subject=draft.subject, by=by, at=at, detail={"fields": sorted(changes)})
    return draft


def set_question(
    ballot: Ballot,
    *,
    number: int,
    text: str,
    options: Sequence[Choice],
    by: User,
    at: datetime,
    recommendation: str = "",
) -> Question:
    """Write question `number` of a draft, whole; an Abstain option is added where none abstains."""
    choices = [*options] if any(choice.abstains for choice in options) else [*options, ABSTAIN]
    if len({choice.label for choice in choices}) < max(len(choices), 3):
        raise FormIncomplete("A question needs at least two choices with different names, beside abstaining.")
    with transaction.atomic():
        draft = _locked_draft(ballot, by=by)
        draft.questions.filter(number=number).delete()
        question = Question.objects.create(
            ballot=draft, number=number, text=text, recommendation=recommendation
        )
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
        record("ballot.question_set", subject=draft.subject, by=by, at=at, detail={"question": number})
    return question


def remove_question(ballot: Ballot, *, number: int, by: User, at: datetime) -> None:
    """Take question `number` off a draft."""
    with transaction.atomic():
        draft = _locked_draft(ballot, by=by)
        draft.questions.filter(number=number).delete()
        record("ballot.question_removed", subject=draft.subject, by=by, at=at, detail={"question": number})


def give_up_draft(ballot: Ballot, *, by: User, at: datetime) -> None:
    """Delete a draft for good, with what was proposed about it. Raises NotYours and NotADraft."""
    with transaction.atomic():
        draft = _locked_draft(ballot, by=by)
        record("ballot.given_up", subject=draft.subject, by=by, at=at)
        draft.delete()


def works_for(user: User, branch: Branch | None) -> bool:
    """Whether somebody may draw up ballots here: the branch's officers and offices; nationally the office."""
    if branch is None:
        return user.roles.filter(kind=Role.Kind.NATIONAL_OFFICE).exists()
    return branches_of(user).filter(pk=branch.pk).exists()


def form_of(ballot: Ballot) -> dict[str, object]:
    """Everything two people fix by freezing, in the form that is hashed and published."""
    questions = ballot.questions.prefetch_related("options")
    return {
        "title": ballot.title,
        "introduction": ballot.introduction,
        "kind": ballot.kind,
        "branch": ballot.branch.code if ballot.branch else None,
        "pay_scale": ballot.pay_scale.code if ballot.pay_scale else None,
        "opens_at": ballot.opens_at.astimezone(UTC).isoformat(),
        "closes_at": ballot.closes_at_by_form.astimezone(UTC).isoformat(),
        "rules": ballot.rules,
        "custody": ballot.custody,
        "receipt": ballot.receipt,
        "questions": [
            {
                "number": question.number,
                "text": question.text,
                "recommendation": question.recommendation,
                "options": [
                    {
                        "number": option.number,
                        "label": option.label,
                        "detail": option.detail,
                        "abstains": option.abstains,
                        "pay_claim": option.pay_claim,
                    }
                    for option in question.options.all()
                ],
            }
            for question in questions
        ],
    }


def canonical(value: object) -> bytes:
    """The one way a value is written before it is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def form_hash_of(ballot: Ballot) -> str:
    """SHA-256 of the form as it stands now, in hex."""
    return sha256(canonical(form_of(ballot))).hexdigest()


def refuse_incomplete(ballot: Ballot) -> None:
    """Raises FormIncomplete or RulesUnclear unless two people could fix this draft as it is."""
    _judge(ballot)
    if not ballot.questions.exists():
        raise FormIncomplete


def _judge(ballot: Ballot) -> None:
    read_rules(ballot.rules)
    if ballot.closes_at <= ballot.opens_at:
        raise FormIncomplete("The ballot closes before it opens: set a later closing time.")
    if ballot.kind not in Ballot.Kind.values:
        raise FormIncomplete(
            "Only consultative ballots on a pay claim or offer are held here: "
            "statutory ballots need an independent scrutineer and the post."
        )
    if ballot.custody != Ballot.Custody.PLATFORM:
        raise FormIncomplete("Keys held by scrutineers cannot be used yet: choose keys held by the platform.")


def _locked_draft(ballot: Ballot, *, by: User) -> Ballot:
    draft = (
        Ballot.objects.select_for_update(of=("self",)).select_related("branch", "pay_scale").get(pk=ballot.pk)
    )
    if not works_for(by, draft.branch):
        raise NotYours
    if not draft.is_editable:
        raise NotADraft
    if draft.approvals.filter(act=Act.FREEZE, approver__isnull=False, done_at__isnull=True).exists():
        raise NotADraft("Two people have fixed this ballot: it can no longer be changed.")
    return draft
