"""Files whose bytes follow from what they say: JSON and zips, the same wherever they are written.

A file of a large ballot fits no memory: it is a `Content`, which is read piece by piece.
"""

from __future__ import annotations

import json
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import IO, NamedTuple
from zlib import crc32

from union.pieces import SIZE, in_megabytes

LOCAL_SIZE = 30  # bytes of the header before a file, without its name
CENTRAL, END = "<4s4B4H3L5H2L", "<4s4H2LH"  # how a zip says at its end what is in it
WRITTEN_BY = (20, 3, 20, 0)  # version 2.0 of the format, on Unix; 2.0 is needed to read it
NEW_YEAR_1980 = 1 << 5 | 1
LARGEST = 2_000_000_000  # bytes of a zip; beyond it the format has other headers
IN_MEMORY = SIZE  # bytes; what is longer waits in a temporary file


class Measured(NamedTuple):
    """What has to be known of a file before it is written."""

    size: int
    crc: int
    sha256: str


class Content:
    """The bytes of a file in pieces, from its start each time they are asked for, and the same each time."""

    def __init__(self, pieces: Callable[[], Iterable[bytes]]) -> None:
        self._pieces = pieces

    @classmethod
    def of(cls, content: bytes) -> Content:
        """A file that is in memory already."""
        return cls(lambda: (content,))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces())

    def __bytes__(self) -> bytes:
        return b"".join(self)

    @cached_property
    def measured(self) -> Measured:
        """Its size and sums, for which it is read once."""
        size, crc, whole = 0, 0, sha256()
        for piece in in_megabytes(self):
            size, crc = size + len(piece), crc32(piece, crc)
            whole.update(piece)
        return Measured(size, crc, whole.hexdigest())


def spooled(pieces: Iterable[bytes]) -> Content:
    """These bytes, made once and kept in a temporary file without a name for as long as they are wanted."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - goes with the content
    for piece in pieces:
        file.write(piece)
    return Content(lambda: blocks_of(file))


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file from its start; others may read elsewhere in it meanwhile."""
    at = 0
    file.seek(at)
    while block := file.read(SIZE):
        at += len(block)
        yield block
        file.seek(at)


def member(file: IO[bytes], name: str) -> Content:
    """The file of this name in a zip."""

    def pieces() -> Iterator[bytes]:
        with zipfile.ZipFile(file) as opened, opened.open(name) as found:
            while block := found.read(SIZE):
                yield block

    return Content(pieces)


def as_json(value: object) -> bytes:
    """JSON for people and programs to read: sorted, one value a line."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def zip_line(name: str) -> zipfile.ZipInfo:
    """A file of a zip with fixed date and rights, stored and not compressed."""
    line = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    line.create_system, line.external_attr = 3, 0o644 << 16
    return line


class Zip(Content):
    """A zip whose bytes follow from its contents alone: fixed order, date and rights, nothing compressed.

    It is made as it is read, and each file is read twice: its header, which comes first, tells its size and
    sum. Raises OverflowError, as it is read, where it would be larger than 2 GB.
    """

    def __init__(self, files: Mapping[str, Content]) -> None:
        super().__init__(lambda: in_megabytes(_zipped(files)))
        self.files = files

    @property
    def size(self) -> int:
        """How many bytes it will have."""
        heads = LOCAL_SIZE + struct.calcsize(CENTRAL)
        sizes = (heads + 2 * len(name) + content.measured.size for name, content in self.files.items())
        return sum(sizes) + struct.calcsize(END)


def _zipped(files: Mapping[str, Content]) -> Iterator[bytes]:
    lines, at = [], 0
    for name in sorted(files):
        size, crc, _ = files[name].measured
        if at + size > LARGEST:
            raise OverflowError(f"{name} is too large for the evidence of one ballot.")
        line = zip_line(name)
        line.CRC, line.file_size, line.compress_size, line.header_offset = crc, size, size, at
        header = line.FileHeader()
        yield header
        yield from files[name]
        lines.append(line)
        at += len(header) + size
    listed = b"".join(_listed(line) for line in lines)
    yield listed
    yield struct.pack(END, b"PK\5\6", 0, 0, len(lines), len(lines), len(listed), at, 0)


def _listed(line: zipfile.ZipInfo) -> bytes:
    name, size = line.filename.encode("ascii"), line.file_size
    stored = (0, 0, 0, NEW_YEAR_1980, line.CRC, size, size, len(name))
    return (
        struct.pack(
            CENTRAL, b"PK\1\2", *WRITTEN_BY, *stored, 0, 0, 0, 0, line.external_attr, line.header_offset
        )
        + name
    )
