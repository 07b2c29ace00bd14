"""The forms of petitions and their entries in the CMS."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from petitions import opening
from petitions.counting import published_count
from petitions.models import Entry, Petition
from union.accounts.models import User
from union.pages.meanwhile import SeeingForm
from union.slugs import SlugTaken, free_slug, under_a_free_slug, under_this_slug

# What people have put their names to stays as they read it.
FIXED_ONCE_OPENED = ["title", "slug", "demand", "decision_maker"]
WELSH = ["title_cy", "demand_cy", "decision_maker_cy"]
RESERVED = {"confirm", "stall"}
TAKEN = "Another petition has this address: choose another."
MADE: Mapping[str, Any] = {"otherwise": "petition", "taken": RESERVED}  # of the title


class Words(WagtailAdminModelForm):
    """What both forms of a petition ask for: a slug that is made from the title, a goal that lies ahead."""

    makes_slug = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].label = "Address"
        self.fields["slug"].help_text = "The last part of its address. Left empty, it is made from the title."

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError("This address is taken by the site itself: choose another.")
        if slug and Petition.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(TAKEN)
        return slug

    def clean_goal(self) -> int:
        goal: int = self.cleaned_data["goal"]
        if goal < 1:
            raise forms.ValidationError("Set a goal of 1 or more.")
        return goal

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.makes_slug = bool(data.get("title") and data.get("slug") == "")
        if self.makes_slug:
            data["slug"] = free_slug(Petition, data["title"], **MADE)
        return data

    def begin(self, *, by: User | None, at: datetime) -> Petition:
        """Write the new petition down as a draft, under a slug that nobody else has by now.

        One that was made of the title looks for another; one that was typed is named as taken on the form.
        Raises SlugTaken.
        """
        petition: Petition = self.save(commit=False)

        def write(slug: str) -> Petition:
            petition.slug = slug
            opening.begin(petition, by=by, at=at)
            return petition

        if self.makes_slug:
            return under_a_free_slug(Petition, petition.title, write, **MADE)
        with self._under_its_slug():
            return write(petition.slug)

    @contextmanager
    def _under_its_slug(self) -> Iterator[None]:
        try:
            with under_this_slug(Petition, self.instance.slug, but=self.instance.pk):
                yield
        except SlugTaken:
            self.add_error("slug", TAKEN)
            raise


class NewPetitionForm(Words):
    """All that a petition needs to begin, for the dialog in which a page chooses one."""

    prefix = "new-petition"  # the page beneath the dialog has a title and a slug of its own

    class Meta:
        model = Petition
        fields = ["title", "slug", "demand", "decision_maker", "background", "goal"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "demand": forms.Textarea(attrs={"rows": 3}),
            "background": forms.Textarea(attrs={"rows": 5}),
        }
        error_messages = {
            "title": {"required": "Give the petition a title."},
            "demand": {"required": "Say what you ask for."},
            "decision_maker": {"required": "Say who can grant it."},
            "goal": {
                "required": "Say how many signatures to reach first.",
                "invalid": "Give the goal in digits.",
                "max_value": "Set a goal that people can reach.",
            },
        }


class PetitionForm(Words, SeeingForm):
    """All words of a petition, in both languages, and its timetable."""

    class Meta(NewPetitionForm.Meta):
        fields = [*opening.WORDS]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("opens_at", "closes_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.opened_at:
            signed_in_welsh = WELSH if self.instance.speaks_welsh else []
            for name in (*FIXED_ONCE_OPENED, *signed_in_welsh):
                self.fields[name].disabled = True
                self.fields[name].help_text = "People have signed this: it stays as they read it."

    def clean_goal(self) -> int:
        goal = super().clean_goal()
        count = published_count(self.instance) if self.instance.pk else 0
        if goal < count and goal != self.instance.goal:
            raise forms.ValidationError(
                f"{count:,} people have signed already: set a goal of {count:,} or more."
            )
        return goal

    def clean(self) -> dict[str, Any]:
        """Welsh is whole or not at all: nobody signs half a petition."""
        data = super().clean()
        self._check_times(data.get("opens_at"), data.get("closes_at"))
        missing = [name for name in WELSH if not data.get(name)]
        if missing and (len(missing) < len(WELSH) or data.get("background_cy")):
            for name in missing:
                self.add_error(name, "Give this in Welsh too, or leave all of the Welsh empty.")
        return data

    def _check_times(self, opens: datetime | None, closes: datetime | None) -> None:
        """A time that has passed would close it for good, which is a moderator's act and asks once more."""
        if closes and "closes_at" in self.changed_data and closes <= timezone.now():
            self.add_error("closes_at", "This time has passed. Choose a later one; “State” closes it now.")
        elif opens and closes and opens >= closes:
            self.add_error("closes_at", "It has to close after it opens: choose a later time.")

    def save(self, commit: bool = True) -> Petition:
        """An existing petition keeps what the form does not hold: its state moves. Raises SlugTaken."""
        if self.instance.pk and commit:
            with self._under_its_slug():
                self.instance.save(update_fields=self.Meta.fields)
            return self.instance
        saved: Petition = super().save(commit)
        return saved


class EntryForm(SeeingForm):
    """An entry; once published its kind and whether it is told no longer change."""

    class Meta:
        model = Entry
        fields = ["kind", "title", "text", "title_cy", "text_cy", "happened_on", "tell"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "text_cy": forms.Textarea(attrs={"rows": 8}),
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        error_messages = {
            "title": {"required": "Give it a title: it becomes the subject of the e-mail."},
            "text": {"required": "Say what happened."},
            "happened_on": {
                "required": "Say on which day it happened.",
                "invalid": "Give the day in the form 2022-03-15.",
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.published_at:
            del self.fields["kind"], self.fields["tell"]
        else:
            written = [kind for kind in Entry.Kind.choices if kind[0] != Entry.Kind.MILESTONE]
            self.fields["kind"].choices = written
            self.initial["happened_on"] = self.initial.get("happened_on") or timezone.localdate()

    def clean_happened_on(self) -> object:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Choose today or an earlier day: it has to have happened.")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, other in (("title_cy", "text_cy"), ("text_cy", "title_cy")):
            if data.get(other) and not data.get(name):
                self.add_error(name, "Give this in Welsh too, or leave both Welsh fields empty.")
        return data


class SuccessorForm(forms.Form):
    successor = forms.ModelChoiceField(
        Petition.objects.none(), required=False, empty_label="None", label="The petition that follows"
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Petition.objects.public().exclude(pk=petition.pk)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]
        self.fields["successor"].initial = petition.successor_id
