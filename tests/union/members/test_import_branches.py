"""Nell sets up the union's regions and branches before its first roll."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.union.members.workbooks import workbook
from union.audit.models import Entry
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db
HEAD = "Branch code,Branch,Region code,Region,Region in Welsh\n"
UNION = (
    HEAD
    + "NW-001,Quarnthwaite,NW,North West,\nnw-002,Harbour,nw,North West,\nCW-001,Llanquarn,CW,Wales,Cymru\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "branches.csv"


def told(file: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("import_branches", file, stdout=out, **options)
    return out.getvalue()


def test_regions_and_branches_are_set_up_once(file: Path) -> None:
    file.write_text(UNION)
    assert told(file, dry_run=True) == (
        "new regions 2, new branches 3, there already 0\nDry run: nothing was written.\n"
    )
    assert (Region.objects.count(), Branch.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert told(file) == "new regions 2, new branches 3, there already 0\n"
    assert list(Branch.objects.order_by("code").values_list("code", "name", "region__code")) == [
        ("CW-001", "Llanquarn", "CW"),
        ("NW-001", "Quarnthwaite", "NW"),
        ("NW-002", "Harbour", "NW"),
    ]
    assert Region.objects.get(code="CW").name_cy == "Cymru"
    assert told(file) == "new regions 0, new branches 0, there already 3\n"
    lines = [line.split(",") for line in UNION.splitlines()]
    file.write_bytes(workbook(*lines[1:], headings=lines[0]))
    assert told(file) == "new regions 0, new branches 0, there already 3\n"
    assert [entry.action for entry in Entry.objects.order_by("pk")] == ["roll.regions", "roll.branches"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty: choose the one that holds the table, saved as CSV. Nothing was written."),
        ("code,name\nNW-001,Harbour\n", "1 fault. Nothing"),
        (HEAD, "1 fault. Nothing"),
        (HEAD + "NW-001,Harbour,NW\n", "1 fault. Nothing"),
    ],
)
def test_a_file_of_something_else_is_refused(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(CommandError, match=f"^{said}"):
        told(file)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        told(file.with_name("another.csv"))


def test_each_faulty_line_is_listed_and_nothing_is_written(file: Path) -> None:
    wrong = [
        "NW/3,Moor,NW,North West,",
        "NW-001,Again,NW,North West,",
        "NW-004,,NW,Northern,",
        "X,Y,NORTH,N,",
    ]
    file.write_text(
        UNION + "\n".join([*wrong, "NW-005,Moor,NW,Northern,", f"NW-006,{'x' * 121},NW,North West,"])
    )
    err = io.StringIO()
    with pytest.raises(CommandError, match=r"^6 faults\. Nothing was written\.$"):
        call_command("import_branches", file, stderr=err)
    assert err.getvalue().splitlines() == [
        "Line 5, branch code: “NW/3” is no code: letters and digits, with hyphens between them.",
        "Line 6, branch code: NW-001 stands on a line above already.",
        "Line 7, branch: it is missing.",
        "Line 8, region code: it has over 4 letters.",
        "Line 9, region: NW is called North West on a line above.",
        "Line 10, branch: it has over 120 letters.",
    ]
    assert Branch.objects.count() == 0


@pytest.mark.parametrize("name", ["=1+1", "+Harbour", "-Harbour", "@Harbour", "|Harbour", "＝1"])
def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_refused(file: Path, name: str) -> None:
    """The evidence of a ballot names branches to the byte: nothing can be put before them there."""
    file.write_text(
        f"{UNION}NW-003,{name},NW,North West,\nSC-001,Inverquarn,SC,{name},{name}\n"
        "NW-004,Moor,NW,North West\nNW-005\nNW-006,Fen,NW,North West,,x\n"
    )
    err = io.StringIO()
    with pytest.raises(CommandError, match=r"^7 faults\. Nothing was written\.$"):
        call_command("import_branches", file, stderr=err)
    why = f"“{name}” begins as a formula does: begin it with a letter or a digit."
    assert err.getvalue().splitlines() == [
        f"Line 5, branch: {why}",
        f"Line 6, region: {why}",
        f"Line 6, region in welsh: {why}",
        *[f"Line 8, {name}: it is missing." for name in ("branch", "region code", "region")],
        "Line 9: There are 6 cells where the headings have 5.",
    ]
    assert Region.objects.count() == 0


def test_a_name_that_cannot_be_printed_is_refused(file: Path) -> None:
    file.write_text(UNION + "NW-003,Har\0bour,NW,North West,\n")
    with pytest.raises(CommandError, match=r"^1 fault\. Nothing was written\.$"):
        told(file)
