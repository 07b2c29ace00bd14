"""What is asked of whoever opens a page with a password, in our words and both languages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.forms import PasswordViewRestrictionForm

_check = PasswordViewRestrictionForm.clean_password


def clean_password(form: PasswordViewRestrictionForm) -> str:
    """As Wagtail checks it, refused in our words."""
    try:
        return str(_check(form))
    except ValidationError as wrong:
        raise ValidationError(_("This is not the password. Please type it once more.")) from wrong


def clean_return_url(form: PasswordViewRestrictionForm) -> str:
    """Back to where one came from; who opened the form by its own address comes to the page itself."""
    page: Any = getattr(form.restriction, "page", None)
    return form.cleaned_data["return_url"] or (page.get_url() if page else "") or "/"


def take_over() -> None:
    """Wagtail has no setting for this form; it is made in several of its views."""
    PasswordViewRestrictionForm.clean_password = clean_password
    PasswordViewRestrictionForm.clean_return_url = clean_return_url
    PasswordViewRestrictionForm.base_fields["return_url"].required = False
