"""What people send to the booth before they are in it: a code to type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ballots.codes import is_a_code, tidy


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from your letter"),
        help_text=_("16 letters and digits in groups of four. Spaces and capitals do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the code from your letter.")},
    )

    def clean_code(self) -> str:
        tidied = tidy(self.cleaned_data["code"])
        if not is_a_code(tidied):
            raise forms.ValidationError(
                _("A code has 16 characters, letters and digits only: check it against your letter.")
            )
        return tidied
