"""User management in the CMS: people have one name and no password."""

from typing import Any

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from union.accounts.models import User
from union.accounts.welcoming import verify_address


class _OneName(forms.ModelForm):
    """Wagtail's form asks for a first and a last name; here a person has a name."""

    first_name = None
    last_name = None


class NewUserForm(_OneName, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"email", "name", "groups", "is_superuser"}

    def save(self, commit: bool = True) -> User:
        """Staff answer for the address they type: it counts as verified, and the code proves it."""
        user = super().save(commit=commit)
        if commit:
            verify_address(user)
        return user


class ChangedUserForm(_OneName, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = {"email", "name", "groups", "is_superuser", "is_active"}

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=commit)
        if commit:
            verify_address(user)
        return user


class UserViewSet(WagtailUserViewSet):
    def get_form_class(self, for_update: bool = False) -> Any:
        return ChangedUserForm if for_update else NewUserForm
