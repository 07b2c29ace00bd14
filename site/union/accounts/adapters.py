"""How allauth behaves here."""

import logging
from itertools import chain, count
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import timezone

from union.accounts.enciphering import decipher, encipher
from union.accounts.letters import tell_of_change
from union.accounts.workplaces import workplaces

logger = logging.getLogger(__name__)
BY_MAIL, BY_PASSKEY = "reauthenticate_by_code", "mfa_reauthenticate:webauthn"  # as allauth names them


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up at the door: accounts come from staff.

    Login codes go out at once and not through the outbox, which would have to keep them.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To where they work, unless they were on their way somewhere."""
        assert request.user.is_authenticated
        places = workplaces(request.user)
        return places[0].address if places else str(super().get_login_redirect_url(request))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """By a passkey, else an app or a code on paper; by a mailed code only whoever has none of them."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != BY_MAIL]
        return sorted(factors, key=lambda method: method["id"] != BY_PASSKEY) or methods

    def is_safe_url(self, url: str | None) -> bool:
        """Half an address, `http://[`, is none that leads anywhere: allauth would trip over it."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send now; a mail server that does not answer is said on the page and never breaks it."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.error("a login mail could not be sent: %s", type(error).__name__)
            messages.error(
                self.request, "Our mail server did not answer. Wait a minute and ask for a new code."
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """That a factor or the address has changed: through the outbox, which tries until it has left."""
        tell_of_change(user, template_prefix.rpartition("/")[2], to=email or "", at=timezone.now())

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """As every letter of ours: no holiday reply comes back to a code."""
        more = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, more)


class FactorAdapter(DefaultMFAAdapter):
    """No secret of a second factor lies in the database in the clear; a key without a name gets one."""

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        taken = {str(key) for key in Authenticator.objects.filter(user=user, type=type)}
        numbered = (f"My passkey {number}" for number in count(2))
        return next(name for name in chain(["My passkey"], numbered) if name not in taken)

    def encrypt(self, text: str) -> str:
        return encipher(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decipher(encrypted_text)


def client_address(request: HttpRequest) -> str:
    """The internet address somebody writes from, past our own proxy and no other; "" where none is told."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
