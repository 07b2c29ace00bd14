"""The papers of a box added up unit by unit as they are read, small enough for a million of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import repeat

from ballots import counting
from ballots.asking import RANKED, Answer, Form
from ballots.counting import Tally
from ballots.reading import Rejected
from ballots.sealing import Paper

LINE = 14  # bytes of a paper while it waits for votes.csv: its tracker, and which answers it gives


class Counted:
    """The papers of a box, added up unit by unit as they are read.

    Of each paper stays a line of 14 bytes (tracker, number of its answers), so that a million need a few
    megabytes; equal answers are kept once.
    """

    def __init__(self, form: Form) -> None:
        self.questions = form.questions
        self.papers = 0
        self.rejected: list[Rejected] = []
        self.answers: dict[tuple[Answer, ...], int] = {}
        self.by_unit: dict[int, Counter[int]] = defaultdict(Counter)
        self.lines: dict[int, bytearray] = defaultdict(bytearray)

    @classmethod
    def of(cls, form: Form, box: Iterable[Paper | Rejected]) -> Counted:
        counted = cls(form)
        numbers = [question.number for question in form.questions]
        for paper in box:
            if isinstance(paper, Rejected):
                counted.rejected.append(paper)
                continue
            answers = tuple([paper.answers[number] for number in numbers])
            kind = counted.answers.setdefault(answers, len(counted.answers))
            counted.by_unit[paper.unit][kind] += 1
            if form.with_trackers:
                counted.lines[paper.unit] += paper.tracker.encode("ascii") + kind.to_bytes(4, "big")
        counted.papers = sum(kinds.total() for kinds in counted.by_unit.values())
        return counted

    def votes(self, place: int, unit: int) -> Tally:
        """The votes in one unit on the question at this place of the form."""
        question = self.questions[place]
        options = [option.number for option in question.options]
        first_only = question.kind == RANKED
        return counting.tally(self._given(place, [unit]), options=options, first_only=first_only)

    def rankings(self, place: int) -> Counter[Answer]:
        """The rankings of all papers that do not abstain, each with the number of its papers."""
        abstaining = {(option.number,) for option in self.questions[place].options if option.abstains}
        found = self._given(place, self.by_unit)
        return Counter({answer: papers for answer, papers in found.items() if answer not in abstaining})

    def _given(self, place: int, units: Iterable[int]) -> Counter[Answer]:
        kinds = list(self.answers)
        found: Counter[Answer] = Counter()
        for unit in units:
            for kind, papers in self.by_unit[unit].items():
                found[kinds[kind][place]] += papers
        return found

    def written(self, units: Iterable[int]) -> Iterator[tuple[str, ...]]:
        """The papers of these units as they stand in votes.csv after the unit, sorted."""
        cells = [
            tuple(q.written(answer) for q, answer in zip(self.questions, answers, strict=True))
            for answers in self.answers
        ]
        if not self.lines:
            together = sum((self.by_unit[unit] for unit in units), Counter[int]())
            for kind in sorted(together, key=cells.__getitem__):
                yield from repeat(cells[kind], together[kind])
            return
        rank = {kind: place for place, kind in enumerate(sorted(range(len(cells)), key=cells.__getitem__))}
        for line in sorted(
            (line[:10], rank[int.from_bytes(line[10:], "big")], line[10:])
            for unit in units
            for line in _records(bytes(self.lines[unit]))
        ):
            yield (line[0].decode("ascii"), *cells[int.from_bytes(line[2], "big")])


def _records(lines: bytes) -> Iterator[bytes]:
    return (lines[place : place + LINE] for place in range(0, len(lines), LINE))
