"""The form of a mailing's draft, and of a newsletter on offer."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Count
from django.utils import timezone

from campaigns.newsletters.audience import FEW
from campaigns.newsletters.models import Mailing, Newsletter
from union.members.models import Branch, Member, Region
from union.members.named import OneNamedField, too_many_to_tick
from union.pages.meanwhile import SeeingForm

SEGMENT = ("sector", "region", "branch", "job_role")
FIELDS = [
    "subject",
    "preheader",
    "subject_cy",
    "preheader_cy",
    "audience",
    "newsletter",
    *SEGMENT,
    "send_at",
]


class MailingForm(forms.ModelForm):
    """What is said, to whom, and when. A segment of the roll is all members who fit all that is chosen."""

    class Meta:
        model = Mailing
        fields: ClassVar[list[str]] = FIELDS
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "audience": forms.RadioSelect(),
            "send_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = Mailing.Audience.choices  # type: ignore[attr-defined]
        self.fields["newsletter"].empty_label = "Choose a newsletter"  # type: ignore[attr-defined]
        for name, queryset in (("region", Region.objects.all()), ("branch", Branch.objects.all())):
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
            self.fields[name].empty_label = "Any"  # type: ignore[attr-defined]
        if too_many_to_tick(Branch.objects.all()):
            self.fields["branch"] = OneNamedField(Branch.objects.all(), label="Branch", required=False)
        for name, now in (("sector", self.instance.sector), ("job_role", self.instance.job_role)):
            label = self.fields[name].label
            choices = [("", "Any"), *((value, value) for value in values_of(name, beside=now))]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def segment(self) -> list[forms.BoundField]:
        return [self[name] for name in SEGMENT]

    def clean_send_at(self) -> Any:
        send_at = self.cleaned_data["send_at"]
        if send_at and send_at < timezone.now():
            raise forms.ValidationError(
                "This time is over: choose a later one, or leave it empty to send as soon as it is approved."
            )
        return send_at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("audience") == Mailing.Audience.MEMBERS:
            data["newsletter"] = None
        elif data.get("audience"):
            data |= {"sector": "", "region": None, "branch": None, "job_role": ""}
            if not data.get("newsletter"):
                self.add_error("newsletter", "Choose the newsletter whose subscribers get it.")
        return data


def values_of(column: str, *, beside: str) -> list[str]:
    """What stands in a column of the roll, but for what fewer than ten active members share."""
    rows = Member.objects.active().exclude(**{column: ""}).order_by().values_list(column)
    many = rows.annotate(n=Count("pk")).filter(n__gte=FEW).values_list(column, flat=True)
    return sorted({*many, beside} - {""})


class NewsletterForm(SeeingForm):
    class Meta:
        model = Newsletter
        fields: ClassVar[list[str]] = [
            "name",
            "about",
            "name_cy",
            "about_cy",
            "is_offered",
            "for_signers",
            "place",
        ]
