"""Records that two edit in the CMS: nobody writes over what they have not seen."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from wagtail.admin.forms import WagtailAdminModelForm

from union.editions import digest

MEANWHILE = "Not saved yet: this was changed while you wrote."


class SeeingForm(WagtailAdminModelForm):
    """Carries a word for each value that it showed, and shows both where others stand there by now.

    Whatever saves it holds the row (`HeldWhileSaved`, or for settings `publishing.cms_doors.edit_setting`):
    what is compared here is what is written over.
    """

    data: Any
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name != "seen"]
        self.standing = {name: getattr(self.instance, name) for name in names}
        self.fields["seen"].initial = self._now()

    def _now(self) -> str:
        return "-".join(digest(_plain(value)) for value in self.standing.values())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        now, seen = self._now().split("-"), (said.get("seen") or self._now()).split("-")
        if len(seen) != len(now):  # the form has other fields by now
            seen = [""] * len(now)
        changed = [name for name, was, is_now in zip(self.standing, seen, now, strict=True) if was != is_now]
        for name in changed:
            if name in said and said[name] != self.standing[name]:
                self.add_error(name, _meanwhile(self.standing[name]))
        if changed:
            self.data = self.data.copy()
            self.data["seen"] = self._now()
        return said

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "seen"]


class HeldWhileSaved:
    """An edit view that holds what it saves, as it is by then, until it is saved."""

    object: Any

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.get_queryset().select_for_update(no_key=True, of=("self",))  # type: ignore[attr-defined]
        self.object = self.get_object(rows)  # type: ignore[attr-defined]
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else value


def _meanwhile(standing: object) -> str:
    stands = " · ".join(line for line in str(standing or "").splitlines() if line.strip())
    now = f"By now it says: “{stands}”" if stands else "By now it is empty."
    return f"{MEANWHILE} {now} Take over what is to stay, and save again."
