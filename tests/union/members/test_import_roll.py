"""The command that enrols an extract from a file."""

from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from union.members import extract
from union.members.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _union(noon: datetime) -> None:
    small_union(at=noon)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "extract.csv"
    file.write_text(extract_of(ROWAN, SANA, BRAM), "utf-8")
    return file


def test_an_extract_is_imported_and_told(file: Path) -> None:
    out = StringIO()
    call_command("import_roll", str(file), stdout=out)
    assert out.getvalue() == "added 3, changed 0 (of whom lapsed 0), unchanged 0, new employers 1\n"
    assert Member.objects.count() == 3


def test_a_dry_run_writes_nothing(file: Path) -> None:
    out = StringIO()
    call_command("import_roll", str(file), "--dry-run", stdout=out)
    assert out.getvalue().splitlines() == [
        "added 3, changed 0 (of whom lapsed 0), unchanged 0, new employers 1",
        "Dry run: nothing was written.",
    ]
    assert Member.objects.count() == 0


def test_who_is_not_in_the_file_lapses_where_that_is_asked_for(file: Path) -> None:
    def told(*people: dict[str, str], **options: bool) -> list[str]:
        file.write_text(extract_of(*people), "utf-8")
        out = StringIO()
        call_command("import_roll", str(file), stdout=out, **options)
        return out.getvalue().splitlines()[1:]

    assert told(ROWAN, SANA, BRAM) == []
    left = {"lapsed, not on the roll and not added": 1, "not in the file, of its branches": 1}
    assert told(ROWAN, SANA, BRAM | {"membership number": "TP9", "status": "lapsed"}) == [
        f"{what}: {n}" for what, n in left.items()
    ]
    assert told(ROWAN, SANA, lapse_missing=True) == ["not in the file, of its branches: 1 and now lapsed: 1"]
    assert told(ROWAN, SANA, lapse_missing=True) == []
    with pytest.raises(CommandError, match="most members of these branches are not in the file"):
        told(BRAM | {"status": "lapsed"}, lapse_missing=True)
    assert Member.objects.filter(status="active").count() == 2
    assert told(BRAM, lapse_missing=True, sure=True) == [
        "not in the file, of its branches: 2 and now lapsed: 2"
    ]


def test_faults_are_all_told_and_end_in_failure(file: Path) -> None:
    file.write_text(extract_of(ROWAN, SANA | {"name": "", "status": ""}, BRAM | {"status": "?"}), "utf-8")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("import_roll", str(file), stdout=out, stderr=err)
    assert (str(failure.value), failure.value.returncode) == (
        "3 faults on 2 lines. Nothing was written.",
        1,
    )
    assert err.getvalue().splitlines() == [
        "Line 3, name: the cell is empty: every member needs one.",
        "Line 3, status: the cell is empty: every member needs one.",
        "Line 4, status: “?” is not a status: write active, retired, lapsed.",
    ]
    assert (out.getvalue(), Member.objects.count()) == ("", 0)


def test_columns_passed_over_are_named(file: Path) -> None:
    header, line = extract_of(ROWAN).splitlines()
    file.write_text(f"{header},Shoe size\n{line},7\n", "utf-8")
    out = StringIO()
    call_command("import_roll", str(file), stdout=out)
    assert out.getvalue().splitlines()[0] == "Columns passed over: Shoe size"


def test_a_file_that_is_no_extract_or_not_there_is_refused(tmp_path: Path, file: Path) -> None:
    file.write_bytes(b"")
    with pytest.raises(CommandError) as failure:
        call_command("import_roll", str(file))
    assert str(failure.value) == (
        "The file is empty: choose the one that holds the table, saved as CSV. Nothing was written."
    )
    with pytest.raises(CommandError) as failure:
        call_command("import_roll", str(tmp_path / "nowhere.csv"))
    assert str(failure.value) == f"{tmp_path / 'nowhere.csv'} cannot be read: No such file or directory."


def test_a_huge_file_is_refused_before_it_is_read_whole(file: Path) -> None:
    with file.open("wb") as huge:
        huge.truncate(extract.MOST_BYTES * 100)
    with pytest.raises(CommandError, match="over 400 MB"):
        call_command("import_roll", str(file))
