"""What a reader says of her own pay: in the address of the page, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from union.pay.claims import WEEKS_IN_A_YEAR, Worked
from union.pay.models import PayScale

NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})?", re.ASCII)
WHOLE_YEAR = 52  # who writes 52 weeks means all of the 52.143
HOURS = ("hours", "weeks")
ON_A_PHONE = {"inputmode": "decimal", "autocomplete": "off"}


class PointSelect(forms.Select):
    """Draws its options itself: with a template for each they took as long as the table of all points."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = mark_safe(
            "\n".join(
                f'<option value="{escape(str(point))}"{" selected" if str(point) == chosen else ""}>'
                f"{escape(str(label))}</option>"
                for point, label in self.choices
            )
        )
        return format_html(
            '<select name="{}"{}>\n{}\n</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


def hidden_hours(sent: Mapping[str, str]) -> SafeString:
    """Hours and weeks as they were sent, right or wrong, in hidden fields of the same form."""
    return format_html_join(
        "",
        '<input type="hidden" name="{0}"{1} id="id_{0}">',
        ((name, format_html(' value="{}"', sent[name]) if sent.get(name) else "") for name in HOURS),
    )


class OwnPayForm(forms.Form):
    """Pay point, hours a week and weeks a year. What cannot be read is told, and counts as not given.

    Without `points` it asks for hours and weeks alone. It is bound only when `data` has one of its names.
    """

    point = forms.ChoiceField()
    hours = forms.CharField(
        label=gettext_lazy("Hours a week"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=ON_A_PHONE),
    )
    weeks = forms.CharField(
        label=gettext_lazy("Weeks a year that are paid"),
        required=False,
        max_length=20,
        help_text=gettext_lazy(
            "As your contract counts them, holiday included, such as 44.2. "
            "Leave empty if you are paid all year."
        ),
        widget=forms.TextInput(attrs=ON_A_PHONE),
    )

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        scale: PayScale,
        points: Sequence[tuple[int, str]] = (),
        prefix: str | None = None,
    ) -> None:
        super().__init__(prefix=prefix)
        self.scale = scale
        if points:
            self.fields["point"] = _choice_of(points)
        else:
            del self.fields["point"]
        self.fields["hours"].help_text = _("Leave empty for full time, %(hours)s hours.") % {
            "hours": f"{scale.hours.normalize():f}"
        }
        if any(self.add_prefix(name) in data for name in self.fields):
            self.data, self.is_bound = data, True
            self.full_clean()

    @property
    def told(self) -> list[tuple[forms.BoundField, object]]:
        """Fields with their errors, as the summary of errors takes them."""
        return [(field, field.errors) for field in self]

    @property
    def own_point(self) -> int | None:
        """The point chosen, if one was."""
        chosen = self._understood("point")
        return int(str(chosen)) if chosen else None

    @property
    def worked(self) -> Worked:
        """Hours and weeks as given; full time and all year for what was not given or not understood."""
        hours, weeks = self._understood("hours"), self._understood("weeks")
        return Worked(
            hours if isinstance(hours, Decimal) else self.scale.hours,
            weeks if isinstance(weeks, Decimal) else WEEKS_IN_A_YEAR,
            full_time=self.scale.hours,
        )

    @property
    def says_hours(self) -> bool:
        """Whether hours or weeks were typed, rightly or wrongly, so that their fields stand open."""
        return any(self.data.get(self.add_prefix(name)) for name in HOURS)

    def clean_hours(self) -> Decimal | None:
        most = self.scale.hours
        return _number(
            self.cleaned_data["hours"],
            most=most,
            otherwise=_(
                "Hours a week are more than 0 and up to %(most)s, the full-time week of this scale: "
                "write them like 18.5."
            )
            % {"most": f"{most.normalize():f}"},
        )

    def clean_weeks(self) -> Decimal | None:
        weeks = _number(
            self.cleaned_data["weeks"],
            most=Decimal(53),
            otherwise=_("Weeks a year are more than 0 and up to 52: write them like 39 or 44.2."),
        )
        return WEEKS_IN_A_YEAR if weeks and weeks >= WHOLE_YEAR else weeks

    def _understood(self, name: str) -> object:
        return self.cleaned_data.get(name) if self.is_bound else None


def _choice_of(points: Sequence[tuple[int, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Your pay point"),
        required=False,
        choices=[("", _("Choose your point")), *points],
        widget=PointSelect,
        error_messages={"invalid_choice": _("Choose one of the pay points of this scale.")},
    )


def _number(text: str, *, most: Decimal, otherwise: str) -> Decimal | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text) or not 0 < Decimal(text) <= most:
        raise forms.ValidationError(otherwise)
    return Decimal(text)
