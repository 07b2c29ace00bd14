"""The forms with which a consultation is built: its words and dates, who may answer, sections, a later close.

A draft may be saved with gaps: what is missing is said on its page, and blocks the opening.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone

from campaigns.consultations.audience import audience_of
from campaigns.consultations.models import Consultation
from union.asking import MomentsForm, day_field, time_field
from union.members.models import Branch, Employer, Member, Region
from union.members.named import NamedField, too_many_to_tick
from union.pages.forms import HintedRadios

THREE_WEEKS, TWO_MONTHS = timedelta(weeks=3), timedelta(days=60)
NOON, MORNING = time(12), time(9)
WELSH = ("title_cy", "purpose_cy", "already_decided_cy", "who_reads_cy")
MODES_MEAN = {
    Consultation.Mode.PUBLIC: "Whoever has the address answers, and nobody checks who they are. "
    "Nothing ties a reply to a person.",
    Consultation.Mode.ANONYMOUS_VERIFIED: "Members on the roll get a link each and answer once. Once "
    "replies are mixed, nobody, not even the union, can find out whose is whose.",
    Consultation.Mode.CONFIDENTIAL: "Members on the roll get a link each. The union knows who wrote a reply "
    "and tells nobody; quotes are signed without a name.",
    Consultation.Mode.NAMED: "Members on the roll get a link each, and those who read the replies see "
    "their names.",
}


def words_field(label: str, help_text: str = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class WordsForm(MomentsForm):
    """Everything that the start page says, in both languages, and the timetable."""

    title = forms.CharField(
        label="Title",
        max_length=160,
        help_text="Short and plain, such as: Your workload this spring.",
        error_messages={"required": "Give it a title: the rest can wait."},
    )
    slug = forms.CharField(
        label="Address",
        required=False,
        max_length=80,
        help_text="The last part of its address. Left empty, it is made from the title.",
    )
    purpose = words_field("What it is for", "Two or three sentences: what the union wants to know, and why.")
    already_decided = words_field(
        "What is already decided", "Say it plainly, so that nobody feels led on. If nothing is, say that."
    )
    who_reads = words_field("Who reads the replies", "Such as: two people of the policy team.")
    attribution = forms.CharField(
        label="How quotes are signed",
        required=False,
        max_length=80,
        help_text="Where too few people fit anything closer, such as: a social worker in England.",
    )
    opens_on = day_field("Opens on", "Replies are taken from then on, once you have opened it.")
    opens_time = time_field("Opens at")
    closes_on = day_field("Closes on", "Three weeks are usual.")
    closes_time = time_field("Closes at")
    report_by = day_field("The union reports by", "A promise, on the start page.")
    in_welsh = forms.BooleanField(
        label="Also in Welsh",
        required=False,
        help_text="Every word then needs its Welsh beside it before it can open.",
    )
    title_cy = forms.CharField(label="Title in Welsh", required=False, max_length=160)
    purpose_cy = words_field("What it is for, in Welsh")
    already_decided_cy = words_field("What is already decided, in Welsh")
    who_reads_cy = words_field("Who reads the replies, in Welsh")
    order = (
        *("title", "title_cy", "slug", "purpose", "purpose_cy", "already_decided", "already_decided_cy"),
        *("who_reads", "who_reads_cy", "attribution"),
    )
    dates = ("opens_on", "opens_time", "closes_on", "closes_time", "report_by")

    def __init__(self, data: Any = None, *, draft: Consultation | None, at: datetime) -> None:
        super().__init__(data, initial=_words_of(draft) if draft else _usual_dates(at))
        self.draft = draft
        self.speaks_welsh = bool(draft and draft.in_welsh) or bool(data and data.get("in_welsh"))
        if not self.speaks_welsh:
            for name in WELSH:
                del self.fields[name]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in self.order if name in self.fields]

    @property
    def timetable(self) -> list[forms.BoundField]:
        return [self[name] for name in self.dates]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].strip()
        if not slug:
            return ""
        try:
            validate_slug(slug)
        except forms.ValidationError:
            raise forms.ValidationError("Use small letters, digits and hyphens only.") from None
        others = Consultation.objects.filter(slug=slug)
        if (others.exclude(pk=self.draft.pk) if self.draft else others).exists():
            raise forms.ValidationError("Another consultation has this address: choose another.")
        return slug

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if set(self.dates) & set(self.errors):
            return data
        if data["report_by"] < data["closes_on"]:
            self.add_error("report_by", "Choose a day that is not before the close.")
        if self.closes <= self.opens:
            self.add_error("closes_on", "Choose a close that is after the opening.")
        return data

    @property
    def opens(self) -> datetime:
        return self.moment("opens")

    @property
    def closes(self) -> datetime:
        return self.moment("closes")

    def changes(self) -> dict[str, Any]:
        """What was written, by the names of the record's fields; a new one may have to be given a slug."""
        apart = {"opens_on", "opens_time", "closes_on", "closes_time"}
        said = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        slug = said["slug"] or (self.draft.slug if self.draft else "")
        return {**said, "slug": slug, "opens": self.opens, "closes": self.closes}


