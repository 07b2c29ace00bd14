"""The membership extract comes in: all of it, or nothing."""

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.union.members.factories import BRAM, HEADER, ROWAN, SANA, extract_of, small_union
from union.audit.models import Entry
from union.members import extract
from union.members.enrolling import RollReport, RollUnreadable, enrol_roll
from union.members.models import Employer, Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _union(noon: datetime) -> None:
    small_union(at=noon)


def faults_of(text: str, at: datetime) -> list[str]:
    """The faults as the officer reads them; and nothing was written."""
    report = enrol_roll(text.encode(), by=None, at=at)
    assert (report.added, report.changed, Member.objects.count(), Employer.objects.count()) == (0, 0, 0, 0)
    assert not Entry.objects.filter(action="roll.imported").exists()
    return [str(fault) for fault in report.faults]


@pytest.mark.any_database
def test_three_people_join_the_roll(noon: datetime) -> None:
    report = enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=noon)
    assert report == RollReport(added=3, new_employers=1)
    rowan = Member.objects.select_related("branch__region", "employer", "pay_point").get(number="TP1")
    assert (rowan.name, rowan.email, rowan.mobile) == (
        "Rowan Ashby",
        "rowan.ashby@example.org",
        "07700 900001",
    )
    assert (rowan.branch.code, rowan.branch.region.code) == ("NW-001", "NW")
    assert rowan.employer is not None
    assert rowan.pay_point is not None
    assert (rowan.employer.name, rowan.pay_point.number) == ("Quarnthwaite Council", 21)
    assert (rowan.sector, rowan.job_role) == ("Local government", "Social worker")
    assert (rowan.joined, rowan.status) == (date(2015, 9, 1), "active")


@pytest.mark.any_database
def test_the_same_extract_again_changes_nobody(noon: datetime) -> None:
    data = extract_of(ROWAN, SANA, BRAM).encode()
    enrol_roll(data, by=None, at=noon)
    assert enrol_roll(data, by=None, at=noon) == RollReport(unchanged=3)


@pytest.mark.any_database
def test_changes_and_lapses_are_told_apart(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=noon)
    moved = SANA | {"employer": "Tarrowthwaite Care Trust", "pay scale": "", "pay point": ""}
    gone = BRAM | {"status": "Lapsed"}
    report = enrol_roll(extract_of(ROWAN, moved, gone).encode(), by=None, at=noon)
    assert report == RollReport(changed=2, lapsed=1, unchanged=1, new_employers=1)
    sana = Member.objects.select_related("employer").get(number="TP2")
    assert sana.employer is not None
    assert (sana.employer.name, sana.pay_point_id) == ("Tarrowthwaite Care Trust", None)
    assert Member.objects.get(number="TP3").status == "lapsed"


