"""Opening sealed papers and judging what they say. No ORM, no settings: a laptop does as the server does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.asking import Answers, Form
from ballots.errors import PaperMalformed
from ballots.sealing import COMMITMENT, HEAD, PLAIN_LENGTH, VERSION, Paper, open_plain, read_paper

Progress = Callable[[int], None]
# Opened one after the other, then read: after each opening, long work on few bytes, all other code runs cold,
# and reading and counting one paper takes more than twice as long.
AT_ONCE = 500


class Rejected(NamedTuple):
    """A paper that does not count, by its digest, and why."""

    digest: str
    reason: str


def read_box(
    box: Iterable[tuple[bytes, bytes]],
    form: Form,
    *,
    units: frozenset[int],
    ballot_id: int,
    private_key: X25519PrivateKey,
    progress: Progress,
) -> Iterator[Paper | Rejected]:
    """Each (digest, sealed) of `box` in its order: the paper inside, or that it is rejected and why.

    `units` are the numbers of the roll's units; `progress` is told how many papers have been read.
    """
    reader, papers, place = _Reader(form, units), iter(box), 0
    while some := list(islice(papers, AT_ONCE)):
        opened = [_opened(sealed, ballot_id=ballot_id, private_key=private_key) for _, sealed in some]
        for (digest, _), plain in zip(some, opened, strict=True):
            place += 1
            try:
                yield reader.read(plain)
            except PaperMalformed as error:
                yield Rejected(digest.hex(), str(error))
            progress(place)


def _opened(sealed: bytes, *, ballot_id: int, private_key: X25519PrivateKey) -> bytes | PaperMalformed:
    try:
        return open_plain(sealed, ballot_id=ballot_id, private_key=private_key)
    except PaperMalformed as error:
        return error


class _Reader:
    """Reads papers of one form. Answers in the same bytes are judged once, as opening takes the time."""

    def __init__(self, form: Form, units: frozenset[int]) -> None:
        self.form, self.units = form, units
        self.start = COMMITMENT + bytes([VERSION]) + bytes.fromhex(form.form_hash)
        self.known: dict[bytes, Answers] = {}

    def read(self, plain: bytes | PaperMalformed) -> Paper:
        """The paper, if it counts. Raises PaperMalformed with the reason, that it did not open among them."""
        if isinstance(plain, PaperMalformed):
            raise plain
        answers = self.known.get(plain[HEAD - 1 :])
        unit, tracker = int.from_bytes(plain[49:53], "big"), plain[53:63]
        usual = answers is not None and plain.startswith(self.start) and tracker.isascii()
        if usual and unit in self.units and len(plain) == PLAIN_LENGTH:
            return Paper(self.form.form_hash, unit, tracker.decode("ascii"), answers)  # type: ignore[arg-type]
        paper = judged(read_paper(plain), self.form, units=self.units)
        self.known[plain[HEAD - 1 :]] = paper.answers
        return paper


def judged(paper: Paper, form: Form, *, units: frozenset[int]) -> Paper:
    """The paper, if it counts. Raises PaperMalformed with the reason."""
    if paper.form_hash != form.form_hash:
        raise PaperMalformed("made for another form")
    if paper.unit not in units:
        raise PaperMalformed("of a unit that is not on the roll")
    if complaint := form.complaint(paper.answers):
        raise PaperMalformed(complaint)
    return paper
