"""Pay scales from a file: read whole or not at all, loaded once, and told with every difference."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from tests.union.pay.factories import njc_scale
from union.audit.models import Entry
from union.pay.loading import NJC_2021_22, Difference, load_scale
from union.pay.models import PayPoint, PayScale
from union.pay.scale_file import ScaleUnreadable, read_scale

NAMES = {"code": "test-2022", "title": "Test scale", "year": "2022-23"}


def load(table: str, at: datetime, *, dry_run: bool = False) -> Difference:
    return load_scale(read_scale(table.encode(), **NAMES), by=None, at=at, dry_run=dry_run)


def points() -> list[tuple[int, Decimal]]:
    return list(PayPoint.objects.values_list("number", "annual"))


def faults_of(table: str | bytes, **names: str) -> list[str]:
    with pytest.raises(ScaleUnreadable) as refusal:
        read_scale(table.encode() if isinstance(table, str) else table, **(names or NAMES))
    return refusal.value.faults


@pytest.mark.django_db
@pytest.mark.any_database
def test_the_national_spine_has_its_43_points() -> None:
    scale = njc_scale()
    assert (scale.points.count(), scale.hours, scale.year) == (43, Decimal(37), "2021-22")
    assert scale.points.get(number=1).annual == Decimal(18333)
    assert scale.points.get(number=43).annual == Decimal(47665)


@pytest.mark.django_db
@pytest.mark.any_database
def test_loading_again_changes_nothing_and_a_new_figure_replaces_the_old(noon: datetime) -> None:
    first = load("point,annual\n1,100\n2,200.50\n", noon)
    assert (first.new, first.added) == (True, [(1, Decimal(100)), (2, Decimal("200.50"))])
    before = list(PayPoint.objects.values_list("pk", "number", "annual"))
    again = load("\ufeffannual,point,hourly,, \r\n100,1\r\n200.50,2,, \r\n,,,,\r\n", noon)
    assert (bool(again), again.unchanged) == (False, 2)
    assert list(PayPoint.objects.values_list("pk", "number", "annual")) == before
    changed = load("point,annual\n1,110\n", noon)
    assert (changed.changed, changed.kept) == ([(1, Decimal(100), Decimal(110))], [2])
    assert points() == [(1, Decimal(110)), (2, Decimal("200.50"))]
    assert [(entry.action, entry.subject, entry.detail) for entry in Entry.objects.all()] == [
        ("pay.scale_loaded", "pay_scale:test-2022", {"added": 2, "changed": 0}),
        ("pay.scale_loaded", "pay_scale:test-2022", {"added": 0, "changed": 1}),
    ]


@pytest.mark.django_db
def test_a_dry_run_tells_the_difference_and_writes_nothing(noon: datetime) -> None:
    told = load("point,annual\n1,100\n", noon, dry_run=True)
    assert (told.new, told.added) == (True, [(1, Decimal(100))])
    assert (PayScale.objects.count(), Entry.objects.count()) == (0, 0)
    load("point,annual\n1,100\n", noon)
    other = read_scale(b"point,annual,hours\n1,105,36\n2,120,\n", **NAMES | {"title": "Our scale"})
    told = load_scale(other, by=None, at=noon, dry_run=True)
    assert told == Difference(
        code="test-2022",
        new=False,
        words=[("title", "Test scale", "Our scale"), ("hours", "37.00", "36.00")],
        added=[(2, Decimal(120))],
        changed=[(1, Decimal(100), Decimal(105))],
    )
    assert points() == [(1, Decimal(100))]


@pytest.mark.django_db
def test_a_scale_loads_in_the_same_number_of_queries_for_1_and_43_points(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # savepoint and release, twice; looking for the scale and making it; scale, points and audit entry
    with django_assert_num_queries(9):
        load("point,annual\n1,100\n", noon)
    with django_assert_num_queries(9):
        load_scale(read_scale(NJC_2021_22.read_bytes(), **NAMES | {"code": "b"}), by=None, at=noon)


@pytest.mark.any_database
@pytest.mark.django_db
def test_an_hourly_rate_becomes_its_exact_year(noon: datetime) -> None:
    load("point,hourly,hours\n1,9.5021,37.5\n2,£12,\n", noon)
    assert points() == [(1, Decimal("18580.05001125")), (2, Decimal("23464.35"))]


def test_names_of_columns_stand_in_any_order_and_the_scale_on_its_first_line_only() -> None:
    table = (
        "Year,Hourly GBP,pay_point,Title,Annual GBP,code,hours a week\n"
        '2022-23,9.50,1,"Spine, local","£18,333.00",Local-2022,37\n,,2,,18516,,\n\n,,,,,,\n'
    )
    sheet = read_scale(table.encode("utf-16"))
    assert (sheet.code, sheet.title, sheet.year, sheet.hours) == (
        "local-2022",
        "Spine, local",
        "2022-23",
        Decimal(37),
    )
    assert sheet.annual == {1: Decimal(18333), 2: Decimal(18516)}
    windows = "point,annual,title\n1,100,Graddfa’r Cyngor\n".encode("cp1252")
    assert read_scale(windows, code="a", year="2022").title == "Graddfa’r Cyngor"


FAULTY = [
    ("", ["A pay scale has a column “point”, and “annual” or “hourly”."]),
    (
        "point,pounds,code,Code\n1,100,a,a\n",
        [
            "The column “pounds” is not known: name it as the help says, or take it out.",
            "The column “code” stands twice.",
            "A pay scale has a column “point”, and “annual” or “hourly”.",
        ],
    ),
    ("point,annual\n", ["A pay scale has between 1 and 300 points."]),
    ("point,annual\n1,100\n1,200\n", ["Line 3: point 1 stands twice."]),
    (
        "point,annual\none,100\n2,lots\n3,NaN\n4,-1\n5,1.001\n6,1e3\n7,1000000\n8,\n,9\n",
        [
            "Line 2: “one” is no point: points are whole numbers up to 9999.",
            "Line 3: “lots” is not an amount here: write it like 18333 or 18333.50.",
            "Line 4: “NaN” is not an amount here: write it like 18333 or 18333.50.",
            "Line 5: “-1” is not an amount here: write it like 18333 or 18333.50.",
            "Line 6: “1.001” is not an amount here: write it like 18333 or 18333.50.",
            "Line 7: “1e3” is not an amount here: write it like 18333 or 18333.50.",
            "Line 8: “1000000” is not an amount here: write it like 18333 or 18333.50.",
            "Line 9: pay is missing: give pounds a year or pounds an hour.",
            "Line 10: the point is missing.",
        ],
    ),
    (
        "point,annual\n1,18,333\n",
        [
            "Line 2: it has more cells than there are columns: put an amount with a comma in quotes.",
            "A pay scale has between 1 and 300 points.",
        ],
    ),
    (
        "point,annual,hourly,hours,year\n1,18333,9.51,,2022-23\n2,18333,9.77,36,2021\n",
        [
            "Line 3: year is 2021 here and 2022-23 before: one file is one scale.",
            "Line 2: £18,333 a year is £9.77 an hour at 36 hours a week, not £9.51.",
        ],
    ),
    (
        "point,hourly,code,title,year,hours\n1,301,no code,{long},last year,61\n",
        [
            "Line 2: “301” is not an amount here: write it like 9.50 or 9.5021.",
            "Line 2: “no code” is no code: use letters, digits and hyphens, such as njc-2021-22.",
            "Line 2: the title has 120 characters at the most.",
            "Line 2: “last year” is no year: write 2021-22, or 2022.",
            "Line 2: “61” is not an amount here: write it like 37 or 37.5.",
        ],
    ),
]


def test_a_faulty_table_names_every_line() -> None:
    for table, faults in FAULTY:
        names = {} if "code" in table or "year" in table else NAMES
        given = {name: text for name, text in NAMES.items() if not names and f",{name}" not in table}
        found = faults_of(table.replace("{long}", "x" * 121), **(names or given or {"code": ""}))
        assert found == faults, table


def test_what_names_no_scale_is_no_csv_or_is_too_large_is_refused() -> None:
    assert faults_of("point,annual\n1,100\n", code="") == [
        "The code of the scale is missing: give it in the file or beside it.",
        "The title of the scale is missing: give it in the file or beside it.",
        "The year of the scale is missing: give it in the file or beside it.",
    ]
    assert faults_of("point,annual\n1,100\n", **NAMES | {"year": "soon"}) == [
        "Beside the file: “soon” is no year: write 2021-22, or 2022."
    ]
    assert faults_of(b"PK\0\0") == ["This is not a CSV file: save the table as CSV and give that."]
    assert faults_of(b"x" * 100_001) == ["A pay scale has 100 kB at the most: this is another file."]
    many = "point,annual\n" + "".join(f"{number},100\n" for number in range(301))
    assert faults_of(many) == ["A pay scale has between 1 and 300 points."]


@pytest.mark.django_db
def test_the_command_loads_a_file_and_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scale.csv"
    file.write_text("code,title,year,point,annual\nlocal-2022,Local,2022-23,1,100\n,,,2,120.50\n")
    call_command("import_pay_scale", str(file), dry_run=True)
    assert capsys.readouterr().out.splitlines() == [
        "point 1: added, £100.00",
        "point 2: added, £120.50",
        "local-2022: added 2, changed 0, unchanged 0, not in the file and kept 0",
        "Dry run: nothing was written.",
    ]
    assert PayScale.objects.count() == 0
    call_command("import_pay_scale", str(file))
    call_command("import_pay_scale", str(file))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "local-2022: added 0, changed 0, unchanged 2, not in the file and kept 0"
    )
    assert points() == [(1, Decimal(100)), (2, Decimal("120.50"))]


@pytest.mark.django_db
def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scale.csv"
    with pytest.raises(CommandError, match=r"scale\.csv cannot be read: No such file or directory\."):
        call_command("import_pay_scale", str(file))
    file.write_text("point,annual\n1,lots\n2,more\n")
    with pytest.raises(CommandError) as refused:
        call_command("import_pay_scale", str(file), code="a", title="A", year="2022")
    assert str(refused.value) == "2 faults. Nothing was written."
    assert capsys.readouterr().err.splitlines() == [
        "Line 2: “lots” is not an amount here: write it like 18333 or 18333.50.",
        "Line 3: “more” is not an amount here: write it like 18333 or 18333.50.",
    ]
    file.write_bytes(b"PK\x03\x04 a workbook")
    with pytest.raises(CommandError, match=r"^1 fault\. Nothing was written\.$"):
        call_command("import_pay_scale", str(file))
    told = "This is a workbook: save the sheet of the scale as CSV and give that.\n"
    assert (capsys.readouterr().err, PayScale.objects.count()) == (told, 0)


def test_semicolons_tabs_and_the_line_ends_of_a_mac_are_read_too() -> None:
    for table in (
        "point;annual\r\n1;18,333.50\r\n",
        "point\tannual\n1\t18333.5\n",
        "point;annual\r1;18333.50\r",
    ):
        assert read_scale(table.encode(), **NAMES).annual == {1: Decimal("18333.50")}