@pytest.mark.any_database
def test_a_dry_run_tells_the_same_and_writes_nothing(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    before = (list(Member.objects.values()), Employer.objects.count(), Entry.objects.count())
    moved = ROWAN | {"employer": "Tarrowthwaite Care Trust"}
    report = enrol_roll(extract_of(moved, SANA).encode(), by=None, at=noon, dry_run=True)
    assert report == RollReport(added=1, changed=1, new_employers=1, dry_run=True)
    assert (list(Member.objects.values()), Employer.objects.count(), Entry.objects.count()) == before


@pytest.mark.any_database
def test_who_is_not_in_the_extract_stays_as_she_is(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon)
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    assert Member.objects.get(number="TP2").status == "active"


@pytest.mark.any_database
def test_the_import_is_audited_with_counts_only(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon)
    entry = Entry.objects.get(action="roll.imported")
    assert (entry.subject, entry.by, entry.at) == ("roll", None, noon)
    assert entry.detail == {"added": 2, "changed": 0, "lapsed": 0, "unchanged": 0, "new_employers": 1}


@pytest.mark.any_database
def test_one_faulty_line_keeps_everybody_out(noon: datetime) -> None:
    faults = faults_of(extract_of(ROWAN, SANA | {"joined": "2015-02-30"}, BRAM), noon)
    assert faults == ["Line 3, joined: “2015-02-30” is not in the calendar: correct the day or the month."]


def test_every_fault_of_every_line_is_told(noon: datetime) -> None:
    worse = SANA | {"e-mail": "sana at home", "status": "here", "branch code": "NW-999"}
    assert faults_of(extract_of(ROWAN | {"name": ""}, worse, BRAM | {"joined": ""}), noon) == [
        "Line 2, name: the cell is empty: every member needs one.",
        "Line 3, e-mail: “sana at home” is not an e-mail address: correct it, or leave the cell empty.",
        "Line 3, branch code: no branch has the code “NW-999”: correct it, or set the branch up first.",
        "Line 3, status: “here” is not a status: write active, retired, lapsed.",
        "Line 4, joined: the cell is empty: every member needs one.",
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("membership number", "", "the cell is empty: every member needs one."),
        (
            "membership number",
            "TP 1",
            "“TP 1” is not a membership number: use letters, digits, - and / only.",
        ),
        (
            "membership number",
            "=1+1",
            "“=1+1” is not a membership number: use letters, digits, - and / only.",
        ),
        ("membership number", "1" * 21, "there are 21 letters where 20 fit: shorten it."),
        ("name", "x" * 121, "there are 121 letters where 120 fit: shorten it."),
        ("name", "Ro\0wan", "there is a character that cannot be printed: type the cell again."),
        ("name", "Ro\x1bwan", "there is a character that cannot be printed: type the cell again."),
        (
            "e-mail",
            "rowan@",
            "“rowan@” is not an e-mail address: correct it, or leave the cell empty.",
        ),
        (
            "e-mail",
            "a@example.org; b@example.org",
            "“a@example.org; b@example.org” is not an e-mail address: correct it, or leave the cell empty.",
        ),
        (
            "mobile",
            "7700900001",
            "“7700900001” has lost its first 0: format the column as text and export it again.",
        ),
        (
            "mobile",
            "7.7009E+09",
            "“7.7009E+09” is not a telephone number, such as 07700 900123 or +44 7700 900123.",
        ),
        ("branch code", "", "the cell is empty: every member needs one."),
        (
            "branch code",
            "XX-001",
            "no branch has the code “XX-001”: correct it, or set the branch up first.",
        ),
        ("employer", "x" * 161, "there are 161 letters where 160 fit: shorten it."),
        ("sector", "x" * 61, "there are 61 letters where 60 fit: shorten it."),
        ("job role", "x" * 81, "there are 81 letters where 80 fit: shorten it."),
        ("pay point", "", "pay scale and pay point go together: fill both, or leave both empty."),
        ("pay point", "44", "“44” is not a point of njc-2021-22: its points run from 1 to 43."),
        ("pay scale", "", "pay scale and pay point go together: fill both, or leave both empty."),
        ("pay point", "²", "“²” is not a point of njc-2021-22: its points run from 1 to 43."),
        ("pay point", "top", "“top” is not a point of njc-2021-22: its points run from 1 to 43."),
        ("joined", "", "the cell is empty: every member needs one."),
        ("joined", "last May", "“last May” is not a date: write it as 2015-09-01 or 01/09/2015."),
        ("joined", "31/11/2015", "“31/11/2015” is not in the calendar: correct the day or the month."),
        ("joined", "2022-03-16", "“2022-03-16” lies in the future: nobody has joined yet on that day."),
        ("joined", "01/01/1815", "“01/01/1815” lies before 1900: correct the year."),
        ("joined", "0000-01-01", "“0000-01-01” is not in the calendar: correct the day or the month."),
        ("status", "", "the cell is empty: every member needs one."),
        ("status", "gone", "“gone” is not a status: write active, retired, lapsed."),
    ],
)
def test_a_faulty_cell_is_told_with_line_and_column(
    noon: datetime, column: str, value: str, reason: str
) -> None:
    told_at = column.replace("pay scale", "pay point")
    assert faults_of(extract_of(SANA, ROWAN | {column: value}), noon) == [f"Line 3, {told_at}: {reason}"]


