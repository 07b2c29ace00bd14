"""What a member sends before answering: an address for a lost link."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LostLinkForm(forms.Form):
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The one your branch has for you. Your link is sent there again."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address in the form name@example.org."),
            "max_length": _("Enter an e-mail address of 254 characters or fewer."),
        },
    )
