"""The file of an upload and the list of its faults, kept in the database a megabyte a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from union import pieces
from union.members.extract import Fault
from union.members.models import RollUpload, RollUploadPart
from union.pieces import SIZE, PieceFile

Kind = RollUploadPart.Kind


class KeptFile(PieceFile):
    """The extract of an upload as a seekable file, of which one megabyte at a time is in memory."""

    def __init__(self, upload: RollUpload) -> None:
        super().__init__(_parts(upload, Kind.EXTRACT))


def keep(upload: RollUpload, kind: Kind, blocks: Iterable[bytes]) -> None:
    """Keep these bytes in place of what was there."""
    pieces.keep(_parts(upload, kind), blocks, upload=upload, kind=kind)


def as_csv(faults: Iterable[Fault]) -> Iterator[bytes]:
    """The faults as a table for a spreadsheet: sentences of ours, none of which begins as a formula does."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(["line", "column", "what is wrong"])
    for fault in faults:
        writer.writerow([fault.line, fault.column, fault.reason])
        if line.tell() > SIZE:
            yield line.getvalue().encode()
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode()


def kept(upload: RollUpload, kind: Kind) -> Iterator[bytes]:
    """What is kept, from the front."""
    return pieces.kept(_parts(upload, kind))


def _parts(upload: RollUpload, kind: Kind) -> QuerySet[RollUploadPart]:
    return RollUploadPart.objects.filter(upload=upload, kind=kind)
