"""Settings of the site in the CMS: reading writes nothing down, and nobody writes over what others wrote."""

from typing import Any, Self

from django import forms
from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from union.editions import digest

MEANWHILE = "Not saved yet: this was changed while you wrote."


class SettingForm(WagtailAdminModelForm):
    """Carries a word for each value that it showed, and shows both where others stand there by now.

    The view that saves it holds the settings (`publishing.cms_doors.edit_setting`): what is compared here is
    what is written over.
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


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else value


def _meanwhile(standing: object) -> str:
    stands = " · ".join(line for line in str(standing or "").splitlines() if line.strip())
    now = f"By now it says: “{stands}”" if stands else "By now it is empty."
    return f"{MEANWHILE} {now} Take over what is to stay, and save again."


class SiteSetting(BaseSiteSetting):
    base_form_class = SettingForm

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """What the union wrote, or ours until it writes its own: Wagtail's would write a row."""
        if site is None:
            raise cls.DoesNotExist("No site, no settings.")
        return cls.base_queryset().filter(site=site).first() or cls(site=site)
