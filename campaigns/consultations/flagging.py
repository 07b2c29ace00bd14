"""The flags of free texts, kept beside them so that a queue is sifted by a query.

What is kept is trusted for the rules and the roll it was found by, and goes when the text changes; any other
text is looked at on the spot. That somebody may be in danger is never kept (docs/decisions/0131).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256
from heapq import merge
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value

from campaigns.consultations import employer_names, first_names, plain_words, risks
from campaigns.consultations.models import Answer
from campaigns.consultations.reading import names_of_employers
from campaigns.consultations.risks import MEANINGS, find_danger

DANGER = "danger"
NOTHING = "nothing"  # the flag of a text without flags
FLAGS = {**MEANINGS, NOTHING: "nothing flagged"}
AT_A_SWEEP, AT_ONCE = 2000, 500
Rows = Iterator[tuple[int, str]]


def with_flag(found: QuerySet[Answer], flag: str, *, words: bool) -> Rows:
    """The number of those with this flag in order, each with its words where these are wanted."""
    employers = names_of_employers()
    rules = rules_with(employers)
    if flag == DANGER:
        return ((pk, text) for pk, text in _rows(found) if find_danger(text))
    known = Q(flagged="") if flag == NOTHING else Q(flagged__contains=f" {flag} ")
    kept = _rows(found.filter(known, flagged_by=rules), words=words or flag == NOTHING)
    if flag == NOTHING:
        kept = ((pk, text) for pk, text in kept if not find_danger(text))
    others = _rows(found.exclude(flagged_by=rules))
    return merge(kept, ((pk, text) for pk, text in others if has_flag(text, flag, employers)))


def has_flag(text: str, flag: str, employers: tuple[str, ...]) -> bool:
    kinds = kinds_in(text, employers)
    return not (kinds or find_danger(text)) if flag == NOTHING else flag in kinds


def kinds_in(text: str, employers: tuple[str, ...]) -> set[str]:
    """The kinds of flags as a moderator sees them marked, but for danger."""
    return {risk.kind for risk in risks.find_all(text, employers=employers)} - {DANGER}


def flag_due(*, at: datetime) -> int:
    """Keep the flags of texts that have none of today's rules yet, so many at a sweep; how many it kept."""
    employers = names_of_employers()
    rules = rules_with(employers)
    others = Q(flagged_by__lt=rules) | Q(flagged_by__gt=rules)
    due = Answer.objects.counted().exclude(moderation=Answer.Moderation.NOT_NEEDED).filter(others)
    rows = list(due.order_by().values_list("pk", "value")[:AT_A_SWEEP])
    return sum(
        _keep(rows[start : start + AT_ONCE], employers, rules) for start in range(0, len(rows), AT_ONCE)
    )


def rules_with(employers: Iterable[str]) -> str:
    """Other rules, or another roll, find other flags."""
    return sha256("\n".join([_rules(), *employers]).encode()).hexdigest()[:16]


@cache
def _rules() -> str:
    modules = (risks, employer_names, first_names, plain_words)
    return "".join(sha256(Path(str(module.__file__)).read_bytes()).hexdigest() for module in modules)


def _rows(found: QuerySet[Answer], *, words: bool = True) -> Rows:
    value = F("value") if words else Value("")
    return found.order_by("pk").values_list("pk", value).iterator(chunk_size=2000)


def _keep(rows: list[tuple[int, str]], employers: tuple[str, ...], rules: str) -> int:
    """Look without a lock, then write where the words are still the same."""
    kinds = {pk: " ".join(sorted(kinds_in(text, employers))) for pk, text in rows}
    words = dict(rows)
    together = defaultdict(list)
    with transaction.atomic():
        locked = (
            Answer.objects.filter(pk__in=words).order_by("pk").select_for_update().values_list("pk", "value")
        )
        for pk, text in locked:
            if text == words[pk]:
                together[kinds[pk]].append(pk)
        return sum(
            Answer.objects.filter(pk__in=alike).update(flagged=f" {said} " if said else "", flagged_by=rules)
            for said, alike in together.items()
        )
