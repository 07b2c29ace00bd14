"""The extract comes as a workbook: what Excel did to the cells is put right, what is hostile is refused."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from tests.union.members.factories import ROWAN, extract_of, small_union
from tests.union.members.workbooks import altered, part_of, person, saved, workbook
from union.members import extract, sheet_table
from union.members.enrolling import RollReport, RollUnreadable, enrol_roll
from union.members.extract import HEADINGS
from union.members.models import Member

pytestmark = [pytest.mark.django_db]
SHEET, LISTED = "xl/worksheets/sheet1.xml", "[Content_Types].xml"


@pytest.fixture(autouse=True)
def _union(noon: datetime) -> None:
    small_union(at=noon)


@pytest.mark.any_database
def test_a_workbook_is_enrolled_like_csv(noon: datetime) -> None:
    data = workbook(person(), [], person(membership_number=1234567.0, mobile=None))
    assert enrol_roll(data, by=None, at=noon) == RollReport(added=2, new_employers=1)
    rowan = Member.objects.get(number="TP1")
    assert (rowan.name, rowan.joined, rowan.mobile) == ("Rowan Ashby", date(2015, 9, 1), "07700 900001")
    assert rowan.pay_point is not None
    assert rowan.pay_point.number == 21
    assert Member.objects.get(number="1234567").mobile == ""


@pytest.mark.parametrize(
    ("value", "mac"),
    [
        (42248, False),
        (42248.0, False),
        ("42248", False),
        (40786, True),
        (datetime(2015, 9, 1, 10, 30), False),
        ("1/9/2015", False),
        ("2015-09-01", False),
    ],
)
def test_a_day_is_read_however_it_was_kept(noon: datetime, value: object, mac: bool) -> None:
    enrol_roll(workbook(person(joined=value), mac=mac), by=None, at=noon)
    assert Member.objects.get().joined == date(2015, 9, 1)


def test_a_day_that_is_a_number_is_a_fault_in_text(noon: datetime) -> None:
    report = enrol_roll(extract_of(ROWAN | {"joined": "42248"}).encode(), by=None, at=noon)
    assert [str(fault) for fault in report.faults] == [
        "Line 2, joined: “42248” is not a date: write it as 2015-09-01 or 01/09/2015."
    ]


def test_faults_are_told_with_the_row_of_the_sheet(noon: datetime) -> None:
    wide = [*person(membership_number="TP3"), "more"]
    blank = [*person(membership_number="TP4"), " ", "\u00a0"]
    report = enrol_roll(
        workbook(person(), [" "], person(membership_number="TP2", status="?"), wide, blank), by=None, at=noon
    )
    assert [str(fault) for fault in report.faults] == [
        "Line 4, status: “?” is not a status: write active, retired, lapsed.",
        "Line 5: There are 13 cells where the headings have 12.",
    ]


def test_a_formula_as_text_stays_text(noon: datetime) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS))
    sheet.append(person(name="x"))
    sheet["B2"].value, sheet["B2"].data_type = "=1+1", "s"
    enrol_roll(saved(book), by=None, at=noon)
    assert Member.objects.get().name == "=1+1"


def test_other_sheets_are_passed_over_and_named(noon: datetime) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS))
    sheet.append(person())
    book.create_sheet("Notes").append(["not a member"])
    assert enrol_roll(saved(book), by=None, at=noon).ignored == ["sheet “Notes”"]


GOOD = workbook(person())
BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (GOOD[: len(GOOD) // 2], sheet_table.BROKEN),
        (b"PK\x03\x04rest", sheet_table.BROKEN),
        (altered(GOOD, {SHEET: b"<worksheet"}), sheet_table.BROKEN),
        (altered(GOOD, {"xl/workbook.xml": b"no"}), sheet_table.BROKEN),
        (altered(GOOD, {SHEET: BILLION.decode().encode("utf-16")}), sheet_table.BROKEN),
        (
            altered(GOOD, {SHEET: BILLION}),
            "The workbook declares entities, which no spreadsheet does: export it again.",
        ),
        (
            altered(GOOD, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
            "The workbook has links to other files: save a copy with values only.",
        ),
        (
            altered(GOOD, {"xl/vbaProject.bin": b"macro"}),
            "The workbook has macros: save it as “Excel workbook (.xlsx)”.",
        ),
        (
            altered(GOOD, {f"xl/worksheets/sheet{n}.xml": part_of(GOOD, SHEET) for n in range(2, 23)}),
            "The workbook has over 20 sheets: save the one with the table alone.",
        ),
        (
            b"\xd0\xcf\x11\xe0old",
            "The workbook is in the old format (.xls) or has a password: "
            "save it as “Excel workbook (.xlsx)”.",
        ),
        (
            workbook(headings=()),
            "The first sheet is empty: put the table on the first sheet, headings on top.",
        ),
        (workbook(), "The file has headings but no members: export it again with its rows."),
        (
            workbook(headings=[f"h{n}" for n in range(101)]),
            "The file has over 100 columns: choose the one that was exported for this.",
        ),
    ],
)
def test_a_workbook_that_is_none_or_hostile_is_refused(noon: datetime, data: bytes, sentence: str) -> None:
    with pytest.raises(RollUnreadable) as refusal:
        enrol_roll(data, by=None, at=noon)
    assert str(refusal.value) == sentence
    assert Member.objects.count() == 0


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_parsed(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_table, "MOST_UNZIPPED", 1_000_000)
    bomb = altered(GOOD, {"xl/media/image1.png": b"\0" * 1_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(RollUnreadable, match="too large when it is unpacked"):
        enrol_roll(bomb, by=None, at=noon)


def test_more_rows_or_parts_than_any_extract_has_are_refused(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "MOST_ROWS", 1)
    assert enrol_roll(GOOD, by=None, at=noon, dry_run=True).added == 1
    with pytest.raises(RollUnreadable, match="over 1 lines: split it by region"):
        enrol_roll(workbook(person(), person(membership_number="TP2")), by=None, at=noon)
    monkeypatch.setattr(sheet_table, "MOST_PARTS", 5)
    with pytest.raises(RollUnreadable, match="save the one with the table alone"):
        enrol_roll(GOOD, by=None, at=noon)


def test_a_row_that_is_no_member_is_told(noon: datetime) -> None:
    report = enrol_roll(workbook(person(name="x" * 10_001)), by=None, at=noon)
    assert [str(fault) for fault in report.faults] == [
        "Line 2: The line has over 10,000 letters: it is not one record."
    ]


@pytest.mark.parametrize(
    ("most", "size", "parts"),
    [
        ("MOST_SHARED_TEXT", 10, {"xl/sharedStrings.xml": b"<sst>12345</sst>"}),
        (
            "MOST_SHARED_TEXT",
            10,
            {LISTED: part_of(GOOD, LISTED).replace(b"worksheet+xml", b"sharedStrings+xml")},
        ),
        ("MOST_BESIDE", 20_000, {"xl/styles.xml": part_of(GOOD, "xl/styles.xml") + b" " * 20_000}),
        ("MOST_BESIDE", 20_000, {LISTED: part_of(GOOD, LISTED) + b" " * 20_000}),
    ],
)
def test_what_is_read_whole_must_fit_in_memory(
    noon: datetime, monkeypatch: pytest.MonkeyPatch, most: str, size: int, parts: dict[str, bytes]
) -> None:
    """Shared texts are those that the workbook says are; and styles of 300 kB, unpacked, fill gigabytes."""
    monkeypatch.setattr(sheet_table, most, size)
    assert enrol_roll(GOOD, by=None, at=noon, dry_run=True).added == 1
    with pytest.raises(RollUnreadable, match="too large when it is unpacked"):
        enrol_roll(altered(GOOD, parts), by=None, at=noon)
