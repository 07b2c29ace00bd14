"""Setting up a second factor proves it: nobody is asked for it again on the next page."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from union.accounts.models import User


def factor_came(request: HttpRequest, user: User, authenticator: Authenticator, **news: Any) -> None:
    """The signal `authenticator_added` of an app or a key. Recovery codes prove nothing."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        factor = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, method="mfa", **factor)
