"""The file of an upload and the list of its faults, kept in the database a megabyte a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django.db.models import QuerySet

from union import pieces
from union.members import spreadsheet
from union.members.extract import Fault
from union.members.models import RollUpload, RollUploadPart
from union.pieces import PieceFile

Kind = RollUploadPart.Kind


class KeptFile(PieceFile):
    """The extract of an upload as a seekable file, of which one megabyte at a time is in memory."""

    def __init__(self, upload: RollUpload) -> None:
        super().__init__(_parts(upload, Kind.EXTRACT))


def keep(upload: RollUpload, kind: Kind, blocks: Iterable[bytes]) -> None:
    """Keep these bytes in place of what was there."""
    pieces.keep(_parts(upload, kind), blocks, upload=upload, kind=kind)


def as_csv(faults: Iterable[Fault]) -> Iterator[bytes]:
    """The faults as a table for a spreadsheet."""
    lines = ([fault.line, fault.column, fault.reason] for fault in faults)
    return spreadsheet.as_csv(chain([["line", "column", "what is wrong"]], lines))


def kept(upload: RollUpload, kind: Kind) -> Iterator[bytes]:
    """What is kept, from the front."""
    return pieces.kept(_parts(upload, kind))


def _parts(upload: RollUpload, kind: Kind) -> QuerySet[RollUploadPart]:
    return RollUploadPart.objects.filter(upload=upload, kind=kind)