def test_an_unknown_pay_scale_is_told(noon: datetime) -> None:
    assert faults_of(extract_of(ROWAN | {"pay scale": "nhs-2021"}), noon) == [
        "Line 2, pay point: no pay scale has the code “nhs-2021”: correct it, or load the scale first."
    ]


def test_a_member_with_two_lines_is_told(noon: datetime) -> None:
    faults = faults_of(extract_of(ROWAN, SANA, ROWAN | {"membership number": "tp1"}), noon)
    assert faults == [
        "Line 4, membership number: “TP1” stands already on line 2: a member has one line.",
    ]


def test_ragged_lines_are_told_and_the_rest_is_still_judged(noon: datetime) -> None:
    text = extract_of(ROWAN) + "TP2,Sana Mirza\r\n" + extract_of(BRAM | {"status": "?"}).split("\r\n", 1)[1]
    assert faults_of(text, noon) == [
        "Line 3: There are 2 cells where the headings have 12.",
        "Line 4, status: “?” is not a status: write active, retired, lapsed.",
    ]


def test_a_quote_left_open_spoils_its_own_line_only(noon: datetime) -> None:
    text = extract_of(SANA | {"name": '"Sana Mirza'}, BRAM | {"status": "?"})
    assert faults_of(text, noon) == [
        "Line 2: A quotation mark is opened and not closed: close it, or take it out.",
        "Line 3, status: “?” is not a status: write active, retired, lapsed.",
    ]


def test_a_quote_out_of_place_is_told(noon: datetime) -> None:
    assert faults_of(extract_of(SANA | {"name": '"Sana" Mirza'}), noon) == [
        "Line 2: Quotation marks are out of place: double a mark that belongs to the text."
    ]


def test_an_endless_line_is_told(noon: datetime) -> None:
    assert faults_of(extract_of(SANA | {"name": "x" * 10_000}), noon) == [
        "Line 2: The line has over 10,000 letters: it is not one member."
    ]


def test_a_quoted_cell_may_run_over_two_lines(noon: datetime) -> None:
    text = extract_of(ROWAN | {"job role": '"Social\r\nworker, ""senior"""'}, SANA)
    assert enrol_roll(text.encode(), by=None, at=noon) == RollReport(added=2, new_employers=1)
    assert Member.objects.get(number="TP1").job_role == 'Social worker, "senior"'


def test_values_are_tidied_not_refused(noon: datetime) -> None:
    untidy = ROWAN | {
        "membership number": " tp1 ",
        "name": "  Rowan   Ashby\u00a0",
        "e-mail": "Rowan.Ashby@Example.ORG",
        "branch code": "nw-001",
        "pay scale": "NJC-2021-22",
        "joined": "1/9/2015",
        "status": "ACTIVE",
    }
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    assert enrol_roll(extract_of(untidy).encode(), by=None, at=noon) == RollReport(unchanged=1)


def test_capitals_do_not_make_another_employer(noon: datetime) -> None:
    shouted = SANA | {"employer": "QUARNTHWAITE COUNCIL"}
    assert enrol_roll(extract_of(ROWAN, shouted).encode(), by=None, at=noon).new_employers == 1
    assert Member.objects.get(number="TP2").employer == Member.objects.get(number="TP1").employer


def test_formula_characters_are_kept_as_they_came(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN | {"name": "=Rowan", "job role": "@work"}).encode(), by=None, at=noon)
    rowan = Member.objects.get()
    assert (rowan.name, rowan.job_role) == ("=Rowan", "@work")


