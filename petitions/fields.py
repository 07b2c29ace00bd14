"""Fields of the petition's form that Django does not have."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Proposals only: whoever does something else writes it.
ROLES = (
    _("Social worker"),
    _("Senior social worker"),
    _("Advanced practitioner"),
    _("Newly qualified social worker"),
    _("Student social worker"),
    _("Social work assistant"),
    _("Family support worker"),
    _("Approved mental health professional"),
    _("Independent reviewing officer"),
    _("Occupational therapist"),
    _("Team manager"),
    _("Service manager"),
    _("Business support officer"),
    _("Care worker"),
    _("Residential care worker"),
    _("Personal assistant"),
    _("Support worker"),
    _("Youth worker"),
    _("Early years practitioner"),
    _("Teaching assistant"),
    _("School support staff"),
    _("Housing officer"),
    _("Library assistant"),
    _("Nurse"),
    _("Health visitor"),
    _("School nurse"),
    _("Healthcare assistant"),
    _("Midwife"),
    _("Paramedic"),
    _("Porter"),
    _("Teacher"),
    _("Parent or carer"),
    _("Retired"),
)


class WithProposals(forms.TextInput):
    """A line of text with a <datalist>: proposals where the browser shows them, a line of text everywhere."""

    template_name = "petitions/_proposals.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, proposals: Sequence[Any] = ()) -> None:
        super().__init__(attrs)
        self.proposals = proposals

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return {**context, "proposals": self.proposals}


class PlainText(forms.CharField):
    """Several lines, counted as their writer counts them: a line break is one character."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")
