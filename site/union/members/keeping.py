"""Files kept in the database, a megabyte a row: read from anywhere, written from the front."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator

from union.members.extract import Fault
from union.members.models import RollUpload, RollUploadPart

SIZE = 1 << 20
Kind = RollUploadPart.Kind


class KeptFile(io.RawIOBase):
    """The extract of an upload as a seekable file, of which one megabyte at a time is in memory."""

    def __init__(self, upload: RollUpload) -> None:
        self.parts = upload.parts.filter(kind=Kind.EXTRACT)
        self.size = upload.size
        self.at = 0
        self.number, self.part = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        self.at = max(start + offset, 0)
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number, begin = divmod(self.at, SIZE)
        if self.at >= self.size:
            return 0
        if number != self.number:
            self.number, self.part = number, bytes(self.parts.get(number=number).content)
        data = self.part[begin : begin + len(buffer)]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def keep(upload: RollUpload, kind: Kind, blocks: Iterable[bytes]) -> None:
    """Keep the blocks, each but the last of which is a megabyte, in place of what was there."""
    upload.parts.filter(kind=kind).delete()
    for number, block in enumerate(blocks):
        RollUploadPart.objects.create(upload=upload, kind=kind, number=number, content=block)


def in_megabytes(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, a megabyte at a time."""
    waiting = bytearray()
    for block in blocks:
        waiting += block
        while len(waiting) >= SIZE:
            yield bytes(waiting[:SIZE])
            del waiting[:SIZE]
    if waiting:
        yield bytes(waiting)


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
    numbers = list(upload.parts.filter(kind=kind).values_list("pk", flat=True))
    for pk in numbers:
        yield bytes(RollUploadPart.objects.get(pk=pk).content)