def test_the_day_of_joining_is_judged_by_the_clock_at_home(noon: datetime) -> None:
    today = ROWAN | {"joined": "2022-03-15"}
    assert enrol_roll(extract_of(today).encode(), by=None, at=noon).added == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_encodings_of_common_spreadsheets_are_read(noon: datetime, encoding: str) -> None:
    data = extract_of(ROWAN | {"name": "Zoë O’Connor"}).encode(encoding)
    assert enrol_roll(data, by=None, at=noon).added == 1
    assert Member.objects.get().name == "Zoë O’Connor"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_of_common_spreadsheets_are_read(noon: datetime, delimiter: str) -> None:
    assert enrol_roll(extract_of(ROWAN, delimiter=delimiter).encode(), by=None, at=noon).added == 1


def test_other_headings_and_columns_of_other_systems(noon: datetime) -> None:
    header, line = extract_of(ROWAN).splitlines()
    header = header.replace("membership number", "Membership No.").replace("e-mail", "Email Address")
    data = f"{header},Shoe size\n{line},7\n\n".encode()
    assert enrol_roll(data, by=None, at=noon) == RollReport(added=1, new_employers=1, ignored=["Shoe size"])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty: choose the membership extract, saved as CSV."),
        (b"\r\n \r\n", "The file is empty: choose the membership extract, saved as CSV."),
        (
            HEADER.encode(),
            "The file has headings but no members: export it again with its rows.",
        ),
        (
            HEADER.replace("e-mail,", "").replace(",status", "").encode() + b"\nTP1\n",
            "The first line must name every column; missing: e-mail, status. "
            "A column may be empty, but it must be there.",
        ),
        (
            HEADER.encode() + b",Email\nTP1\n",
            "Two columns have the heading e-mail: leave one of them out.",
        ),
        (
            b'"membership number,name\nTP1\n',
            "The first line is not a line of headings: see the example in docs/roll.md.",
        ),
        (
            b"PK\x03\x04rest of a workbook",
            "This is a spreadsheet, not CSV: open it and save it as “CSV UTF-8”.",
        ),
        (
            b"\xef\xbb\xbfname\xff",
            "The file is not text in UTF-8, UTF-16 or Windows-1252: save it again as “CSV UTF-8”.",
        ),
        (
            b"name\x81",
            "The file is not text in UTF-8, UTF-16 or Windows-1252: save it again as “CSV UTF-8”.",
        ),
        (b"x" * (extract.MOST_BYTES + 1), "The file is over 20 MB: split it by region."),
        (b"\n" * (extract.MOST_ROWS + 2), "The file has over 100,000 lines: split it by region."),
    ],
    ids=[
        "empty",
        "blank",
        "no members",
        "missing columns",
        "a column twice",
        "broken header",
        "xlsx",
        "bad utf-8",
        "bad cp1252",
        "too big",
        "too long",
    ],
)
def test_a_file_that_is_no_extract_is_refused_in_a_sentence(
    noon: datetime, data: bytes, sentence: str
) -> None:
    with pytest.raises(RollUnreadable) as refusal:
        enrol_roll(data, by=None, at=noon)
    assert str(refusal.value) == sentence


def test_1_and_3_people_take_the_same_number_of_queries(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # savepoint and release, pay points, branches, employers, the roll, employers in, members in, audit
    with django_assert_num_queries(9):
        enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    people = [p | {"employer": "Tarrowthwaite Care Trust"} for p in (ROWAN, SANA, BRAM)]
    with django_assert_num_queries(9):
        enrol_roll(extract_of(*people).encode(), by=None, at=noon)
    with django_assert_num_queries(7):
        enrol_roll(extract_of(*people).encode(), by=None, at=noon)


def test_2000_people_take_a_bounded_number_of_queries(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    data = extract_of(*[ROWAN | {"membership number": f"TP{n}"} for n in range(2000)]).encode()
    # As for one, with the roll read by 900 and written by 90 members at a time: SQLite takes 999 values.
    with django_assert_num_queries(9 + 2 + 22):
        assert enrol_roll(data, by=None, at=noon).added == 2000
    with django_assert_num_queries(7 + 2):
        assert enrol_roll(data, by=None, at=noon).unchanged == 2000
