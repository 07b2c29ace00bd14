"""The end of what somebody has open, and of an account: a phone is lost, a colleague leaves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.db import router, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpRequest

from union.accounts.letters import tell_of_change
from union.accounts.models import User
from union.accounts.proving import SECOND_FACTORS
from union.audit.recording import record


def end_sessions(user: User) -> None:
    """Sign somebody out of every browser, at once and for good.

    Django binds each session to the password. Nobody here has one: what stands in its place becomes another.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])


def end_other_sessions(request: HttpRequest, user: User, **news: Any) -> None:
    """The signals `authenticator_removed` and `email_changed`: what was lost with a phone opens nothing more.

    The browser in hand stays signed in. Where nobody is, as in a command, none does.
    """
    end_sessions(user)
    if request.user == user:
        update_session_auth_hash(request, user)


def end_what_a_code_opened(
    request: HttpRequest, user: User, authenticator: Authenticator, **news: Any
) -> None:
    """The signal `authenticator_added`: with the first factor, what a mailed code alone has opened is shut.

    Else whoever read the mailbox before would wait in their browser until the factor lets them in.
    """
    factors = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
    if [factor.pk for factor in factors] == [authenticator.pk]:
        end_other_sessions(request, user)


@transaction.atomic
def reset_factors(user: User, *, at: datetime) -> int:
    """Take off every second factor of somebody who lost them all, and sign them out. How many there were.

    They are written to, so that one who did not ask learns of it. Where there was none, nothing happens.
    """
    gone, _rows = Authenticator.objects.filter(user=user).delete()
    if gone:
        end_sessions(user)
        record("account.factors_reset", subject=f"user:{user.pk}", by=None, at=at)
        tell_of_change(user, "factors_reset", at=at)
    return gone


def left_something(users: Iterable[User]) -> list[User]:
    """Those whose name stands under something that is kept: an approval, a ruling, the audit log."""
    return [user for user in users if _is_held(user)]


def _is_held(user: User) -> bool:
    try:
        Collector(using=router.db_for_write(User)).collect([user])
    except (ProtectedError, RestrictedError):
        return True
    return False
