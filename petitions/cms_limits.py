"""Limits in the CMS, for superusers: those of a petition, and the workplaces that have wider ones."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache

from petitions import bounding
from petitions.bounding import BadNetwork
from petitions.models import Limits, Petition, WorkplaceRange
from union.accounts.models import User
from union.methods import READ_OR_POST


class LimitsForm(forms.ModelForm):
    class Meta:
        model = Limits
        fields = bounding.NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in bounding.usual().items():
            field = self.fields[name]
            field.help_text = f"Usually {value}."
            field.min_value = 1  # type: ignore[attr-defined]
            field.error_messages["required"] = f"Write a number; the usual one is {value}."
            field.error_messages["invalid"] = f"Write a whole number, such as {value}."
            field.widget.attrs["min"] = 1

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in bounding.NAMES:
            if data.get(name) == 0:
                self.add_error(name, "Write 1 or more: with 0 every signature would be held.")
        if (data.get("domain_alert") or 0) > (data.get("domain_hold") or 0) > 0:
            self.add_error("domain_alert", "Alert earlier than you hold: write a smaller number here.")
        return data


class WorkplaceForm(forms.Form):
    name = forms.CharField(
        label="Workplace", max_length=120, error_messages={"required": "Name the workplace."}
    )
    network = forms.CharField(
        label="Network",
        max_length=49,
        help_text="In the form 192.0.2.0/24 or 2001:db8::/32. The employer's computer department knows it.",
        error_messages={"required": "Write the network, like 192.0.2.0/24."},
    )


def superuser(request: HttpRequest) -> User:
    """Whoever sets limits. Raises PermissionDenied."""
    if not request.user.is_superuser:
        raise PermissionDenied
    assert isinstance(request.user, User)
    return request.user


@READ_OR_POST
@never_cache
def limits(request: HttpRequest, pk: int) -> HttpResponse:
    """The limits of one petition, and a button that brings back the usual ones."""
    user, petition = superuser(request), get_object_or_404(Petition, pk=pk)
    own = Limits.objects.filter(petition=petition).first()
    form = LimitsForm(request.POST or None, instance=own or Limits(petition=petition))
    if request.method == "POST" and "reset" in request.POST:
        bounding.reset_limits(petition, by=user, at=timezone.now())
        messages.success(request, "The usual limits are in force again.")
        return redirect("petitions_limits:limits", pk=pk)
    if request.method == "POST" and form.is_valid():
        bounding.set_limits(petition, values=form.cleaned_data, by=user, at=timezone.now())
        messages.success(request, "Saved. The limits are in force now.")
        return redirect("petitions_limits:limits", pk=pk)
    context = {"petition": petition, "form": form, "own": own}
    return render(request, "petitions/cms/limits.html", context, status=422 if form.errors else 200)


@READ_OR_POST
@never_cache
def workplaces(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    return _workplace_form(request, superuser(request), None)


@READ_OR_POST
@never_cache
def workplace(request: HttpRequest, pk: int) -> HttpResponse:
    """One workplace: change it, or take it off the list."""
    user, listed = superuser(request), get_object_or_404(WorkplaceRange, pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        bounding.remove_workplace(listed, by=user, at=timezone.now())
        messages.success(request, f"{listed.name} is off the list.")
        return redirect("petitions_limits:workplaces")
    return _workplace_form(request, user, listed)


def _workplace_form(request: HttpRequest, user: User, listed: WorkplaceRange | None) -> HttpResponse:
    initial = {"name": listed.name, "network": listed.network} if listed else {}
    form = WorkplaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            bounding.list_workplace(**form.cleaned_data, by=user, at=timezone.now(), listed=listed)
        except BadNetwork as refused:
            form.add_error("network", str(refused))
        else:
            messages.success(request, "Saved. It is in force now, on every petition.")
            return redirect("petitions_limits:workplaces")
    context = {"form": form, "listed": listed, "all": WorkplaceRange.objects.all()}
    status = 422 if form.errors else 200
    return render(request, "petitions/cms/limits_workplaces.html", context, status=status)


urlpatterns = [
    path("<int:pk>/limits/", limits, name="limits"),
    path("workplaces/", workplaces, name="workplaces"),
    path("workplaces/<int:pk>/", workplace, name="workplace"),
]
