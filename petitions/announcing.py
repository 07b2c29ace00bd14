"""Entries on the page of a petition: written, published, put right, taken back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from petitions import telling
from petitions.keeping import show_anew
from petitions.models import Entry, Petition
from union.accounts.models import User
from union.audit.recording import record
from union.editions import digest

WORDS = ("title", "text", "title_cy", "text_cy", "happened_on")
STILL_OPEN = (*WORDS, "kind", "tell")  # what may change while nobody has read it
CHANGED = "This entry was changed while you read it: look at it again, then publish it."


class WrongMoment(Exception):
    """The entry is not in a state in which this can be done."""


@transaction.atomic
def write(entry: Entry, *, by: User | None, at: datetime) -> None:
    """Put a new entry down; nobody sees it before it is published."""
    entry.by, entry.written_at = by, at
    entry.save(force_insert=True)
    _record("petitions.entry_written", entry, by=by, at=at)


@transaction.atomic
def revise(entry: Entry, *, words: Mapping[str, object], by: User | None, at: datetime) -> None:
    """Change a draft, or put right what is public, which then says when. Raises WrongMoment."""
    _lock(entry)
    if entry.taken_back_at:
        raise WrongMoment("This entry was taken back: write a new one.")
    fields = [name for name in (WORDS if entry.published_at else STILL_OPEN) if name in words]
    for name in fields:
        setattr(entry, name, words[name])
    if entry.published_at:
        entry.corrected_at = at
        _record("petitions.entry_corrected", entry, by=by, at=at)
        show_anew(entry.petition)
    entry.save(update_fields=[*fields, "corrected_at"])


def edition(entry: Entry) -> str:
    """A short word for the entry as it stands, by which two who work at it tell whether it changed."""
    return digest([getattr(entry, name) for name in STILL_OPEN])


@transaction.atomic
def publish(entry: Entry, *, by: User | None, at: datetime, seen: str | None = None) -> None:
    """Put it on the page, and on its way to those who asked for news if it is to be told.

    `seen` is the edition that somebody has read. Raises WrongMoment where it is another one by now, where it
    was published before, or where nobody can read the petition yet.
    """
    _lock(entry)
    if entry.published_at:
        raise WrongMoment("This entry is published already.")
    if seen is not None and seen != edition(entry):
        raise WrongMoment(CHANGED)
    if entry.petition.state in (Petition.State.DRAFT, Petition.State.IN_REVIEW):
        raise WrongMoment("Nobody can read this petition yet: open or schedule it first.")
    entry.published_at = at
    entry.save(update_fields=["published_at"])
    told = telling.begin(entry, at=at).total if entry.tell else 0
    _record("petitions.entry_published", entry, by=by, at=at, told=told)
    show_anew(entry.petition)


@transaction.atomic
def take_back(entry: Entry, *, by: User | None, at: datetime) -> None:
    """Take it off the page; letters that have not left yet do not leave. Raises WrongMoment."""
    _lock(entry)
    if not entry.is_public:
        raise WrongMoment("This entry does not stand on the page.")
    entry.taken_back_at = at
    entry.save(update_fields=["taken_back_at"])
    telling.stop(entry, at=at)
    _record("petitions.entry_taken_back", entry, by=by, at=at)
    show_anew(entry.petition)


def _lock(entry: Entry) -> None:
    entry.refresh_from_db(from_queryset=Entry.objects.select_for_update(of=("self",)))


def _record(action: str, entry: Entry, *, by: User | None, at: datetime, **detail: object) -> None:
    about = {"entry": entry.pk, "kind": str(entry.kind), **detail}
    record(action, subject=entry.petition.subject, by=by, at=at, detail=about)
