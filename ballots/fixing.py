"""The form of a ballot: what two people fix by freezing it, and its questions as they are read."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ballots.asking import Asked, Offered, canonical
from ballots.models import Ballot, Question, SplitKey
from union.pay.models import PayScale


def form_of(ballot: Ballot) -> dict[str, object]:
    """Everything two people fix by freezing, in the form that is hashed and published."""
    return {
        "title": ballot.title,
        **_written_in(ballot),
        "introduction": ballot.introduction,
        "kind": ballot.kind,
        "branch": ballot.branch.code if ballot.branch else None,
        "pay_scale": ballot.pay_scale.code if ballot.pay_scale else None,
        "opens_at": ballot.opens_at.astimezone(UTC).isoformat(),
        "closes_at": ballot.closes_at_by_form.astimezone(UTC).isoformat(),
        "rules": ballot.rules,
        "custody": ballot.custody,
        **_kept_by(ballot),
        "receipt": ballot.receipt,
        "by_returns": ballot.by_returns,
        "questions": _questions_of(ballot),
        "thresholds": [
            {
                "label": threshold.label,
                "basis": threshold.basis,
                "question": threshold.question,
                "numerator": threshold.numerator,
                "denominator": threshold.denominator,
                "note": threshold.note,
                "valid_from": threshold.valid_from.isoformat() if threshold.valid_from else "",
                "valid_until": threshold.valid_until.isoformat() if threshold.valid_until else "",
            }
            for threshold in ballot.thresholds.all()
        ],
    }


def _written_in(ballot: Ballot) -> dict[str, object]:
    """Said where it is not English: so the hash of a form fixed before ballots had a language stands."""
    return {} if ballot.language == Ballot.Language.ENGLISH else {"language": ballot.language}


def _kept_by(ballot: Ballot) -> dict[str, object]:
    """The scrutineers' key, and the keys by which they will sign the count: every paper commits to them."""
    if ballot.custody != Ballot.Custody.SCRUTINEERS:
        return {}
    key = SplitKey.objects.filter(ballot=ballot).first()
    if key is None:
        return {"kept_by": None}
    signing = ballot.appointments.filter(accepted_at__isnull=False).values_list("signing_key", flat=True)
    public_key = b64encode(bytes(key.public_key)).decode()
    return {"kept_by": {"public_key": public_key, "k": key.k, "n": key.n, "signing_keys": sorted(signing)}}


def questions_asked(ballot: Ballot) -> tuple[Asked, ...]:
    """The questions as booth and count read them."""
    return tuple(asked_of(question) for question in questions_of(ballot))


def questions_of(ballot: Ballot) -> tuple[Question, ...]:
    """The questions with their options. Those of a frozen ballot are kept: nobody can change them."""
    return _fixed(ballot.pk, ballot.form_hash)[0] if ballot.form_hash else _read_questions(ballot)


def scale_of(ballot: Ballot) -> PayScale | None:
    """The pay scale that members see beside the claims. That of a frozen ballot is kept with its figures."""
    return _fixed(ballot.pk, ballot.form_hash)[1] if ballot.form_hash else ballot.pay_scale


def shows(ballot: Ballot) -> tuple[object, ...]:
    """All that pages and letters show of a frozen ballot: its form, and what may still change around it."""
    return ballot.pk, ballot.form_hash, ballot.closes_at, ballot.branch and ballot.branch.name


@lru_cache(maxsize=64)
def _fixed(ballot_id: int, form_hash: str) -> tuple[tuple[Question, ...], PayScale | None]:
    """What the hash of the form stands for, read once in a process."""
    ballot = Ballot.objects.select_related("pay_scale").get(pk=ballot_id)
    return _read_questions(ballot), ballot.pay_scale


def _read_questions(ballot: Ballot) -> tuple[Question, ...]:
    return tuple(ballot.questions.prefetch_related("options"))


def asked_of(question: Question) -> Asked:
    """One question as booth and count read it."""
    return Asked(
        number=question.number,
        text=question.text,
        kind=question.kind,
        most=question.most,
        options=tuple(Offered(o.number, o.label, o.abstains) for o in question.options.all()),
    )


def _questions_of(ballot: Ballot) -> list[dict[str, Any]]:
    return [
        {
            "number": question.number,
            "text": question.text,
            "kind": question.kind,
            "most": question.most,
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
        for question in ballot.questions.prefetch_related("options")
    ]


def form_hash_of(ballot: Ballot) -> str:
    """SHA-256 of the form as it stands now, in hex."""
    return sha256(canonical(form_of(ballot))).hexdigest()
