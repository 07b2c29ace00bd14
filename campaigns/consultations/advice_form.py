"""The safeguarding advice under Settings of the CMS: nobody writes over words that they have not seen."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.consultations.editions import digest


class AdviceForm(WagtailAdminModelForm):
    """Carries the edition of the words it showed, and shows both where others stand there by now."""

    data: Any
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = str(self.instance.what_to_do)
        self.fields["seen"].initial = digest(self.standing)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        now = digest(self.standing)
        if said.get("seen") not in ("", now) and said.get("what_to_do") != self.standing:
            self.data = self.data.copy()
            self.data["seen"] = now
            stands = " · ".join(line for line in self.standing.splitlines() if line.strip())
            self.add_error(
                "what_to_do",
                f"Not saved yet: this was changed while you wrote. By now it says: “{stands}” Take over what "
                "is to stay, and save again.",
            )
        return said
