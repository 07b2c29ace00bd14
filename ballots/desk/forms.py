"""The short form of the desk for a ballot between two pay claims."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from ballots.two_claims import TwoClaims
from union.members.models import Branch
from union.pay.models import PayScale

OPENS, CLOSES = time(9), time(17)
FORTNIGHT = timedelta(days=14)
PER_CENT = {"max_digits": 5, "decimal_places": 2, "min_value": Decimal("0"), "max_value": Decimal("100")}


def _date_field(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Enter a date.", "invalid": "Enter a date such as 25/03/2022."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


def _decimal_field(label: str, help_text: str, **limits: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a number such as 7.8."},
        **limits,
    )


class TwoClaimsForm(forms.Form):
    title = forms.CharField(
        max_length=160,
        initial="NJC pay claim: what should we ask for?",
        error_messages={"required": "Enter a title."},
    )
    branch = forms.ModelChoiceField(
        queryset=Branch.objects.none(),
        empty_label=None,
        help_text="Every active member of the branch on the day the ballot is fixed gets a vote.",
    )
    introduction = forms.CharField(
        label="A sentence or two above the question",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        initial="Your branch wants to know which claim its members would rather make.",
    )
    question = forms.CharField(
        max_length=300,
        initial="Which pay claim should the union make?",
        error_messages={"required": "Enter the question."},
    )
    pay_scale = forms.ModelChoiceField(queryset=PayScale.objects.order_by("-year", "code"), empty_label=None)
    a_label = forms.CharField(
        label="Option A: what members read",
        max_length=120,
        initial="A: RPI plus 2%",
        error_messages={"required": "Enter what members read for option A."},
    )
    index = _decimal_field("Option A: the RPI figure, per cent", "The latest published figure.", **PER_CENT)
    margin = _decimal_field("Option A: per cent on top of it", "", **PER_CENT)
    b_label = forms.CharField(
        label="Option B: what members read",
        max_length=120,
        initial="B: a flat £2,000 on each pay point",
        error_messages={"required": "Enter what members read for option B."},
    )
    flat = _decimal_field(
        "Option B: pounds a year, full time",
        "",
        max_digits=9,
        decimal_places=2,
        min_value=Decimal("0.01"),
    )
    opens_on = _date_field(
        "Opens on", "At 9 in the morning; today means as soon as two officers have fixed it."
    )
    closes_on = _date_field("Closes on", "At 5 in the afternoon.")

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = branches
        for name, value in (("index", "7.8"), ("margin", "2"), ("flat", "2000")):
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        opens, closes = found.get("opens_on"), found.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Choose a closing day that is not before the opening day.")
        elif closes and at_time(closes, CLOSES) <= timezone.now():
            self.add_error("closes_on", "Choose a closing day that is still to come.")
        if not found.get("index") and not found.get("margin") and "index" in found and "margin" in found:
            self.add_error("index", "Enter a figure above nought, here or in the field below.")
        return found

    @property
    def two_claims(self) -> TwoClaims:
        data = {name: value for name, value in self.cleaned_data.items() if name in TwoClaims.__annotations__}
        return TwoClaims(
            **data,
            opens_at=at_time(self.cleaned_data["opens_on"], OPENS),
            closes_at=at_time(self.cleaned_data["closes_on"], CLOSES),
        )


def first_initial(branch: Branch | None, today: date) -> dict[str, Any]:
    """The dates a new ballot comes with: a fortnight from today."""
    return {"branch": branch, "opens_on": today, "closes_on": today + FORTNIGHT}


def initial_of(two: TwoClaims, branch: Branch) -> dict[str, Any]:
    """The initial of a form that shows a draft."""
    fields = {name: getattr(two, name) for name in TwoClaims.__annotations__}
    opens, closes = timezone.localtime(two.opens_at).date(), timezone.localtime(two.closes_at).date()
    return fields | {"branch": branch, "opens_on": opens, "closes_on": closes}


def at_time(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
