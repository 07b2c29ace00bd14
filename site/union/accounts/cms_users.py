"""User management in the CMS: people have one name and no password."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from union.accounts.ending import end_sessions, left_something
from union.accounts.letters import tell_of_account, tell_of_change
from union.accounts.models import User
from union.accounts.welcoming import verify_address


class _OurForm(forms.ModelForm):
    """Wagtail's form asks for a first and a last name; here a person has a name."""

    letter_help = ""
    first_name = None
    last_name = None
    name = forms.CharField(
        max_length=120, help_text="As colleagues know them: it stands in the site history and in letters."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].help_text = (
            f"They sign in at {settings.BASE_URL}/accounts/login/ with this address. A code is mailed to it"
            f" each time.{self.letter_help}"
        )

    def clean_email(self) -> str:
        """In small letters, as whoever signs in is looked up."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, commit: bool = True) -> User:
        """Staff answer for the address they type: it counts as verified, and the code proves it."""
        user: User = super().save(commit=commit)
        if commit:
            verify_address(user)
        return user


class NewUserForm(_OurForm, UserCreationForm):
    letter_help = " A letter tells them so as soon as you save."

    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"email", "name", "groups", "is_superuser"}

    def save(self, commit: bool = True) -> User:
        """Whoever is new is told where to sign in; only together with their account."""
        with transaction.atomic():
            user = super().save(commit=commit)
            if commit:
                tell_of_account(user)
        return user


class ChangedUserForm(_OurForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = {"email", "name", "groups", "is_superuser", "is_active"}

    def save(self, commit: bool = True) -> User:
        """Whoever may not come in any more, or comes with another address, is signed out everywhere.

        The address before is written to: whoever held it learns that codes go elsewhere now.
        """
        before = self.initial.get("email", "")
        with transaction.atomic():
            user = super().save(commit=commit)
            shut_out = "is_active" in self.changed_data and not user.is_active
            if commit and (shut_out or "email" in self.changed_data):
                end_sessions(user)
            if commit and "email" in self.changed_data:
                tell_of_change(user, "email_changed", to=before, at=timezone.now())
        return user


class OwnNameForm(forms.ModelForm):
    """What people change of their account in the CMS; Wagtail's asks for two names, which nobody has here."""

    name = forms.CharField(max_length=120)

    class Meta:
        model = User
        fields = ("name",)


class UserViewSet(WagtailUserViewSet):
    def get_form_class(self, for_update: bool = False) -> Any:
        return ChangedUserForm if for_update else NewUserForm


def keep_who_left_something(request: HttpRequest, user: User) -> HttpResponse | None:
    """Say why an account stays, in place of a fault of the database."""
    return _refused(request, [user])


def before_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    users = _users(objects)
    return _refused(request, users) if action_type == "delete" and users else None


def after_many(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """Wagtail writes the column alone; an account that is shut has nothing open either."""
    if action_type == "set_active_state" and not action.cleaned_form.cleaned_data["mark_as_active"]:
        for user in _users(objects):
            end_sessions(user)


def _users(objects: Iterable[Any]) -> list[User]:
    return [found for found in objects if isinstance(found, User)]


def _refused(request: HttpRequest, users: list[User]) -> HttpResponse | None:
    held = left_something(users)
    if not held:
        return None
    names = ", ".join(str(user) for user in held)
    messages.error(
        request,
        f"Nothing was deleted: what {names} did here stays under that name, and so does the account. "
        "Untick “Active” in it instead: it is then signed out everywhere, and nobody can sign in with it.",
    )
    return redirect("wagtailusers_users:index")
