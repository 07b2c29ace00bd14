"""Passkeys in the forms of allauth, which calls what is wrong with one an incorrect code."""

from typing import Any

from allauth.mfa.webauthn import forms as theirs
from django import forms
from django.core.exceptions import ValidationError

LONGEST = 60  # letters of a name, as a card shows
NOT_TAKEN = (
    "This passkey or key was not taken. Perhaps it was removed from the account, or another page asked for"
    " one meanwhile. Try once more, or take another way."
)
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


class KeyForm(forms.Form):
    def add_error(self, field: str | None, error: Any) -> None:
        if getattr(error, "code", "") == "incorrect_code":
            error = ValidationError(NOT_TAKEN, code="not_taken")
        super().add_error(field, error)


class ProvingForm(KeyForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE:
            raise ValidationError(NOT_TAKEN, code="not_taken") from None


class AddKey(KeyForm, theirs.AddWebAuthnForm):
    def clean_name(self) -> str:
        """Cut rather than refused: the device holds the passkey by now."""
        return str(super().clean_name())[:LONGEST]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except UNREADABLE:
            raise ValidationError(NOT_TAKEN, code="not_taken") from None


class RenameKey(theirs.EditWebAuthnForm):
    name = forms.CharField(max_length=LONGEST)


class SignInWithKey(ProvingForm, theirs.LoginWebAuthnForm):
    pass


class ProveWithKey(ProvingForm, theirs.AuthenticateWebAuthnForm):
    """The second step of signing in, whose page draws the form: of a hidden field it would say so."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(None, error)


class ProveAnewWithKey(ProvingForm, theirs.ReauthenticateWebAuthnForm):
    """Before a way to sign in changes."""
