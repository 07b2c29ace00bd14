"""How the outbox is doing, for /healthz/."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from union.health import Finding
from union.mail.advising import advice
from union.mail.models import Channel, Message, State

LATE = timedelta(minutes=10)


def findings(*, at: datetime) -> list[Finding]:
    """Not well: a message ten minutes overdue, a server that refuses us, or none in reach for ten minutes.

    Dead messages are told but are no illness: some addresses of a long list always bounce. A message put
    off because its own mailbox is full is not overdue until its next try is.
    """
    return [_waiting(at), _put_off(at), _dead(), _channel(at)]


def states_of(kind: str, subject: str) -> dict[State, int]:
    """How many messages of a kind about one subject are in which state."""
    rows = Message.objects.filter(kind=kind, subject=subject).order_by().values_list("state")
    return {State(state): n for state, n in rows.annotate(n=Count("pk"))}


def _waiting(at: datetime) -> Finding:
    ready = Q(state__in=[State.QUEUED, State.RETRY], next_at__lte=at)
    abandoned = Q(state=State.CLAIMED, lease_until__lt=at)
    found = Message.objects.filter(ready | abandoned).aggregate(count=Count("pk"), oldest=Min("next_at"))
    if not found["count"]:
        return Finding("mail waiting", ok=True, detail="none")
    age = at - found["oldest"]
    detail = f"{found['count']}, the oldest for {age // timedelta(minutes=1)} minutes"
    return Finding("mail waiting", ok=age <= LATE, detail=detail)


def _put_off(at: datetime) -> Finding:
    """What a server refused for now; where it refuses everybody the channel is shut."""
    later = Message.objects.filter(state=State.RETRY, next_at__gt=at)
    return Finding("mail put off", ok=True, detail=_by_reason(later))


def _dead() -> Finding:
    return Finding("mail dead", ok=True, detail=_by_reason(Message.objects.filter(state=State.DEAD)))


def _by_reason(messages: QuerySet[Message]) -> str:
    """How many, and why, the most frequent first."""
    rows = list(messages.order_by().values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason"))
    if not rows:
        return "none"
    told = ", ".join(f"{n} for {reason or 'a reason not noted'}" for reason, n in rows[:3])
    return f"{sum(n for _, n in rows)}: {told}{', and others' if rows[3:] else ''}"


def _channel(at: datetime) -> Finding:
    shut = Channel.objects.first()
    if shut is None:
        return Finding("mail channel", ok=True, detail="open")
    ok = not shut.refused and at - shut.shut_since <= LATE
    since = f"shut since {shut.shut_since:%d %B %H:%M} UTC: {shut.reason}"
    return Finding("mail channel", ok=ok, detail=f"{since}. {advice(shut.reason)}")
