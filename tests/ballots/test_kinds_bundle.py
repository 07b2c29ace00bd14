"""The evidence of a national ballot with questions of every kind, thresholds and branches put together."""

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from ballots.drafting import Choice, set_question, set_thresholds
from ballots.models import Ballot, Threshold
from ballots.verify import Refused, verify
from tests.ballots.evidence import signed_again
from tests.ballots.national import a_national_ballot, drawing, fill_box, publish_nationally
from tests.ballots.test_bundle import in_json, one_more
from tests.ballots.zips import unzipped

pytestmark = pytest.mark.django_db
PRIORITIES = [Choice("Pay"), Choice("Hours"), Choice("Leave")]
MADE: list[bytes] = []


def every_kind(draft: Ballot) -> None:
    by = drawing(draft)
    set_question(draft, number=2, text="The offer?", kind="accept_reject", recommendation="reject it", **by)  # type: ignore[arg-type]
    set_question(draft, number=3, text="Help?", kind="approval", most=2, options=PRIORITIES, **by)  # type: ignore[arg-type]
    set_question(draft, number=4, text="First?", kind="ranked", options=PRIORITIES, **by)  # type: ignore[arg-type]
    set_thresholds(
        draft,
        [
            Threshold(label="Half vote", basis="turnout", numerator=1, denominator=2, note="Own rules, 4.2"),
            Threshold(label="Two thirds accept", basis="share", question=2, numerator=2, denominator=3),
            Threshold(
                label="Old rule", basis="turnout", numerator=1, denominator=9, valid_until=date(2020, 1, 1)
            ),
        ],
        **by,  # type: ignore[arg-type]
    )


def papers() -> list[tuple[int, dict[int, tuple[int, ...]]]]:
    """Twenty each in two branches of the North, nine in one of the South that is not shown alone."""
    ticks = [(1, 3), (2,), (4,), (1, 2), (3,)]
    ranks = [(1, 2), (2, 1, 3), (3, 2), (4,), (2,)]
    return [
        (unit, {1: (1 + place % 3,), 2: (1 + place % 2,), 3: ticks[place % 5], 4: ranks[place % 5]})
        for unit, many in ((1, 20), (2, 20), (3, 9))
        for place in range(many)
    ]


@pytest.fixture
def bundle(noon: datetime, tmp_path: Path) -> bytes:
    """One bundle for all tests of this module: nothing alters it."""
    if not MADE:
        members = {"NO-001": 40, "NO-002": 40, "SO-001": 40}
        scrutiny = a_national_ballot(noon=noon, members=members, draw_up=every_kind)
        fill_box(scrutiny.ballot, papers())
        MADE.append(publish_nationally(scrutiny, tmp_path))
    return MADE[0]


def results_in(bundle: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unzipped(bundle)["results.json"])
    return found


def test_every_kind_is_counted_and_holds(bundle: bytes) -> None:
    assert (verify(bundle).papers, verify(bundle).counted) == (49, 49)
    results = results_in(bundle)
    offer, help_, first = results["questions"][1:]
    assert [(o["label"], o["votes"], o["share"], o["units"], o["regions"]) for o in offer["options"]] == [
        ("Accept", 25, "51.0", 1, 0),
        ("Reject", 24, "49.0", 0, 0),
        ("Abstain", 0, "0.0", 0, 0),
    ]
    assert [(o["label"], o["votes"], o["share"]) for o in help_["options"]] == [
        ("Pay", 20, "40.8"),
        ("Hours", 20, "40.8"),
        ("Leave", 19, "38.8"),
        ("Abstain", 10, "20.4"),
    ]
    assert (help_["leading"], first["leading"]) == ([1, 2], [2])
    assert first["rounds"] == [{"votes": [10, 19, 10], "exhausted": 0, "excluded": [], "tied": [1, 3]}]


def test_branches_regions_and_merges(bundle: bytes) -> None:
    results = results_in(bundle)
    assert [(u["name"], u["region"], u["papers"]) for u in results["units"]] == [
        ("Branches counted together", "", 29),
        ("Branch NO-002", "Region NO", 20),
    ]
    assert results["regions"] == []
    assert results["merges"] == [
        {"into": "Branches counted together", "units": ["Branch NO-001", "Branch SO-001"]}
    ]


