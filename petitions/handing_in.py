"""Hand-in packs: asked for in the CMS, made by the worker, kept for thirty days, never public.

The row is the queue. A worker that dies leaves a lease behind, and the sweep begins again after it.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from petitions import counting, pack
from petitions.models import KEPT, Consent, HandIn, PaperBatch, Petition, Ruling, Signature
from union.accounts.models import User
from union.audit.recording import record
from union.leases import in_turn
from union.locking import one_moment
from union.pdf import PdfUnavailable, make_pdf
from union.waking import wake

LEASE = timedelta(minutes=10)
TRIES = 3
FILES = ("pdf", "csv", "annex")
MADE = (*FILES, *(f"{name}_sha256" for name in FILES), "as_of", "ready_at", "count", "names", "fault")
State = HandIn.State


class NothingToHandIn(Exception):
    """The petition has never been open."""


class NotThere(Exception):
    """The file cannot be had, or not any more; the message says what to do."""


@transaction.atomic
def prepare_hand_in(petition: Petition, *, by: User, at: datetime, with_names: bool = False) -> HandIn:
    """Ask for a pack; while one of its kind is being made, that one is given back. Raises NothingToHandIn."""
    petition.refresh_from_db(from_queryset=Petition.objects.select_for_update())
    if petition.opened_at is None:
        raise NothingToHandIn("This petition has not been open yet: there is nothing to hand in.")
    being_made = petition.hand_ins.filter(state=State.PREPARING, with_names=with_names).first()
    if being_made:
        return being_made
    row = HandIn.objects.create(petition=petition, by=by, at=at, with_names=with_names)
    record("petitions.pack_asked", subject=_subject(row), by=by, at=at, detail={"names": with_names})
    transaction.on_commit(nudge, robust=True)
    return row


def nudge() -> None:
    wake("petitions.tasks.prepare_packs")


def prepare_packs(*, at: datetime) -> int:
    """Make every pack that waits and that nobody else is making; how many."""
    waiting = HandIn.objects.filter(state=State.PREPARING).select_related("petition")
    return sum(_prepare(row, at=at) for row in in_turn(waiting, at=at, lease=LEASE))


def _prepare(row: HandIn, *, at: datetime) -> bool:
    """Make this pack, unless that has gone wrong too often."""
    if row.tries > TRIES:
        HandIn.objects.filter(pk=row.pk).update(state=State.FAILED, fault=GAVE_UP, leased_until=None)
        return False
    counting.roll_up(at=at)
    with TemporaryFile() as csv_file, TemporaryFile() as annex:
        with one_moment():
            figures = pack.gather(row.petition, at=at)
            table = pack.write_csv(pack.figure_lines(figures), csv_file)
            names = pack.write_csv(pack.name_lines(row.petition), annex) if row.with_names else None
        row.as_of, row.ready_at, row.count = at, at, figures.count
        row.csv_sha256 = table.sha256
        _draw(row, pack.pack_html(figures, checksum=table.sha256, names=names))
        _keep(row.csv, csv_file, f"{row.petition.slug}-figures.csv")
        if names:
            row.names, row.annex_sha256 = names.lines, names.sha256
            _keep(row.annex, annex, f"{row.petition.slug}-names.csv")
    _finish(row, at=at)
    return True


GAVE_UP = "It could not be made in three tries. Ask for it again, and tell whoever runs this site."


def _draw(row: HandIn, html: str) -> None:
    """The PDF, or a word why there is none: the CSV is worth having alone."""
    try:
        document = make_pdf(html)
    except PdfUnavailable as reason:
        row.fault = str(reason)[:200]
        return
    row.pdf_sha256 = hashlib.sha256(document).hexdigest()
    _keep(row.pdf, ContentFile(document), f"{row.petition.slug}-hand-in.pdf")


def _keep(field: FieldFile, content: IO[bytes] | File[bytes], name: str) -> None:
    """Store a file in the folder of its row; what a killed worker left there goes first."""
    content.seek(0)
    name = f"{field.instance.pk}/{name}"
    field.storage.delete(field.field.generate_filename(field.instance, name))
    field.save(name, content if isinstance(content, File) else File(content), save=False)


@transaction.atomic
def _finish(row: HandIn, *, at: datetime) -> None:
    row.state, row.leased_until = State.READY, None
    row.save(update_fields=["state", "leased_until", *MADE])
    detail = {"signatures": row.count, "names": row.names or 0}
    record("petitions.pack_made", subject=_subject(row), by=None, at=at, detail=detail)


@transaction.atomic
def download(row: HandIn, kind: str, *, by: User, at: datetime) -> FieldFile:
    """One file of a pack, with the entry of who took it. Raises NotThere with a sentence."""
    file: FieldFile = getattr(row, kind)
    over = row.expires_at and row.expires_at <= at
    if row.state != State.READY or not file or over or not file.storage.exists(str(file.name)):
        raise NotThere("This file is not there, or not any more: ask for a new pack.")
    if kind == "annex" and not pack.still_agreed(row.petition, file):
        raise NotThere(
            "Somebody on this list has left it since: they took their name back, or it was struck out or "
            "erased. Ask for a new pack."
        )
    record("petitions.pack_downloaded", subject=_subject(row), by=by, at=at, detail={"file": kind})
    return file


def keep_packs(*, at: datetime) -> int:
    """Delete packs after thirty days, and a list of names as soon as somebody on it may have left it."""
    gone = 0
    for row in HandIn.objects.filter(state=State.READY, ready_at__lte=at - KEPT):
        _delete_files(row, FILES)
        row.state = State.EXPIRED
        row.save(update_fields=["state", *FILES])
        gone += 1
    for row in HandIn.objects.filter(state=State.READY).exclude(annex=""):
        if _may_have_left(row):
            forget_names(row)
            gone += 1
    return gone


def recall_names(petitions: Collection[int]) -> None:
    """Delete the lists of names of these petitions at once: somebody who may be on them is being erased."""
    for row in HandIn.objects.filter(petition__in=petitions, state=State.READY).exclude(annex=""):
        forget_names(row)


def forget_names(row: HandIn) -> None:
    """Delete the list of names of a pack; its checksum stays."""
    _delete_files(row, ["annex"])
    row.save(update_fields=["annex"])


def _may_have_left(row: HandIn) -> bool:
    """Whether anybody withdrew, took a consent back or was struck out since the list was written.

    A few look-ups, for a sweep that asks each minute; what they miss, the comparison at a download sees.
    """
    since = (row.as_of or row.at) - timedelta(seconds=10)  # whoever was just leaving had not committed yet
    refused = Consent.objects.filter(
        signature__petition=row.petition_id,
        purpose=Consent.Purpose.DECISION_MAKER,
        given=False,
        number__gt=1,
        at__gte=since,
    )
    left = Signature.objects.filter(petition=row.petition_id, withdrawn_at__gte=since)
    struck = Ruling.objects.filter(
        petition=row.petition_id, kind=Ruling.Kind.INVALIDATE, counted__gt=0, at__gte=since
    )
    taken_out = PaperBatch.objects.filter(petition=row.petition_id, undone_at__gte=since)
    return any(found.exists() for found in (refused, left, struck, taken_out))


def _delete_files(row: HandIn, kinds: tuple[str, ...] | list[str]) -> None:
    for kind in kinds:
        file: FieldFile = getattr(row, kind)
        if file:
            file.delete(save=False)


def _subject(row: HandIn) -> str:
    return f"hand_in:{row.pk}"
