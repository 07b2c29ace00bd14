"""Whatever bytes come in: a report or a refusal in a sentence, and never a part of a roll."""

from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.union.members.factories import BRAM, HEADER, ROWAN, SANA, extract_of, small_union
from tests.union.members.workbooks import altered, part_of, person, workbook
from union.audit.models import Entry
from union.members.checking import Checker, Known, Line, check
from union.members.enrolling import RollUnreadable, enrol_roll
from union.members.extract import HEADINGS, Fault, Record, guess_layout, judge_layout, records
from union.members.models import Employer, Member
from union.members.reading import read_table

TUESDAY = datetime(2022, 3, 15, 12, 0, tzinfo=timezone(timedelta(0)))
KNOWN = Known(branches={"NW-001": 1}, points={"njc-2021-22": {21: 7}}, today=TUESDAY.date())
GOOD = extract_of(ROWAN, SANA, BRAM).encode()
SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)

nasty = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            '"',
            '""',
            ",",
            "\0",
            "\r",
            "\n",
            "NW-001",
            "njc-2021-22",
            "21",
            "active",
            "²",
            "٣",
            "ı",
            "İ",
            "\ud7ff",
        ]
    ),
)
# The header, then lines of nasty cells; and a good extract with some bytes overwritten.
tables = st.lists(st.lists(nasty, min_size=12, max_size=12), max_size=4).map(
    lambda rows: "\n".join([HEADER, *(",".join(row) for row in rows)]).encode("utf-8", "surrogatepass")
)
bitten = st.builds(
    lambda at, bite: GOOD[:at] + bite + GOOD[at + len(bite) :],
    st.integers(min_value=0, max_value=len(GOOD)),
    st.binary(min_size=1, max_size=4),
)
anything = st.one_of(st.binary(max_size=300), tables, bitten)


BOOK = workbook(person(), person(membership_number="TP2", status="?"))
SHEET = part_of(BOOK, "xl/worksheets/sheet1.xml")


def bite(whole: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with some of them overwritten."""
    return st.builds(
        lambda at, bite: whole[:at] + bite + whole[at + len(bite) :],
        st.integers(min_value=0, max_value=len(whole)),
        st.binary(min_size=1, max_size=6),
    )


@given(
    st.one_of(bite(BOOK), bite(SHEET).map(lambda sheet: altered(BOOK, {"xl/worksheets/sheet1.xml": sheet})))
)
def test_any_workbook_is_read_or_refused(data: bytes) -> None:
    try:
        lines = read(data)
    except RollUnreadable:
        return
    checker = Checker(KNOWN)
    for one in lines:
        if isinstance(one, Record):
            assert checker.check(one) == check(one, KNOWN)


def read(data: bytes) -> list[Record | Fault]:
    """Every line of the file. Raises RollUnreadable."""
    table = read_table(BytesIO(data))
    judge_layout(layout := guess_layout(table.headings))
    return list(records(table, layout))


@given(anything)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        lines = read(data)
    except RollUnreadable:
        return
    last = data.count(b"\n") + data.count(b"\r") + 1
    checker = Checker(KNOWN)
    for one in lines:
        assert 1 < one.line <= last
        if isinstance(one, Record):
            assert len(one.cells) == len(HEADINGS)
            careful, swift = check(one, KNOWN), checker.check(one)
            assert swift == careful
            assert isinstance(careful, Line) or (careful and all(isinstance(f, Fault) for f in careful))


@pytest.mark.django_db
@pytest.mark.any_database
@SLOW
@given(anything)
def test_any_bytes_give_the_whole_roll_or_none_of_it(data: bytes) -> None:
    small_union(at=TUESDAY)
    Member.objects.all().delete()
    Employer.objects.all().delete()
    before = Entry.objects.count()
    try:
        report = enrol_roll(data, by=None, at=TUESDAY)
    except RollUnreadable:
        assert (Member.objects.count(), Entry.objects.count()) == (0, before)
        return
    if report.faults:
        assert (Member.objects.count(), Employer.objects.count(), Entry.objects.count()) == (0, 0, before)
    else:
        assert (Member.objects.count(), Entry.objects.count()) == (report.added, before + 1)
        assert report.added == len(read(data)) > 0
