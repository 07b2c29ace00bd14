"""Results of made-up ballots, without a database: forms, rolls and papers as the count reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import count as numbers

from ballots.asking import FIXED_LABELS, Answers, Asked, Bar, Form, Offered
from ballots.reading import Rejected
from ballots.reporting import Place, Results, Roll, tally_up
from ballots.sealing import Paper

ACCEPT, REJECT, ABSTAIN = (1,), (2,), (3,)


def a_question(kind: str = "accept_reject", *, number: int = 1, labels: Sequence[str] = ()) -> Asked:
    names = [*(labels or FIXED_LABELS[kind]), "Abstain"]
    options = (Offered(place, name, place == len(names)) for place, name in enumerate(names, start=1))
    return Asked(number, f"Question {number}?", tuple(options), kind=kind)


def a_form(*questions: Asked, bars: Sequence[Bar] = (), with_trackers: bool = True) -> Form:
    return Form("00" * 32, with_trackers, questions or (a_question(),), tuple(bars), date(2018, 5, 31))


def a_roll(places: Sequence[Place], *, marked: int) -> Roll:
    eligible = sum(place.electorate for place in places)
    return Roll(eligible, eligible, marked, tuple(places))


def tracker(number: int) -> str:
    return f"{number:010}"


def count_up(
    form: Form,
    places: Mapping[str, tuple[str, int]],
    cast: Iterable[tuple[str, Answers]],
    rejected: Sequence[Rejected] = (),
) -> Results:
    """The results of papers, each cast in the place of that name; `places` gives region and electorate."""
    roll = [
        Place(number, name, region, members)
        for number, (name, (region, members)) in enumerate(places.items(), 1)
    ]
    number_of = {place.name: place.number for place in roll}
    papers = [
        Paper(form.form_hash, number_of[name], tracker(serial), answers)
        for (name, answers), serial in zip(cast, numbers(), strict=False)
    ]
    return tally_up(form, a_roll(roll, marked=len(papers) + len(rejected)), [*papers, *rejected])
