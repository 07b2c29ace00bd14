"""What is read in a membership extract, and what is told of one that cannot be taken in."""

from datetime import datetime

import pytest

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


def test_a_short_line_lacks_what_must_be_filled_and_the_rest_is_still_judged(noon: datetime) -> None:
    text = extract_of(ROWAN) + "TP2,Sana Mirza,,,NW-001\r\n , ,\r\n ,,,,,,,,,,,\u00a0\r\n"
    text += extract_of(BRAM | {"status": "?"}).split("\r\n", 1)[1]
    assert faults_of(text, noon) == [
        "Line 3, joined: the cell is empty: every member needs one.",
        "Line 3, status: the cell is empty: every member needs one.",
        "Line 6, status: “?” is not a status: write active, retired, lapsed.",
    ]


def test_a_line_without_the_empty_cells_at_its_end_is_whole(noon: datetime) -> None:
    """As Excel saves members without an address; one has hers, and no postcode, in a cell of two lines."""
    header, rowan, sana, bram = extract_of(ROWAN, SANA, BRAM).splitlines()
    head = f"{header},Address 1,Town,Postcode"
    data = f'{head}\n{rowan}\n{sana},"12 Larch Row,\nTop, floor"\n{bram},,Quarnthwaite, , \n'.encode()
    assert enrol_roll(data, by=None, at=noon).added == 3
    assert list(Member.objects.values_list("address", flat=True).order_by("number")) == [
        "",
        "12 Larch Row,\nTop, floor",
        "Quarnthwaite",
    ]
    eaten = f'{head}\n{rowan},"12 Larch Row\n{sana},"\n{bram}\n'.encode()
    assert [str(fault) for fault in enrol_roll(eaten, by=None, at=noon).faults] == [
        "Line 2: A quotation mark is opened and not closed: close it, or take it out.",
        "Line 3: A quotation mark is opened and not closed: close it, or take it out.",
    ]


def test_empty_cells_beyond_the_headings_are_passed_over(noon: datetime) -> None:
    """As spreadsheets save a sheet on which somebody once wrote further to the right."""
    header, rowan, sana = extract_of(ROWAN, SANA | {"job role": '"Carer, ""senior"""'}).splitlines()
    report = enrol_roll(f"{header}\n{rowan},,\n{sana}, \n".encode(), by=None, at=noon)
    assert (report.added, report.ignored) == (2, [])
    report = enrol_roll(f"{header},,\n{rowan},,\n".encode(), by=None, at=noon)
    assert (report.unchanged, report.ignored) == (1, ["column 13", "column 14"])
    report = enrol_roll(f"{header}\n{rowan},,7\n".encode(), by=None, at=noon)
    assert [str(fault) for fault in report.faults] == [
        "Line 2: There are 14 cells where the headings have 12."
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
        "Line 2: The line has over 10,000 letters: it is not one record."
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_common_spreadsheets_are_read(noon: datetime, encoding: str) -> None:
    data = extract_of(ROWAN | {"name": "Zoë O’Connor"}).encode(encoding)
    assert enrol_roll(data, by=None, at=noon).added == 1
    assert Member.objects.get().name == "Zoë O’Connor"


def test_a_name_from_a_spreadsheet_on_a_mac_keeps_its_accents(noon: datetime) -> None:
    """Its lines end with a carriage return alone; the same bytes are other letters on Windows."""
    address = '"1 Larch Row\nTop floor"'
    text = extract_of(ROWAN | {"name": "Siân O’Hara"}, SANA | {"job role": address}).replace("\r\n", "\r")
    assert enrol_roll(text.encode("mac_roman"), by=None, at=noon).added == 2
    assert list(Member.objects.values_list("name", flat=True).order_by("number")) == [
        "Siân O’Hara",
        "Sana Mirza",
    ]


def test_a_file_of_two_encodings_is_refused(noon: datetime) -> None:
    """Read as Windows-1252, Siân of the first line would go onto the roll as SiÃ¢n."""
    first, second = extract_of(ROWAN | {"name": "Siân Ŵyn"}), extract_of(SANA | {"name": "José Muñoz"})
    data = first.encode() + second.partition("\r\n")[2].encode("cp1252")
    with pytest.raises(RollUnreadable, match="Some letters of the file are in UTF-8 and others are not"):
        enrol_roll(data, by=None, at=noon)
    assert enrol_roll(second.encode("cp1252"), by=None, at=noon).added == 1


def test_a_line_that_tells_a_spreadsheet_the_delimiter_is_no_heading(noon: datetime) -> None:
    text = "sep=;\r\n" + extract_of(ROWAN, SANA | {"status": "?"}, delimiter=";")
    assert faults_of(text, noon) == ["Line 4, status: “?” is not a status: write active, retired, lapsed."]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_of_common_spreadsheets_are_read(noon: datetime, delimiter: str) -> None:
    assert enrol_roll(extract_of(ROWAN, delimiter=delimiter).encode(), by=None, at=noon).added == 1


def test_other_headings_and_columns_of_other_systems(noon: datetime) -> None:
    header, line = extract_of(ROWAN).splitlines()
    header = header.replace("membership number", "Membership No.").replace("e-mail", "Email Address")
    data = f"{header},Shoe size\n{line},7\n\n".encode()
    assert enrol_roll(data, by=None, at=noon) == RollReport(added=1, new_employers=1, ignored=["Shoe size"])


def parted(heading: str, *people: dict[str, str], drop: bool = True) -> bytes:
    """An extract with the name in two columns at its end, under this heading."""
    header, *lines = extract_of(*people).splitlines()
    header = header.replace(",name,", ",known to us as,") if drop else header
    names = [person["name"].split(" ", 1) for person in people]
    rows = [f"{line},{first},{last}" for line, (first, last) in zip(lines, names, strict=True)]
    return "\n".join([f"{header},{heading}", *rows]).encode()


def test_forename_and_surname_of_two_columns_are_one_name(noon: datetime) -> None:
    """Ava has no surname and Teller no forename; of Nobody there is nothing."""
    people = [
        ROWAN | {"name": " Rowan   Ashby "},
        SANA | {"name": "Ava "},
        BRAM | {"name": " Teller"},
        BRAM | {"membership number": "TP4", "name": " "},
    ]
    data = parted("Forename(s),Surname", *people)
    report = enrol_roll(data, by=None, at=noon)
    assert [str(fault) for fault in report.faults] == [
        "Line 5, forename and surname: both cells are empty: every member needs one of them."
    ]
    some = data.rsplit(b"\n", 1)[0]
    for heading in (b"First name,Last name", b"Initials,Family Name"):
        enrol_roll(some.replace(b"Forename(s),Surname", heading), by=None, at=noon)
        assert list(Member.objects.values_list("name", flat=True).order_by("number")) == [
            "Rowan Ashby",
            "Ava",
            "Teller",
        ]
    whole = parted("Forename,Surname", ROWAN, drop=False).replace(b"Rowan,Ashby", b"Rowan,Ash")
    assert enrol_roll(whole, by=None, at=noon).unchanged == 1
    too_long = parted("Forename,Surname", ROWAN | {"name": f"{'x' * 60} {'y' * 60}"})
    assert [str(fault) for fault in enrol_roll(too_long, by=None, at=noon).faults] == [
        "Line 2, forename and surname: there are 121 letters where 120 fit: shorten it."
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty: choose the one that holds the table, saved as CSV."),
        (b"\r\n \r\n", "The file is empty: choose the one that holds the table, saved as CSV."),
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
            HEADER.encode() + b",Forename\nTP1\n",
            "The name stands in one column or in two: choose the column that holds all of it, or those of "
            "forename and surname, and not both.",
        ),
        (
            HEADER.replace("name,", "surname,").encode() + b"\nTP1\n",
            "Forename and surname go together: choose a column for both, or the one that holds the whole "
            "name.",
        ),
        (
            b'"membership number,name\nTP1\n',
            "The first line is not a line of headings: see the example in docs/roll.md.",
        ),
        (
            b"PK\x03\x04rest of a workbook",
            "The workbook cannot be read: open it in a spreadsheet and save it again as "
            "“Excel workbook (.xlsx)”.",
        ),
        (
            b"\xef\xbb\xbfname\xff",
            "The file is not text in UTF-8, UTF-16 or Windows-1252: save it again as “CSV UTF-8”.",
        ),
        (
            b"name\x81",
            "The file is not text in UTF-8, UTF-16 or Windows-1252: save it again as “CSV UTF-8”.",
        ),
    ],
    ids=[
        "empty",
        "blank",
        "no members",
        "missing columns",
        "a column twice",
        "two kinds of name",
        "half a name",
        "broken header",
        "no workbook",
        "bad utf-8",
        "bad cp1252",
    ],
)
def test_a_file_that_is_no_extract_is_refused_in_a_sentence(
    noon: datetime, data: bytes, sentence: str
) -> None:
    with pytest.raises(RollUnreadable) as refusal:
        enrol_roll(data, by=None, at=noon)
    assert str(refusal.value) == sentence


