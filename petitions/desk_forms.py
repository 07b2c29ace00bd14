"""The forms of the desk: sheets, a line of paper, scans, stalls. Shape only; the verbs hold the rules."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from petitions import postcodes
from petitions.keying import ON_THE_LINE
from petitions.models import LINES, MOST_SHEETS, PaperBatch, PaperRow, Petition, Signature
from petitions.scans import LARGEST
from union.asking import day_field
from union.members.models import Branch
from union.members.named import MOST_TICKED, OneNamedField

_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class BranchForm(forms.Form):
    """A form that asks for the branch where somebody works for several."""

    branch = forms.ModelChoiceField(
        queryset=Branch.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a branch.", "invalid_choice": "Choose one of your branches."},
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        offered = len(branches[: MOST_TICKED + 1])
        if offered > MOST_TICKED:
            self.fields["branch"] = OneNamedField(
                branches, required=True, error_messages=field.error_messages
            )
            return
        field.queryset = branches
        field.initial = branches.first()
        if offered == 1:
            field.widget = field.hidden_widget()


class SheetsForm(BranchForm):
    sheets = forms.IntegerField(
        label="How many sheets?",
        min_value=1,
        max_value=MOST_SHEETS,
        initial=4,
        help_text=f"Each has {LINES} lines. Print one side only.",
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": "Enter how many sheets you want.",
            "invalid": "Enter a number, such as 4.",
            "min_value": f"Ask for 1 to {MOST_SHEETS} sheets at a time.",
            "max_value": f"Ask for 1 to {MOST_SHEETS} sheets at a time.",
        },
    )
    language = forms.ChoiceField(
        label="In which language?",
        choices=[("en", "English"), ("cy", "Welsh")],
        initial="en",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a language."},
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not petition.speaks_welsh:
            del self.fields["language"]
        self.order_fields(["sheets", "language", "branch"])


class StallForm(BranchForm):
    place = forms.CharField(
        label="Where is the stall?",
        max_length=120,
        help_text="For you and your branch, such as Market Square or the canteen of the town hall.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter where the stall is.",
            "max_length": "Name the place in 120 characters or fewer.",
        },
    )
    field_order = ["place", "branch"]


def _words(label: str, *, longest: int, help_text: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"max_length": f"Use {longest} characters or fewer."},
    )


USABLE = [("", "Yes"), *((value, f"No. {label}") for value, label in PaperRow.Unusable.choices)]


class LineForm(forms.Form):
    """What stands on one line of a sheet."""

    template_name = "petitions/desk/_line_form.html"

    name = _words("Name", longest=100, autocapitalize="words")
    postcode = _words("Postcode", longest=20, autocapitalize="characters")
    employer = _words("Employer", longest=120, list="employers")
    role = _words("Job", longest=80)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Enter the e-mail address as it stands there, or leave it empty."},
    )
    union_member = forms.ChoiceField(
        label="Union member?",
        choices=[("", "Nothing is ticked"), *Signature.Member.choices[:2]],
        required=False,
    )
    ticks = forms.MultipleChoiceField(
        label="Which boxes are ticked?",
        choices=[("decision_maker", "A: name to the decision maker"), ("petition_news", "B: news by e-mail")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    signed_on = day_field("Signed on", required="Enter the day, from the line or the foot of the sheet.")
    unusable = forms.ChoiceField(
        label="Can the line be used?",
        choices=USABLE,
        required=False,
        help_text="Only if not: key what you can read, and choose why.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        struck = PaperRow.Unusable.STRUCK_OUT
        if self.initial.get("unusable") != struck:  # what a moderator has said is nobody else's to choose
            field = self.fields["unusable"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [choice for choice in USABLE if choice[0] != struck]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        typed = found.get("postcode", "")
        found["postcode"] = postcodes.normalise(typed) or ""
        if not found.get("unusable"):
            if "name" in found and not any(c.isalpha() for c in found["name"]):
                self.add_error("name", "Enter the name, or say below why the line cannot be used.")
            if not found["postcode"]:
                sentence = "Enter a UK postcode, like LS1 4AP, or say below why the line cannot be used."
                self.add_error("postcode", sentence)
        return found

    def on_the_line(self) -> dict[str, Any]:
        """What the form says, for the verbs. The form must be valid."""
        ticks = self.cleaned_data["ticks"]
        words = {field: self.cleaned_data[field] for field in ON_THE_LINE if field in self.cleaned_data}
        return words | {
            "decision_maker": "decision_maker" in ticks,
            "petition_news": "petition_news" in ticks,
        }


class TakeOffForm(forms.Form):
    """Who takes their name back, as they wrote it on the sheet."""

    name = _words("Name", longest=100, autocapitalize="words")
    postcode = _words("Postcode", longest=20, autocapitalize="characters", help_text="As on the sheet.")

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise forms.ValidationError("Enter the name as it stands on the sheet.")
        return name

    def clean_postcode(self) -> str:
        postcode = postcodes.normalise(self.cleaned_data["postcode"])
        if postcode is None:
            raise forms.ValidationError("Enter a UK postcode, like LS1 4AP.")
        return postcode


class RowForm(LineForm):
    """A line with its place on the sheets."""

    sheet = forms.IntegerField(
        widget=forms.TextInput(attrs=_NUMBER), error_messages={"required": "Enter the number of the sheet."}
    )
    line = forms.IntegerField(
        widget=forms.TextInput(attrs=_NUMBER), error_messages={"required": "Enter the number of the line."}
    )
    field_order = ["sheet", "line"]

    def __init__(self, *args: Any, batch: PaperBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean_sheet(self) -> int:
        return self._within("sheet", self.batch.sheets)

    def clean_line(self) -> int:
        return self._within("line", LINES)

    def _within(self, field: str, last: int) -> int:
        number: int = self.cleaned_data[field]
        if not 1 <= number <= last:
            raise forms.ValidationError(f"Enter a {field} from 1 to {last}.")
        return number


class ScanForm(forms.Form):
    scan = forms.FileField(
        label="Picture of the sheets",
        help_text="PDF, JPEG or PNG, at most 10 MB. Only officers of the branch can see it.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": "Choose a file.", "empty": "This file is empty: choose another."},
    )

    def clean_scan(self) -> bytes:
        file: UploadedFile = self.cleaned_data["scan"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                "Choose a file of at most 10 MB: take the picture in a lower quality."
            )
        return file.read()


class TakeOutForm(forms.Form):
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="A sentence for those who look at it later. Write no names.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, in a sentence without names."},
    )


def initial_of(row: PaperRow) -> dict[str, Any]:
    """The initial of a form that shows a row."""
    words = {field: getattr(row, field) for field in ON_THE_LINE}
    ticks = [field for field in ("decision_maker", "petition_news") if words[field]]
    return words | {"sheet": row.sheet, "line": row.line, "ticks": ticks}


def next_initial(last: PaperRow | None, *, place: tuple[int, int], today: date) -> dict[str, Any]:
    """The initial of the next row: its place, and the day of the row before."""
    return {"sheet": place[0], "line": place[1], "signed_on": last.signed_on if last else today}
