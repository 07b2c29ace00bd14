"""The forms of a petition: shape only, no look at who has signed."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions import codes, identity, postcodes, wording
from petitions.fields import ROLES, PlainText, WithProposals
from petitions.models import Petition, Signature
from petitions.signing import Signer
from union.asking import Address, plain_address

_ADDRESS = r"www\.|https?:|\.(?:com|net|org|uk|info|biz|ru|cn|cymru|wales)\b"
_NOT_IN_A_NAME = re.compile(rf"[/\\@<>{{}}\[\]]|{_ADDRESS}", re.IGNORECASE)
_NOT_IN_A_REASON = re.compile(rf"://|\S@\S|\w\.[a-z]{{2,}}/\S|{_ADDRESS}", re.IGNORECASE)


class SignForm(forms.Form):
    template_name = "petitions/_sign_form.html"

    name = forms.CharField(
        label=_("Your full name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your full name."),
            "max_length": _("Enter your name in 100 characters or fewer: you have written %(show_value)d."),
        },
    )
    email = Address(
        help_text=_(
            "We send you a link to confirm that it is really you. Choose an address that only you read: not "
            "one your employer gave you."
        )
    )
    which_address = forms.ChoiceField(
        label=_("Which e-mail address is right?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose which e-mail address is right."),
            "invalid_choice": _("Choose which e-mail address is right."),
        },
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=20,
        help_text=_("Where you live, in the United Kingdom. It is never shown."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={
            "required": _("Enter your postcode."),
            "max_length": _("Enter a UK postcode, like LS1 4AP."),
        },
    )
    role = forms.CharField(
        label=_("Your job"),
        max_length=80,
        required=False,
        help_text=_("For example senior social worker."),
        widget=WithProposals({"autocomplete": "organization-title"}, proposals=ROLES),
        error_messages={"max_length": _("Describe your job in 80 characters or fewer.")},
    )
    employer = forms.CharField(
        label=_("Who you work for"),
        max_length=120,
        required=False,
        help_text=_("A council, a trust, a school. It is counted and never shown beside your name."),
        widget=WithProposals({"autocomplete": "organization"}),
        error_messages={"max_length": _("Name your employer in 120 characters or fewer.")},
    )
    union_member = forms.ChoiceField(
        label=_("Are you a member of the union?"),
        choices=[
            (Signature.Member.YES.value, _("Yes")),
            (Signature.Member.NO.value, _("No")),
            (Signature.Member.UNSAID.value, _("I would rather not say")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label=_("Why are you signing?"),
        max_length=500,
        required=False,
        help_text=_(
            "In 500 characters or fewer. Once somebody at the union has read it, we may show it beside the "
            "petition: never with your name, unless you also tick “Show my name in public” below. Please "
            "write nothing that tells who somebody else is."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": _("Say why in 500 characters or fewer: you have written %(show_value)d."),
        },
    )
    consents = forms.MultipleChoiceField(
        label=_("What else may we do? (optional)"),
        required=False,
        help_text=_("Tick what you agree to. You can sign without any of these, and change your mind later."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = wording.current(petition)  # type: ignore[attr-defined]
        typed = plain_address(str(self.data.get("email", "")))[:254]
        likely = identity.likely_address(typed)
        if likely is None:
            del self.fields["which_address"]
        else:
            self.fields["which_address"].choices = [  # type: ignore[attr-defined]
                (likely, likely),
                (typed, _("%(address)s, as I typed it") % {"address": typed}),
            ]

    def tells_more(self) -> bool:
        """Whether the folded part holds something to see: an answer or an error."""
        return any(self[name].errors or self[name].data for name in ("role", "employer", "union_member"))

    def says_why(self) -> bool:
        return bool(self["reason"].errors or self["reason"].data)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if _NOT_IN_A_NAME.search(name) or not any(c.isalpha() for c in name):
            raise forms.ValidationError(_("Enter your name as you would sign it, without web addresses."))
        return name

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if _NOT_IN_A_REASON.search(reason):
            raise forms.ValidationError(_("Say why in your own words, without web or e-mail addresses."))
        return reason

    def clean_postcode(self) -> str:
        postcode = postcodes.normalise(self.cleaned_data["postcode"])
        if postcode is None:
            raise forms.ValidationError(_("Enter a UK postcode, like LS1 4AP."))
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
            reason=data["reason"],
            consents=frozenset(data["consents"]),
        )


class CodeForm(forms.Form):
    """The six digits of the letter, with the handle that says which letter, and the address to show again."""

    template_name = "petitions/_code_form.html"

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=40,
        help_text=_("It stands in our e-mail."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter the six digits from our e-mail."),
            "max_length": _("Enter the six digits from our e-mail."),
        },
    )
    handle = forms.CharField(required=False, widget=forms.HiddenInput)
    email = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        """Six digits; anything else is no try."""
        digits = codes.digits(self.cleaned_data["code"])
        if len(digits) != 6:
            raise forms.ValidationError(_("Enter the six digits from our e-mail."))
        return digits
