"""Pay scales in the CMS: which are loaded, and how another comes in. For who may change pay scales."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from wagtail.admin.menu import MenuItem

from union.methods import READ_OR_POST
from union.pay.loading import Difference, ScaleInUse, load_scale
from union.pay.models import PayScale
from union.pay.scale_file import LARGEST_FILE, ScaleUnreadable, read_scale, text_of

PERMISSION = "pay.change_payscale"
MOST_FAULTS_SHOWN = 50
BESIDE = "Only where the file does not name it."


class ScaleForm(forms.Form):
    """A file to check, or the text of the file that was checked, to load."""

    file = forms.FileField(
        label="The pay scale",
        required=False,
        help_text="A CSV file with the columns point and annual, or point and hourly. Title, year, code and "
        "hours may stand in columns of their own.",
        error_messages={"empty": "This file is empty: choose the CSV file of the scale."},
    )
    code = forms.CharField(max_length=40, required=False, help_text=f"Such as njc-2022-23. {BESIDE}")
    title = forms.CharField(max_length=120, required=False, help_text=f"Such as NJC pay spine. {BESIDE}")
    year = forms.CharField(max_length=7, required=False, help_text=f"Such as 2022-23. {BESIDE}")
    table = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST_FILE, strip=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("table"):
            self.add_error("file", "Choose the CSV file of the scale.")
        if data.get("file") and data["file"].size > LARGEST_FILE:
            most = f"{LARGEST_FILE // 1000} kB at the most"
            self.add_error("file", f"A pay scale has {most}: choose another file.")
        return data


@never_cache
@READ_OR_POST
def pay_scales(request: HttpRequest) -> HttpResponse:
    """Check a file and show what it would change; a second button loads just that."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    form = ScaleForm(request.POST or None, request.FILES or None)
    found: dict[str, Any] = {}
    if request.method == "POST":
        form = ScaleForm(request.POST, request.FILES)
        found = _judged(request, form) if form.is_valid() else {}
        if found.get("loaded"):
            return redirect("pay_scales")
    scales = PayScale.objects.annotate(number_of_points=Count("points")).order_by("-year", "code")
    context = {"form": form, "scales": scales, **found}
    wrong = bool(form.errors or found.get("faults"))
    return render(request, "pay/cms/scales.html", context, status=422 if wrong else 200)


def _judged(request: HttpRequest, form: ScaleForm) -> dict[str, Any]:
    """Faults, or the difference and the text to load it from, or that it is loaded."""
    given = form.cleaned_data
    data = given["file"].read() if given["file"] else given["table"].encode()
    loading = "load" in request.POST and not given["file"]
    by = request.user if isinstance(request.user, AbstractBaseUser) else None
    try:
        sheet = read_scale(data, code=given["code"], title=given["title"], year=given["year"])
        difference = load_scale(sheet, by=by, at=timezone.now(), dry_run=not loading)
    except ScaleUnreadable as reason:
        return {"faults": reason.faults[:MOST_FAULTS_SHOWN], "faults_in_all": len(reason.faults)}
    except ScaleInUse as reason:
        return {"faults": [str(reason)], "faults_in_all": 1}
    if loading:
        messages.success(request, _said(difference))
        return {"loaded": True}
    return {"difference": difference, "sheet": sheet, "table": text_of(data)}


def _said(difference: Difference) -> str:
    if not difference:
        return f"{difference.code} stood like this already: nothing was changed."
    return (
        f"{difference.code} is loaded: {len(difference.added)} points added, "
        f"{len(difference.changed)} changed, {difference.unchanged} as before."
    )


class ScalesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


def menu_item() -> MenuItem:
    return ScalesMenuItem(
        "Pay scales", reverse("pay_scales"), name="pay-scales", icon_name="table", order=890
    )


def permissions() -> QuerySet[Permission]:
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(content_type__app_label="pay", codename="change_payscale")


urlpatterns = [path("pay-scales/", pay_scales, name="pay_scales")]
