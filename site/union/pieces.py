"""Files kept in the database, a megabyte a row: read from anywhere, written from the front.

What holds the rows is a table of the app's own, with a `number` from 0 and `content`; each function is given
the rows of one file.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

SIZE = 1 << 20
Told = Callable[[int], None]  # hears how many bytes went by


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


def keep(parts: QuerySet[Any], blocks: Iterable[bytes], **own: object) -> None:
    """Keep these bytes in place of what was there; `own` are the fields that make a row one of this file."""
    parts.delete()
    for number, block in enumerate(in_megabytes(blocks)):
        parts.model._default_manager.create(**own, number=number, content=block)


def kept(parts: QuerySet[Any]) -> Iterator[bytes]:
    """What is kept, from the front."""
    for pk in list(parts.order_by("number").values_list("pk", flat=True)):
        yield bytes(parts.model._default_manager.get(pk=pk).content)


def size_of(parts: QuerySet[Any]) -> int:
    """How many bytes are kept; none of them is read."""
    from django.db.models import Sum
    from django.db.models.functions import Length

    return int(parts.aggregate(size=Sum(Length("content")))["size"] or 0)


class PieceFile(io.RawIOBase):
    """What is kept as a seekable file, of which one megabyte at a time is in memory."""

    def __init__(self, parts: QuerySet[Any], told: Told | None = None) -> None:
        self.parts, self.told = parts, told
        self.size = size_of(parts)
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
        if self.told is not None:
            self.told(len(data))
        return len(data)
