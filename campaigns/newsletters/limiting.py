"""How often one place may ask: counted in the database, so that it holds across processes."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings

from campaigns.newsletters.models import RateWindow
from union.networks import network_of
from union.statements import count_up

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AN_HOUR = 30  # from one internet address: a room in which a meeting signs up is well below
LETTERS_A_DAY = 3  # to one mailbox


def too_many_from(address: str, *, at: datetime) -> bool:
    """Count that somebody at this internet address asks; whether it is once too often in this hour."""
    return _count(f"address:{network_of(address)}", HOUR, at=at) > AN_HOUR


def enough_letters_to(mailbox: str, *, at: datetime) -> bool:
    """Count that a letter is asked for to this mailbox; whether it has had those of today."""
    return _count(f"mailbox:{mailbox}", DAY, at=at) > LETTERS_A_DAY


def forget_windows(*, at: datetime) -> int:
    """Delete the windows that are over; how many."""
    return RateWindow.objects.filter(ends_at__lt=at).delete()[0]


def _count(place: str, length: timedelta, *, at: datetime) -> int:
    """Another stretch of time gives another key, so that nobody is followed."""
    seconds = int(length.total_seconds())
    starts = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
    words = f"newsletters.window.1:{place}:{starts.isoformat()}"
    key = hmac.new(settings.MAIL_HASH_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()
    [(n,)] = count_up(RateWindow, [{"key": key, "ends_at": starts + length}])
    return int(n)
