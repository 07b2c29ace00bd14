"""Sorting more than memory should hold: sorted runs in a temporary file, merged as they are read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from heapq import merge

AT_ONCE = 50_000  # records in memory
BLOCK = 2_000  # records read of each run at a time


class Runs:
    """Records of one length, at most AT_ONCE of them in memory.

    The file has no name and goes with this object. In what order records came is not to be seen in it beyond
    their run, as within a run they are sorted.
    """

    def __init__(self, length: int) -> None:
        self.length = length
        self.waiting: list[bytes] = []
        self.runs: list[tuple[int, int]] = []  # where each begins and ends
        self.end = 0
        self.file = tempfile.SpooledTemporaryFile(max_size=AT_ONCE * length)  # noqa: SIM115

    def add(self, record: bytes) -> None:
        self.waiting.append(record)
        if len(self.waiting) >= AT_ONCE:
            self._write()

    def sorted_as(self, change: Callable[[bytes], bytes]) -> Iterator[bytes]:
        """All records as `change` makes them, which keeps their length, in their order."""
        self._write()
        changed = Runs(self.length)
        for begin, end in self.runs:
            changed.waiting = [change(record) for record in self._read(begin, end)]
            changed._write()
        return merge(*(changed._read(begin, end) for begin, end in changed.runs))

    def _write(self) -> None:
        self.waiting.sort()
        begin, self.end = self.end, self.end + len(self.waiting) * self.length
        self.runs.append((begin, self.end))
        self.file.seek(begin)
        self.file.write(b"".join(self.waiting))
        self.waiting = []

    def _read(self, begin: int, end: int) -> Iterator[bytes]:
        block = BLOCK * self.length
        for place in range(begin, end, block):
            self.file.seek(place)
            yield from self._records(self.file.read(min(block, end - place)))

    def _records(self, content: bytes) -> Iterable[bytes]:
        return (content[at : at + self.length] for at in range(0, len(content), self.length))
