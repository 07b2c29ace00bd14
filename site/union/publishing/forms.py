"""What the CMS asks around publishing: reasons, languages, who gets a link."""

from typing import Any

from django import forms

from union.publishing.reasons import MISSING


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": MISSING},
    )


class HurryForm(ReasonForm):
    read = forms.CharField(max_length=80)  # the version that was shown


class SidesForm(forms.Form):
    """Which languages of a page are meant, where there are several: all of them, unless one is chosen."""

    ALL, ONE = "all", "one"
    sides = forms.ChoiceField(label="Which languages?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, here: str, others: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.several = bool(others)
        every = f"{here} and {' and '.join(others)}"
        self.fields["sides"].choices = [(self.ALL, every), (self.ONE, f"{here} alone")]  # type: ignore[attr-defined]
        self.initial["sides"] = self.ALL

    @property
    def means_all(self) -> bool:
        return self.several and self.cleaned_data["sides"] != self.ONE


class RecallForm(SidesForm):
    """Why, for readers of each language, and which languages."""

    reason = ReasonForm.base_fields["reason"]
    reason_cy = forms.CharField(
        label="Why, in Welsh?",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "cy"}),
        help_text="For readers of the Welsh page. Left empty, they read the reason above.",
    )

    files_stay = forms.BooleanField(
        label="Leave these files where they are",
        required=False,
        help_text="Tick this where nothing in them is wrong: whoever has their address still fetches them.",
    )

    def __init__(self, *args: Any, is_welsh: bool, has_files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_welsh:
            del self.fields["reason_cy"]
        if not has_files:
            del self.fields["files_stay"]


class OutletForm(forms.Form):
    outlet = forms.CharField(
        label="Who gets the link?",
        max_length=120,
        help_text="The newspaper or the desk, so that you know later which link to stop.",
        error_messages={"required": "Say who gets the link."},
    )


class ApprovalForm(forms.Form):
    read = forms.CharField(max_length=80)  # the version that was shown
    comment = forms.CharField(
        label="A word to who wrote it",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="They get it by mail. Needed where something should change.",
    )
    send_back = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("send_back") and not data.get("comment", "").strip():
            self.add_error("comment", "Say what should change, so that it can be put right.")
        return data
