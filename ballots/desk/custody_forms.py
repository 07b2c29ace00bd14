"""What scrutineers and office bring to the desk: names, files of the scrutineers' program, its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from ballots.errors import ScrutinyRefused
from ballots.models import SplitKey
from ballots.scrutiny.public import read_public
from ballots.scrutiny.signing import read_signature, read_signing_key
from ballots.scrutiny.statement import read_count
from union.accounts.models import User

SMALL = 20_000  # bytes; what the program writes of keys and signatures is under 500
FIXED, A_PAPER = 1_000_000, 1_000  # bytes of a count, beside its papers and for each
MOST_SIGNATURES = 20


class ScrutinyFileField(forms.FileField):
    """One file of the scrutineers' program; `cleaned_data` holds what `read` makes of its bytes."""

    widget = forms.FileInput

    def __init__(self, *, read: Callable[[Any], Any], largest: int = SMALL, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read, self.largest = read, largest

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if (file.size or 0) > self.largest:
            raise forms.ValidationError("This file is too large to be what is asked for: choose another one.")
        try:
            return self.made_of(file)
        except ScrutinyRefused as error:
            raise forms.ValidationError(str(error)) from None

    def made_of(self, file: UploadedFile) -> Any:
        return self.read(file.read())


class CountField(ScrutinyFileField):
    """A COUNT.zip, which is read where it lies."""

    def made_of(self, file: UploadedFile) -> Any:
        return self.read(file.file)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(ScrutinyFileField):
    """Several such files, in a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list) else [data] if data else []
        if len(files) > MOST_SIGNATURES:
            raise forms.ValidationError(f"Choose at most {MOST_SIGNATURES} files.")
        if not files:
            super().clean(None, initial)
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class AppointForm(forms.Form):
    user = forms.ModelChoiceField(
        label="Scrutineer to appoint",
        queryset=User.objects.none(),
        empty_label="Choose a scrutineer",
        help_text="People with the role of scrutineer who do not work for the ballot office.",
        error_messages={"required": "Choose a scrutineer.", "invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args: Any, candidates: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = candidates


class AcceptForm(forms.Form):
    signing_key = ScrutinyFileField(
        read=read_signing_key,
        label="Your scrutineer.json",
        help_text="From “sign-keygen” on your own laptop. Never upload scrutineer.key.",
        error_messages={"required": "Choose your file scrutineer.json.", "empty": "This file is empty."},
    )


class KeyForm(forms.Form):
    public = ScrutinyFileField(
        read=read_public,
        label="public.json",
        help_text="From the folder that “keygen” wrote. Never upload a sheet.",
        error_messages={"required": "Choose the file public.json.", "empty": "This file is empty."},
    )


class RehearsalForm(forms.Form):
    answer = forms.CharField(
        label="What the program printed",
        help_text="Ten characters, such as 3F7A9 1C0B2. Spaces and capitals do not matter.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the ten characters that the program printed."},
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=60)

    @classmethod
    def for_key(cls, key: SplitKey) -> RehearsalForm:
        return cls(initial={"fingerprint": key.fingerprint})


class CountForm(forms.Form):
    count = CountField(
        read=read_count,
        label="COUNT.zip",
        help_text="The file that “count” wrote.",
        error_messages={"required": "Choose the file COUNT.zip.", "empty": "This file is empty."},
    )
    signatures = SeveralFilesField(
        read=read_signature,
        label="Signatures",
        help_text="The files signature-….json of the scrutineers who signed; choose all of them at once.",
        error_messages={"required": "Choose the signature files.", "empty": "A signature file is empty."},
    )

    def __init__(self, *args: Any, papers: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["count"]
        assert isinstance(field, ScrutinyFileField)
        field.largest = FIXED + papers * A_PAPER