def test_thresholds_are_reported_with_their_integers(bundle: bytes) -> None:
    assert [(t["label"], t["part"], t["whole"], t["reached"]) for t in results_in(bundle)["thresholds"]] == [
        ("Half vote", 49, 120, False),
        ("Two thirds accept", 25, 49, False),
        ("Old rule", 49, 120, None),
    ]


def test_votes_are_written_by_kind(bundle: bytes) -> None:
    head, *lines = csv.reader(StringIO(unzipped(bundle)["votes.csv"].decode()))
    assert head == ["unit", "tracker", "question 1", "question 2", "question 3", "question 4"]
    assert {line[4] for line in lines} == {
        "1: Pay; 3: Leave",
        "2: Hours",
        "4: Abstain",
        "1: Pay; 2: Hours",
        "3: Leave",
    }
    assert {line[5] for line in lines} == {
        "1: Pay > 2: Hours", "2: Hours > 1: Pay > 3: Leave", "3: Leave > 2: Hours", "4: Abstain", "2: Hours",
    }  # fmt: skip


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize(
    ("name", "alter"),
    [
        *(
            ("results.json", in_json(path, one_more))
            for path in (
                "questions.1.kind",
                "questions.2.options.0.votes",
                "questions.2.options.0.share",
                "questions.2.leading",
                "questions.3.leading",
                "questions.3.rounds",
                "questions.3.rounds.0.exhausted",
                "questions.3.rounds.0.excluded",
                "questions.3.rounds.0.tied",
                "questions.3.rounds.0.votes.0",
                "questions.3.options.0.votes",
                "thresholds",
                "thresholds.0.part",
                "thresholds.0.whole",
                "thresholds.0.note",
                "thresholds.0.fraction",
                "regions",
                "units.0.region",
                "units.1.region",
                "units.0.votes.3.0",
                "merges.0.units",
            )
        ),
        ("results.json", in_json("thresholds.0.reached", lambda reached: not reached)),
        ("results.json", in_json("thresholds.2.reached", lambda reached: True)),
        ("manifest.json", in_json("form.thresholds.0.numerator", one_more)),
        ("manifest.json", in_json("form.questions.2.most", one_more)),
        ("manifest.json", in_json("certificate", lambda there: True)),
        ("votes.csv", replaced("1: Pay; 2: Hours", "1: Pay; 2: Hours; 3: Leave")),
        ("votes.csv", replaced("1: Pay; 2: Hours", "2: Hours; 1: Pay")),
        ("votes.csv", replaced("1: Pay; 2: Hours", "1: Pay; 1: Pay")),
        ("votes.csv", replaced("1: Pay; 2: Hours", "1: Pay; 4: Abstain")),
        ("votes.csv", replaced("1: Pay; 2: Hours", "1: Pay; ")),
        ("votes.csv", replaced("1: Pay; 2: Hours", "1: Pay;2: Hours")),
        ("votes.csv", replaced("1: Pay > 2: Hours", "1: Pay > 2: Hours > 1: Pay")),
        ("votes.csv", replaced("1: Pay > 2: Hours", "2: Hours > 1: Pay")),
        ("votes.csv", replaced("1: Pay > 2: Hours", "1: Pay > 9: Hours")),
    ],
)
def test_lie_about_any_kind_that_is_signed_again_is_refused(
    bundle: bytes, name: str, alter: Callable[[bytes], bytes]
) -> None:
    files = unzipped(bundle)
    lie = {**files, name: alter(files[name])}
    assert lie != files
    with pytest.raises(Refused) as refused:
        verify(signed_again(lie))
    # It is found by what the votes give, and not only because the scrutineers signed something else.
    assert "The signature on the count" not in str(refused.value)


def test_certificate_is_in_the_bundle_or_said_not_to_be(bundle: bytes) -> None:
    files = unzipped(bundle)
    said = in_json("certificate", lambda there: True)(files["manifest.json"])
    with_one = {**files, "manifest.json": said, "certificate.pdf": b"%PDF-1.7 ..."}
    assert verify(signed_again(with_one)).counted == 49
    with pytest.raises(Refused, match="certificate"):
        verify(signed_again({**files, "certificate.pdf": b"%PDF-1.7 ..."}))
    with pytest.raises(Refused, match="files it should"):
        verify(signed_again({**files, "more.txt": b""}))
