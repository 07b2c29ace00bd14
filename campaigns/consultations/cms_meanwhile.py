"""Whoever saves over something newer reads both, and what they wrote stays in the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages

from campaigns.consultations.errors import ConsultationError, DecidedMeanwhile
from union.accounts.permitted import staff
from union.members.named import NamedField

Form = forms.Form | forms.ModelForm[Any]


@dataclass(frozen=True)
class Difference:
    """A field of a form: what stands in it now, and what this person wrote."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Meanwhile:
    """The edition that the form was drawn over, and how it differs; no rows where nobody wrote meanwhile."""

    seen: str
    rows: list[Difference]

    def status_of(self, form: Form) -> int:
        return 422 if form.errors else 409 if self.rows else 200


NOBODY = Meanwhile("", [])


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: nothing while its page is only looked at."""
    return request.POST if request.method == "POST" else None


def since(request: HttpRequest, form: Form, now: str) -> Meanwhile:
    """For a form over what stands `now`, whose initial values are those."""
    return Meanwhile(now, differences(form) if was_changed(request, now) else [])


def was_changed(request: HttpRequest, now: str) -> bool:
    """Whether the form that was sent showed something older."""
    return request.method == "POST" and request.POST.get("seen", "") not in ("", now)


def save(
    request: HttpRequest,
    verb: Callable[..., object],
    subject: object,
    done: str,
    form: Form,
    field: str | None,
    **rest: object,
) -> bool:
    """One verb call over what was seen, and whether it was done. Where somebody wrote meanwhile, the page is
    to show both; any other refusal is said at this field of the form, or above it.
    """
    seen = request.POST.get("seen", "")
    try:
        verb(subject, by=staff(request), at=timezone.now(), seen=seen, **rest)
    except DecidedMeanwhile:
        return False
    except ConsultationError as refusal:
        form.add_error(field, str(refusal))
        return False
    messages.success(request, done)
    return True


def given_back(request: HttpRequest, became: str, *, names: Iterable[str]) -> HttpResponse:
    """What the form was about is gone: whoever wrote gets their words back, whoever only looked a 404."""
    if request.method != "POST":
        raise Http404
    typed = " / ".join(" · ".join(request.POST[name].split("\n")) for name in names if request.POST.get(name))
    messages.error(request, f"Not saved: {became} while you wrote. You wrote: {typed}")
    return redirect("consultations_cms:index")


def differences(form: Form) -> list[Difference]:
    found = []
    for name in form.changed_data:
        field = form[name]
        theirs, yours = _words(field, field.initial), _words(field, _read(field))
        if theirs != yours:
            found.append(Difference(str(field.label), theirs, yours))
    return found


def _read(field: forms.BoundField) -> object:
    """What was sent, as a day or a time where it is one."""
    try:
        return field.field.to_python(field.data)
    except ValidationError:
        return field.data


def _words(field: forms.BoundField, value: Any) -> str:
    if isinstance(field.field, forms.BooleanField):
        return "ticked" if value else "not ticked"
    if isinstance(field.field, NamedField):
        return ", ".join(str(field.field.prepare_value(value) or "").splitlines())
    if choices := getattr(field.field, "choices", None):
        several = isinstance(value, Iterable) and not isinstance(value, str)
        chosen = {str(getattr(one, "pk", one)) for one in (value if several else [value])}
        return ", ".join(str(label) for key, label in choices if str(key) in chosen)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