def test_a_file_beyond_any_union_is_refused(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "MOST_ROWS", 2)
    two, three = extract_of(ROWAN, SANA).encode(), extract_of(ROWAN, SANA, BRAM).encode()
    assert enrol_roll(two + b"\n\n", by=None, at=noon).added == 2
    with pytest.raises(RollUnreadable, match="over 2 lines: split it by region"):
        enrol_roll(three, by=None, at=noon)
    monkeypatch.setattr(extract, "MOST_COLUMNS", 11)
    with pytest.raises(RollUnreadable, match="over 11 columns"):
        enrol_roll(two, by=None, at=noon)
    monkeypatch.setattr(extract, "MOST_BYTES", len(two) - 1)
    with pytest.raises(RollUnreadable, match="over 0 MB"):
        enrol_roll(two, by=None, at=noon)


def addressed(*people: dict[str, str]) -> bytes:
    """An extract with the address in three columns more."""
    header, *lines = extract_of(*people).splitlines()
    more = ['"12 Larch Row\nTop floor",Quarnthwaite,ZZ1 4AP'] * len(lines)
    rows = [f"{line},{cells}" for line, cells in zip(lines, more, strict=True)]
    return "\n".join([f"{header},Address 1,Town,Postcode", *rows]).encode()


@pytest.mark.any_database
def test_an_address_comes_in_lines_and_stays_when_a_file_has_none(noon: datetime) -> None:
    enrol_roll(addressed(ROWAN), by=None, at=noon)
    assert Member.objects.get().address == "12 Larch Row\nTop floor\nQuarnthwaite\nZZ1 4AP"
    assert enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon).unchanged == 1
    assert Member.objects.get().address == "12 Larch Row\nTop floor\nQuarnthwaite\nZZ1 4AP"


def test_an_endless_address_is_told(noon: datetime) -> None:
    data = addressed(ROWAN).replace(b"12 Larch Row", b"x" * 500)
    report = enrol_roll(data, by=None, at=noon)
    assert [str(fault) for fault in report.faults] == [
        "Line 2, address: there are 531 letters where 500 fit: shorten it."
    ]