def _usual_dates(at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    closes = today + THREE_WEEKS
    return {
        "opens_on": today,
        "opens_time": MORNING,
        "closes_on": closes,
        "closes_time": NOON,
        "report_by": closes + TWO_MONTHS,
    }


def _words_of(draft: Consultation) -> dict[str, Any]:
    opens, closes = timezone.localtime(draft.opens), timezone.localtime(draft.closes)
    moments = {
        "opens_on": opens.date(),
        "opens_time": opens.time(),
        "closes_on": closes.date(),
        "closes_time": closes.time(),
    }
    names = ("title", "slug", "purpose", "already_decided", "who_reads", "attribution", *WELSH)
    return {**{name: getattr(draft, name) for name in (*names, "report_by", "in_welsh")}, **moments}


class AudienceForm(forms.Form):
    """The identity mode, and whom of the roll it asks."""

    mode = forms.ChoiceField(
        label="Who may answer, and who knows it",
        choices=Consultation.Mode.choices,
        widget=HintedRadios(hints={mode.value: means for mode, means in MODES_MEAN.items()}),
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label="Only these regions", required=False, widget=forms.CheckboxSelectMultiple
    )
    branches = forms.ModelMultipleChoiceField(
        Branch.objects.all(), label="Only these branches", required=False, widget=forms.CheckboxSelectMultiple
    )
    employers = forms.ModelMultipleChoiceField(
        Employer.objects.all(),
        label="Only these employers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = forms.MultipleChoiceField(
        label="Only these service groups", required=False, widget=forms.CheckboxSelectMultiple
    )
    lists = ("regions", "branches", "employers", "sectors")

    def __init__(self, data: Any = None, *, draft: Consultation) -> None:
        chosen = {name: getattr(draft, name).all() for name in self.lists if name != "sectors"}
        super().__init__(data, initial={"mode": draft.mode, "sectors": draft.sectors, **chosen})
        for name, table in (("branches", Branch), ("employers", Employer)):
            if too_many_to_tick(table.objects.all()):
                self.fields[name] = NamedField(table.objects.all(), label=self.fields[name].label)
        self.fields["sectors"].choices = _named(draft.sectors)  # type: ignore[attr-defined]

    @property
    def offers(self) -> list[tuple[forms.BoundField, list[Any], bool]]:
        """Each list of the roll with something to choose: its field, its choices, whether one is ticked.

        Where names are written instead there are no choices, and something written counts as ticked.
        """
        offered: list[tuple[forms.BoundField, list[Any], bool]] = []
        for name in self.lists:
            if isinstance(self.fields[name], NamedField):
                offered.append((self[name], [], bool(self[name].value())))
                continue
            choices = list(self[name].subwidgets)
            if choices:
                offered.append((self[name], choices, any(choice.data["selected"] for choice in choices)))
        return offered


def _named(chosen: Iterable[str]) -> list[tuple[str, str]]:
    found = Member.objects.exclude(sector="").order_by("sector").values_list("sector", flat=True).distinct()
    return [(name, name) for name in sorted({*found, *chosen})]


def people_asked(draft: Consultation) -> int | None:
    """How many members that is, on the roll as it stands; None where anyone may answer."""
    return None if draft.mode == Consultation.Mode.PUBLIC else audience_of(draft).count()


class SectionForm(forms.Form):
    title = forms.CharField(
        label="Title of the section",
        max_length=120,
        help_text="Members read it above each question of the section.",
        error_messages={"required": "Give the section a title."},
    )
    title_cy = forms.CharField(label="Title in Welsh", max_length=120, required=False)

    def __init__(self, *args: Any, in_welsh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_welsh:
            del self.fields["title_cy"]


class ExtendForm(MomentsForm):
    """A later closing time, and why."""

    closes_on = day_field("New closing day")
    closes_time = time_field("New closing time")
    reason = forms.CharField(
        label="The reason, in a sentence",
        help_text="Members read it on the start page.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Write the reason in a sentence: members read it on the start page.",
            "max_length": "Write the reason in 200 characters or fewer.",
        },
    )

    def __init__(self, data: Any = None, *, consultation: Consultation) -> None:
        closes = timezone.localtime(consultation.closes)
        dates = {"closes_on": closes.date(), "closes_time": closes.time()}
        super().__init__(data, initial={**dates, "reason": consultation.extended_because})

    @property
    def closes(self) -> datetime:
        return self.moment("closes")
