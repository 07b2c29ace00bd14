"""The files of a ballot, kept in the database a megabyte a row: written, read and let go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BufferedReader

from ballots.models import Ballot, FilePiece
from union import pieces

File = FilePiece.File
Told = pieces.Told


def keep(ballot: Ballot, file: File, content: Iterable[bytes]) -> None:
    """Keep this file of the ballot in place of what was there; call it in a transaction."""
    pieces.keep(FilePiece.of(ballot.pk, file), content, ballot=ballot, file=file)


def let_go(ballot: Ballot, *files: File) -> None:
    """Let these files go."""
    FilePiece.objects.filter(ballot=ballot, file__in=files).delete()


def is_kept(ballot: Ballot, file: File) -> bool:
    return FilePiece.of(ballot.pk, file).exists()


def read(ballot: Ballot, file: File) -> Iterator[bytes]:
    """The file from its start, a megabyte at a time."""
    return pieces.kept(FilePiece.of(ballot.pk, file))


def size_of(ballot: Ballot, file: File) -> int:
    """How many bytes it has."""
    return pieces.size_of(FilePiece.of(ballot.pk, file))


def opened(ballot: Ballot, file: File, told: Told | None = None) -> BufferedReader:
    """The file, to be read from anywhere, a megabyte of it in memory; `told` hears of every byte read."""
    return BufferedReader(pieces.PieceFile(FilePiece.of(ballot.pk, file), told), pieces.SIZE)


def watched(content: Iterable[bytes], told: Told) -> Iterator[bytes]:
    """The same bytes; `told` hears how many, as they go by."""
    for piece in content:
        told(len(piece))
        yield piece
