"""Who decided what about a free text, from the audit log; without a word of it."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.consultations.models import Answer, Redaction
from campaigns.consultations.moderating import Refusal
from union.audit.models import Entry
from union.audit.recording import audit_actions

REASONS = {
    "answer.redacted": dict(Redaction.Reason.choices),
    "answer.refused": dict(Refusal.choices),
}


@dataclass(frozen=True)
class Act:
    who: str
    did: str
    why: str
    at: datetime


def history_of(answer: Answer) -> list[Act]:
    """Every decision about a text and the quotes from it, the first one first."""
    subjects = [f"answer:{answer.pk}", *(f"quote:{pk}" for pk in answer.quotes.values_list("pk", flat=True))]
    sentences = audit_actions()
    entries = Entry.objects.filter(subject__in=subjects).select_related("by").order_by("pk")
    return [Act(str(e.by or "The clock"), sentences[e.action], _why(e), e.at) for e in entries]


def _why(entry: Entry) -> str:
    return str(REASONS.get(entry.action, {}).get(entry.detail.get("reason", ""), ""))
