"""What proves that it is still they, before a way to sign in is added or taken away: 0234."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from union.accounts.models import User

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def came_in(request: HttpRequest, user: User, **news: Any) -> None:
    """The signal `user_logged_in`: the code just mailed proves whoever has no second factor yet."""
    if not is_mfa_enabled(user):
        record_authentication(request, user, method="code", email=user.email, reauthenticated=True)


def factor_came(request: HttpRequest, user: User, authenticator: Authenticator, **news: Any) -> None:
    """The signal `authenticator_added`: an app or a key that is set up proves itself on the next page.

    Recovery codes prove nothing.
    """
    if authenticator.type in SECOND_FACTORS:
        factor = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, method="mfa", **factor)
