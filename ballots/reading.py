"""Opening sealed papers and judging what they say. No ORM, no settings: a laptop does as the server does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.asking import Form
from ballots.errors import PaperMalformed
from ballots.sealing import Paper, open_paper

Progress = Callable[[int], None]


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
    for place, (digest, sealed) in enumerate(box, start=1):
        try:
            yield judged(open_paper(sealed, ballot_id=ballot_id, private_key=private_key), form, units=units)
        except PaperMalformed as error:
            yield Rejected(digest.hex(), str(error))
        progress(place)


def judged(paper: Paper, form: Form, *, units: frozenset[int]) -> Paper:
    """The paper, if it counts. Raises PaperMalformed with the reason."""
    if paper.form_hash != form.form_hash:
        raise PaperMalformed("made for another form")
    if paper.unit not in units:
        raise PaperMalformed("of a unit that is not on the roll")
    if complaint := form.complaint(paper.answers):
        raise PaperMalformed(complaint)
    return paper
