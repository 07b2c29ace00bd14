"""The forms of the roll at the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from union.members.extract import (
    COLUMNS,
    ONE_NAME,
    PARTS_OF_A_NAME,
    REQUIRED,
    RollUnreadable,
    judge_layout,
)
from union.members.models import RollUpload
from union.members.uploading import most_would_lapse

KEEP = "Not in this file: keep as it is"
CHOOSE = "Choose the column"
# What stands in a list before a column is chosen, where it is neither of these.
FIRST = {"name": "No column holds all of it", **dict.fromkeys(PARTS_OF_A_NAME, "No column of its own")}
HELP = {
    "name": "Where one column holds the whole name.",
    "forename": "Where the name stands in two columns: they are joined. "
    "Initials will do where there is no forename.",
}
NO_NAME = "Choose the column that holds the name, or those that hold forename and surname."
HOLDS = {"joined": "day of joining"}  # where the name of a column is no noun


class SearchForm(forms.Form):
    term = forms.CharField(
        label="Membership number, name or e-mail address",
        help_text="At least three letters or digits; a part is enough.",
        min_length=3,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter a number, a name or an address, or a part of one.",
            "min_length": "Enter at least three letters or digits.",
        },
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The membership extract",
        help_text="CSV or Excel workbook (.xlsx), up to 400 MB. Its first line names the columns.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": "Choose the extract, as your membership system saved it.",
            "empty": "This file is empty: choose the extract with its members.",
        },
    )


class ColumnsForm(forms.Form):
    """Which column of the file is which: one list a column of the roll."""

    def __init__(self, upload: RollUpload, data: Any = None) -> None:
        super().__init__(data)
        self.headings: Sequence[str] = upload.headings
        choices = [(str(at), _described(upload, at)) for at in range(len(upload.headings))]
        for column in COLUMNS:
            needed = column in REQUIRED and column != "name"
            first = ("", FIRST.get(column) or (CHOOSE if needed else KEEP))
            self.fields[_field(column)] = forms.ChoiceField(
                label=column.capitalize(),
                choices=[first, *choices],
                required=needed,
                help_text=HELP.get(column, ""),
                initial=str(upload.layout.index(column)) if column in upload.layout else "",
                error_messages={"required": f"Choose the column that holds the {HOLDS.get(column, column)}."},
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for column in COLUMNS:
            at = found.get(_field(column))
            if at and taken.setdefault(at, column) != column:
                self.add_error(
                    _field(column),
                    f"This column is the {HOLDS.get(taken[at], taken[at])} already: choose another.",
                )
        parts = any(found.get(part) for part in PARTS_OF_A_NAME)
        if bool(found.get("name")) == parts:
            self.add_error("name", ONE_NAME if parts else NO_NAME)
        if not self.errors:
            try:
                judge_layout(self.layout, needed=REQUIRED)
            except RollUnreadable as reason:
                self.add_error(_field(reason.column), str(reason))
        return found

    @property
    def layout(self) -> list[str]:
        layout = [""] * len(self.headings)
        for column in COLUMNS:
            if at := self.cleaned_data.get(_field(column)):
                layout[int(at)] = column
        return layout


def _field(column: str) -> str:
    return column.replace(" ", "_").replace("-", "_")


def _described(upload: RollUpload, at: int) -> str:
    """The heading, and what stands below it in the first line that has something there."""
    heading = upload.headings[at].strip() or f"Column {at + 1}"
    sample = next((cells[at] for cells in upload.samples if at < len(cells) and cells[at]), "")
    return f"{heading} (such as “{' '.join(sample.split())[:30]}”)" if sample else heading


class CommitForm(forms.Form):
    """Whether those who are not in the file have left; asked once more where that is most of the members."""

    lapse = forms.BooleanField(required=False, label="Set those who are not in the file to lapsed")

    def __init__(self, report: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        if most_would_lapse(report):
            gone = report["missing"]
            of = gone + report["changed"] + report["unchanged"]
            self.fields["sure"] = forms.BooleanField(
                required=False, label=f"I am sure: {gone:,} of {of:,} members have left"
            )
