"""Whose desk this is: the one address that a mailed link, or the account signed in to, has proved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.http import HttpRequest

KEY = "me"
LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Proof:
    address: str
    by_account: bool = False


def proof_in(request: HttpRequest, *, at: datetime) -> Proof | None:
    """The address proved in this browser at this time; a link opened here counts before the account.

    Reads only: somebody without a session gets none.
    """
    kept = request.session.get(KEY)
    if kept and at < datetime.fromisoformat(kept["until"]):
        return Proof(kept["address"])
    if not request.user.is_authenticated:
        return None
    verified = EmailAddress.objects.filter(user=request.user, email__iexact=request.user.email, verified=True)
    return Proof(request.user.email, by_account=True) if verified.exists() else None


def open_desk(request: HttpRequest, *, address: str, at: datetime) -> None:
    """Keep the proof in the session for an hour, under a new session key."""
    request.session.cycle_key()
    request.session[KEY] = {"address": address, "until": (at + LASTS).isoformat()}
    if not request.user.is_authenticated:
        request.session.set_expiry(int(LASTS.total_seconds()))


def close_desk(request: HttpRequest) -> None:
    """Forget the proof; where nobody is signed in, the whole session."""
    if request.user.is_authenticated:
        request.session.pop(KEY, None)
    else:
        request.session.flush()
