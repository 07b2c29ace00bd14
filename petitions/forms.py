"""The form under a petition: shape only, no look at who has signed."""

import re
from typing import Any

from django import forms

from petitions import identity, postcodes, wording
from petitions.models import Petition, Signature
from petitions.signing import Signer

_NOT_IN_A_NAME = re.compile(r"[/\\@<>{}\[\]]|www\.|https?:|\.(?:com|net|org|uk)\b", re.IGNORECASE)


class SignForm(forms.Form):
    template_name = "petitions/_sign_form.html"

    name = forms.CharField(
        label="Your full name",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Enter your full name.",
            "max_length": "Enter your name in 100 characters or fewer: you have written %(show_value)d.",
        },
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We send you a link to confirm that it is really you.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address in the usual shape, like name@example.org.",
            "max_length": "Enter an e-mail address of 254 characters or fewer.",
        },
    )
    which_address = forms.ChoiceField(
        label="Which e-mail address is right?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which e-mail address is right.",
            "invalid_choice": "Choose which e-mail address is right.",
        },
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=20,
        help_text="Where you live, in the United Kingdom. It is never shown.",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "input--short"}),
        error_messages={
            "required": "Enter your postcode.",
            "max_length": "Enter a UK postcode, like LS1 4AP.",
        },
    )
    role = forms.CharField(
        label="Your job",
        max_length=80,
        required=False,
        help_text="For example senior social worker.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"max_length": "Describe your job in 80 characters or fewer."},
    )
    employer = forms.CharField(
        label="Who you work for",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": "Name your employer in 120 characters or fewer."},
    )
    union_member = forms.ChoiceField(
        label="Are you a member of the union?",
        choices=Signature.Member,
        required=False,
        widget=forms.RadioSelect,
    )
    consents = forms.MultipleChoiceField(
        label="What else may we do? (optional)",
        required=False,
        help_text="Tick what you agree to. You can sign without any of these, and change your mind later.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = wording.current(petition)  # type: ignore[attr-defined]
        typed = str(self.data.get("email", "")).strip()[:254]
        likely = identity.likely_address(typed)
        if likely is None:
            del self.fields["which_address"]
        else:
            self.fields["which_address"].choices = [  # type: ignore[attr-defined]
                (likely, likely),
                (typed, f"{typed}, as I typed it"),
            ]

    def tells_more(self) -> bool:
        """Whether the folded part holds something to see: an answer or an error."""
        return any(self[name].errors or self[name].data for name in ("role", "employer", "union_member"))

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if _NOT_IN_A_NAME.search(name) or not any(c.isalpha() for c in name):
            raise forms.ValidationError("Enter your name as you would sign it, without web addresses.")
        return name

    def clean_postcode(self) -> str:
        postcode = postcodes.normalise(self.cleaned_data["postcode"])
        if postcode is None:
            raise forms.ValidationError("Enter a UK postcode, like LS1 4AP.")
        return postcode

    def signer(self) -> Signer:
        """What the form says, for `sign`. The form must be valid."""
        data = self.cleaned_data
        return Signer(
            name=data["name"],
            email=data.get("which_address") or data["email"],
            postcode=data["postcode"],
            role=data["role"],
            employer=data["employer"],
            union_member=data["union_member"],
            consents=frozenset(data["consents"]),
        )
