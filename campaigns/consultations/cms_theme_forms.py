"""The shape of what coders and those who answer for the union send."""

from typing import Any

from django import forms

from campaigns.consultations.models import Consultation, Outcome, Report, Theme
from campaigns.consultations.questionnaire import Asked

NONE = "0"


class WelshOnlyWhere(forms.ModelForm):
    """Without the Welsh fields for a consultation that is in English only."""

    def __init__(self, *args: Any, in_welsh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name.endswith("_cy") and not in_welsh]:
            del self.fields[name]

    def words(self) -> dict[str, Any]:
        """What was typed; an absent Welsh field is empty."""
        welsh = {name: "" for name in self._meta.fields or [] if name.endswith("_cy")}
        return welsh | self.cleaned_data


class ThemeForm(WelshOnlyWhere):
    class Meta:
        model = Theme
        fields = ["title", "title_cy", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class NewThemeForm(ThemeForm):
    question = forms.ChoiceField(label="For the texts of", required=False)

    def __init__(self, texts: list[Asked], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = [("", "Every question"), *((asked.key, asked.label) for asked in texts)]
        self.fields["question"].choices = questions  # type: ignore[attr-defined]


class ChangeThemeForm(ThemeForm):
    class Meta(ThemeForm.Meta):
        fields = [*ThemeForm.Meta.fields, "order"]
        labels = {"order": "Place in the list"}


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Theme.objects.none(), label="Put it into", empty_label="Choose a theme", to_field_name="pk"
    )

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = theme.consultation.themes.standing().filter(question__in=["", theme.question])
        self.fields["into"].queryset = others.exclude(pk=theme.pk)  # type: ignore[attr-defined]


class CodingForm(forms.Form):
    """Themes by number, or none of them; the button of a suggestion adds its theme."""

    answer = forms.IntegerField(max_value=2**53, widget=forms.HiddenInput)
    themes = forms.MultipleChoiceField(required=False)
    accept = forms.CharField(required=False)

    def __init__(self, themes: list[Theme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(theme.pk): theme for theme in themes}
        choices = [(NONE, "None of these"), *((pk, theme.title) for pk, theme in self.known.items())]
        self.fields["themes"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ticked = set(data.get("themes", []))
        if data.get("accept") in self.known:
            ticked = (ticked - {NONE}) | {data["accept"]}
        if not self.errors and not ticked:
            raise forms.ValidationError("Choose at least one theme, or “None of these”.")
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError("Choose themes, or “None of these”, and not both.")
        data["ticked"] = [theme for pk, theme in self.known.items() if pk in ticked]
        return data


class OutcomeForm(WelshOnlyWhere):
    class Meta:
        model = Outcome
        fields = ["kind", "reason", "reason_cy"]
        labels = {"kind": "Decision"}
        widgets = {
            "kind": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 5}),
            "reason_cy": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Outcome.Kind.choices  # type: ignore[attr-defined]


class ReportForm(WelshOnlyWhere):
    class Meta:
        model = Report
        fields = ["summary", "summary_cy"]
        labels = {"summary": "Summary, in a few sentences"}
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("summary", "summary_cy")}


def welsh_of(consultation: Consultation) -> dict[str, bool]:
    """What a form with Welsh fields has to know."""
    return {"in_welsh": consultation.in_welsh}
