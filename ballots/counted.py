"""The papers of a box added up unit by unit as they are read, small enough for a million of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from ballots import counting
from ballots.asking import RANKED, Answer, Form
from ballots.counting import Tally
from ballots.reading import Rejected
from ballots.runs import Runs
from ballots.sealing import Paper

LINE = 18  # bytes of a paper while it waits for votes.csv: its unit, its tracker, and which answers it gives


class Counted:
    """The papers of a box, added up unit by unit as they are read.

    Equal answers are kept once. What stands beside them in votes.csv, a tracker, is sorted outside memory.
    """

    def __init__(self, form: Form) -> None:
        self.questions = form.questions
        self.with_trackers = form.with_trackers
        self.papers = 0
        self.rejected: list[Rejected] = []
        self.answers: dict[tuple[Answer, ...], int] = {}
        self.by_unit: dict[int, Counter[int]] = defaultdict(Counter)
        self.lines = Runs(LINE)

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
                counted.lines.add(_as_bytes(paper.unit) + paper.tracker.encode("ascii") + _as_bytes(kind))
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

    def written(self, groups: Sequence[frozenset[int]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The papers of these groups of units, sorted: the group's place, and the rest of the line."""
        cells = [
            tuple(q.written(answer) for q, answer in zip(self.questions, answers, strict=True))
            for answers in self.answers
        ]
        order = sorted(range(len(cells)), key=cells.__getitem__)
        if not self.with_trackers:
            for place, units in enumerate(groups):
                together = sum((self.by_unit[unit] for unit in units), Counter[int]())
                for kind in order:
                    yield from repeat((place, cells[kind]), together[kind])
            return
        # Only now is it known which units are published together, and which answers there are.
        ranks = {_as_bytes(kind): _as_bytes(rank) for rank, kind in enumerate(order)}
        places = {_as_bytes(unit): _as_bytes(place) for place, units in enumerate(groups) for unit in units}
        for line in self.lines.sorted_as(lambda line: places[line[:4]] + line[4:14] + ranks[line[14:]]):
            rank = int.from_bytes(line[14:], "big")
            yield int.from_bytes(line[:4], "big"), (line[4:14].decode("ascii"), *cells[order[rank]])


def _as_bytes(number: int) -> bytes:
    return number.to_bytes(4, "big")
