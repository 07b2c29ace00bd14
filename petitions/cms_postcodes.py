"""The directory of postcodes in the CMS: what is in it, and how a new edition comes in. For superusers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from wagtail.admin.menu import MenuItem

from petitions.directory_queue import AlreadyUnderWay, ask_for_import, lines_read
from petitions.models import Constituency, DirectoryImport, Postcode
from union.accounts.models import User
from union.jobs.showing import look_again_while
from union.methods import READ_OR_POST

ENDINGS = (".csv", ".zip")


class DirectoryForm(forms.Form):
    file = forms.FileField(
        label="The directory of postcodes",
        help_text="The ONS Postcode Directory as it is published: the CSV file, or the zip it comes in.",
        error_messages={
            "required": "Choose the file of the directory.",
            "empty": "This file is empty: choose the directory as it was published.",
        },
    )
    names = forms.FileField(
        label="Names of the constituencies (optional)",
        required=False,
        help_text="A CSV file with the columns code, name and, for Wales, name_cy.",
        error_messages={"empty": "This file is empty: choose a CSV file with the columns code and name."},
    )

    def clean_file(self) -> UploadedFile:
        return _of_our_kind(self.cleaned_data["file"])

    def clean_names(self) -> UploadedFile | None:
        names = self.cleaned_data["names"]
        return _of_our_kind(names) if names else None


def _of_our_kind(file: UploadedFile) -> UploadedFile:
    if not str(file.name).lower().endswith(ENDINGS):
        raise forms.ValidationError("Choose a file that ends in .csv or .zip.")
    return file


@never_cache
@READ_OR_POST
def postcodes(request: HttpRequest) -> HttpResponse:
    if not (isinstance(request.user, User) and request.user.is_superuser):
        raise PermissionDenied
    form = DirectoryForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = DirectoryForm(request.POST, request.FILES)
        if form.is_valid() and _ask(request, form, by=request.user):
            return redirect("postcodes")
    context, status = _shown(form), 422 if form.errors else 200
    answer = render(request, "petitions/cms/postcodes.html", context, status=status)
    return look_again_while(context["waiting"] is not None and status == 200, answer)


def _ask(request: HttpRequest, form: DirectoryForm, *, by: User) -> bool:
    try:
        ask_for_import(form.cleaned_data["file"], names=form.cleaned_data["names"], by=by, at=timezone.now())
    except AlreadyUnderWay as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "The file has arrived. The worker imports it; this page shows how far it is.")
    return True


def _shown(form: DirectoryForm) -> dict[str, Any]:
    imports = list(DirectoryImport.objects.select_related("by")[:10])
    waiting = next((row for row in imports if row.state == DirectoryImport.State.WAITING), None)
    return {
        "form": form,
        "imports": imports,
        "waiting": waiting,
        "read": lines_read(waiting) if waiting else 0,
        "any_postcodes": Postcode.objects.exists(),
        "constituencies": Constituency.objects.count(),
    }


class SuperusersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


def menu_item() -> MenuItem:
    return SuperusersMenuItem(
        "Postcodes", reverse("postcodes"), name="postcodes", icon_name="site", order=900
    )


urlpatterns = [path("postcodes/", postcodes, name="postcodes")]
