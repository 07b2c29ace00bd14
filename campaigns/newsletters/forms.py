"""The public forms: shape only, no look at who gets what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from campaigns.newsletters import wording
from campaigns.newsletters.models import Newsletter
from union.asking import Address

TRAP = "website"  # the name of a field no person sees
LANGUAGES = [  # each in its own, and said so to whoever is read to (WCAG 3.1.2)
    ("en", mark_safe('<span lang="en-GB">English</span>')),
    ("cy", mark_safe('<span lang="cy">Cymraeg</span>')),
]


class ChoicesForm(forms.Form):
    """Which newsletters, and in which language."""

    newsletters = forms.MultipleChoiceField(
        label=_("Which newsletters?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the newsletters in the list.")},
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Where a newsletter is there in one language only, you get it in that one."),
        error_messages={
            "required": _("Choose English or Welsh."),
            "invalid_choice": _("Choose English or Welsh."),
        },
    )

    def __init__(self, *args: Any, newsletters: Sequence[Newsletter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(newsletter.pk): newsletter for newsletter in newsletters}
        self.fields["newsletters"].choices = [  # type: ignore[attr-defined]
            (pk, f"{newsletter.shown_name}: {newsletter.shown_about}")
            for pk, newsletter in self.known.items()
        ]

    def chosen(self) -> list[Newsletter]:
        """The form must be valid."""
        return [self.known[pk] for pk in self.cleaned_data["newsletters"]]


class SubscribeForm(ChoicesForm):
    """The same with an address; at least one newsletter."""

    email = Address(
        help_text=_(
            "We send you a link to confirm that it is really you. Choose an address that only you read: not "
            "one your employer gave you."
        )
    )
    field_order = ["newsletters", "email", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["newsletters"]
        field.required, field.help_text = True, wording.words()
        field.error_messages["required"] = str(_("Tick at least one newsletter."))
