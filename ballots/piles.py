"""Papers that say the same, as a pile: how a return is keyed, compared and counted. No ORM, no settings."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ballots.sealing import CROCKFORD, Paper

Piles = list[dict[str, object]]
"""As the database keeps them: [{"answers": {"1": [2]}, "papers": 14}, ...], sorted, each answer once."""


@dataclass(frozen=True)
class Pile:
    """How many papers gave these answers: question number to option numbers."""

    answers: Mapping[int, tuple[int, ...]]
    papers: int


def write_piles(piles: Iterable[Pile]) -> Piles:
    """Equal piles put together, empty ones left out, in an order that follows from what they say."""
    together: Counter[tuple[tuple[int, tuple[int, ...]], ...]] = Counter()
    for pile in piles:
        together[tuple(sorted(pile.answers.items()))] += pile.papers
    return [
        {"answers": {str(question): list(options) for question, options in answers}, "papers": papers}
        for answers, papers in sorted(together.items())
        if papers
    ]


def read_piles(written: Sequence[Mapping[str, object]]) -> list[Pile]:
    """What `write_piles` wrote."""
    return [Pile(_answers(line["answers"]), int(str(line["papers"]))) for line in written]


def papers_in(written: Sequence[Mapping[str, object]]) -> int:
    return sum(pile.papers for pile in read_piles(written))


def papers_of(
    written: Sequence[Mapping[str, object]], *, form_hash: str, unit: int, method: str, secret: bytes
) -> Iterator[Paper]:
    """One paper for each that was counted by hand, in a fixed order.

    Its tracker follows from `secret`, so that every count comes to the same bytes, and looks like any
    other: nobody can tell from a list of votes which came by link and which on paper.
    """
    place = 0
    for pile in read_piles(written):
        for _ in range(pile.papers):
            place += 1
            tracker = _tracker(secret, f"{unit}|{method}|{place}")
            yield Paper(form_hash, unit, tracker, dict(pile.answers))


def secret_of(private_key: bytes) -> bytes:
    """The secret behind those trackers: whoever can open the box can name them, and nobody else."""
    return hmac.new(private_key, b"tenpoint trackers of returned papers", sha256).digest()


def _tracker(secret: bytes, name: str) -> str:
    number = int.from_bytes(hmac.new(secret, name.encode(), sha256).digest()[:7], "big")
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in range(10))


def _answers(written: object) -> dict[int, tuple[int, ...]]:
    assert isinstance(written, Mapping)
    return {int(question): tuple(options) for question, options in written.items()}
