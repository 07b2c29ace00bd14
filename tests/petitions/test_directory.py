"""The directory of postcodes: all of a file or nothing of it, and the signatures that were waiting for it."""

import io
import tracemalloc
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from petitions import directory_queue
from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.demo_places import PLACES, make_places
from petitions.directory import DirectoryRefused, import_directory
from petitions.directory_file import DirectoryUnreadable
from petitions.directory_queue import import_waiting, wake_for_waiting
from petitions.models import Constituency, DirectoryImport, Petition, Postcode, Signature, Tally, TallyDelta
from petitions.resolving import resolve_places
from petitions.signing import sign
from petitions.withdrawing import withdraw
from tests.conftest import SignIn
from tests.petitions.factories import open_petition, rowan
from tests.petitions.reading import words
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
HEAD = "pcd7,pcd8,pcds,dointr,doterm,ctry25cd,rgn25cd,pcon24cd"
LEEDS = "LS1 4AP,LS1  4AP,LS1 4AP,198001,,E92000001,E12000003,E14900001"
CARDIFF = "CF101EP,CF10 1EP,CF10 1EP,198001,201501,W92000004,W99999999,W07900001"
JERSEY = "JE1 1AA,JE1  1AA,JE1 1AA,198001,,L93000001,L99999999,L99999999"


def table(*lines: str, head: str = HEAD) -> io.BytesIO:
    return io.BytesIO("\r\n".join([head, *lines, ""]).encode())


def kept() -> list[tuple[str, str, str]]:
    return list(Postcode.objects.order_by("pk").values_list("postcode", "constituency", "region"))


def test_postcodes_come_with_constituency_and_region_terminated_ones_too(noon: datetime) -> None:
    report = import_directory(table(LEEDS, CARDIFF, JERSEY), by=None, at=noon)
    assert (report.lines, report.added, report.changed, report.unchanged) == (3, 3, 0, 0)
    assert kept() == [("CF10 1EP", "W07900001", "CW"), ("JE1 1AA", "", ""), ("LS1 4AP", "E14900001", "YH")]
    assert list(Constituency.objects.order_by("pk").values_list("code", "name", "region")) == [
        ("E14900001", "E14900001", "YH"),
        ("W07900001", "W07900001", "CW"),
    ]
    entry = Entry.objects.get()
    assert (entry.action, entry.detail) == ("petitions.directory", {"lines": 3, "added": 3, "changed": 0})


def test_again_changes_nothing_and_a_new_edition_what_is_new(noon: datetime) -> None:
    import_directory(table(LEEDS, CARDIFF), by=None, at=noon)
    again = import_directory(table(LEEDS, CARDIFF), by=None, at=noon)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    moved = import_directory(table(LEEDS.replace("E14900001", "E14900002"), JERSEY), by=None, at=noon)
    assert (moved.added, moved.changed, moved.unchanged) == (1, 1, 0)
    assert ("CF10 1EP", "W07900001", "CW") in kept()
    assert ("LS1 4AP", "E14900002", "YH") in kept()


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (";", "utf-8-sig")])
def test_files_that_a_spreadsheet_has_saved_again_are_read(
    noon: datetime, delimiter: str, encoding: str
) -> None:
    def saved(data: str) -> io.BytesIO:
        return io.BytesIO(data.replace(",", delimiter).encode(encoding))

    names = saved('code,name,name_cy\r\nW07900001,Môn Mam-Cymru,"Ynys Môn"\r\n')
    report = import_directory(saved(f"{HEAD}\r\n{LEEDS}\r\n{CARDIFF}\r\n"), by=None, at=noon, names=names)
    assert (report.added, len(kept())) == (2, 2)
    place = Constituency.objects.get(pk="W07900001")
    assert (place.name, place.name_cy) == ("Môn Mam-Cymru", "Ynys Môn")


@pytest.mark.parametrize(
    "head",
    [
        "pcd,pcd2,pcds,dointr,doterm,ctry,rgn,pcon",
        "PCD,PCD8,PCDS,DOINTR,DOTERM,CTRY25,RGN25,PCON25",
        "\ufeffpcd7,pcd8,postcode,dointr,doterm,country,gor,pcon24cd",
        '"pcd7","x","pcds","dointr","doterm","ctry25cd","rgn25cd","pcon26cd"',
    ],
)
def test_each_edition_has_its_own_headings(noon: datetime, head: str) -> None:
    import_directory(table(LEEDS, head=head), by=None, at=noon)
    assert kept() == [("LS1 4AP", "E14900001", "YH")]


def test_a_column_that_is_missing_is_named(noon: datetime) -> None:
    with pytest.raises(DirectoryUnreadable, match="names no column for constituency, region: choose"):
        import_directory(table("LS1 4AP,E92000001", head="pcds,ctry25cd"), by=None, at=noon)


def test_faulty_lines_are_named_and_nothing_is_written(noon: datetime) -> None:
    lines = [LEEDS, "x,x,LS1,,,,,", LEEDS, f"{JERSEY},,x", 'a,"b', CARDIFF.replace("W07900001", "Cardiff")]
    broken = io.BytesIO(table(*lines).getvalue() + CARDIFF[:40].encode())
    with pytest.raises(DirectoryRefused) as refused:
        import_directory(broken, by=None, at=noon)
    assert [str(fault) for fault in refused.value.report.faults] == [
        "Line 3: the postcode is missing or not shaped like one.",
        "Line 5: it has 10 cells where the headings have 8.",
        "Line 6: its quotation marks are out of place.",
        "Line 7: the constituency is not a code of nine characters, like E14001234.",
        "Line 8: the file breaks off here: fetch it again.",
        "Line 4: its postcode stands on line 2 already.",
    ]
    assert (kept(), Entry.objects.count(), Constituency.objects.count()) == ([], 0, 0)


def test_lines_are_as_long_as_a_spreadsheet_leaves_them(noon: datetime) -> None:
    """It saves no empty cells at the end of a line, or some beyond the headings; a faulty name is told."""
    short = JERSEY.removesuffix(",L93000001,L99999999,L99999999")
    report = import_directory(table(f"{LEEDS},,", short, " , ,,"), by=None, at=noon)
    assert (report.lines, kept()) == (2, [("JE1 1AA", "", ""), ("LS1 4AP", "E14900001", "YH")])
    names = io.BytesIO(b'code,name,name_cy\nE14900001,Leeds\nW07900001,"Mon\n')
    with pytest.raises(
        DirectoryUnreadable, match="Line 3 of the names: its quotation marks are out of place"
    ):
        import_directory(table(LEEDS), by=None, at=noon, names=names)


def test_a_postcode_of_a_shape_no_longer_in_use_is_passed_over(noon: datetime) -> None:
    old = LEEDS.replace("LS1 4AP", "NPT 0AA")
    report = import_directory(table(LEEDS, old), by=None, at=noon)
    assert (report.added, report.passed_over) == (1, 1)


def test_a_dry_run_reports_and_writes_nothing(noon: datetime) -> None:
    report = import_directory(table(LEEDS), by=None, at=noon, dry_run=True)
    assert (report.added, report.dry_run) == (1, True)
    assert (kept(), Entry.objects.count()) == ([], 0)


def test_names_may_be_in_windows_letters_and_the_directory_in_a_zip(noon: datetime) -> None:
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as files:
        files.writestr("Data/ONSPD_UK.csv", table(LEEDS, CARDIFF).getvalue())
        files.writestr("Documents/read me.txt", "x" * 1000)
    names = io.BytesIO("PCON24CD,PCON24NM,PCON24NMW\nW07900001,Taff Mouth,Genau Tâf\n".encode("cp1252"))
    import_directory(parcel, by=None, at=noon, names=names)
    assert list(Constituency.objects.order_by("pk").values_list("code", "name", "name_cy", "region")) == [
        ("E14900001", "E14900001", "", "YH"),
        ("W07900001", "Taff Mouth", "Genau Tâf", "CW"),
    ]


def spoilt_zip() -> bytes:
    """A zip of which some bytes have changed on the way."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parcel:
        parcel.writestr("ONSPD.csv", table(LEEDS, CARDIFF).getvalue())
    return file.getvalue().replace(b"CF10 1EP", b"CF10 1ER")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "names no column for postcode, constituency, region, country"),
        (HEAD.encode(), "has headings but no postcodes"),
        (b"\x89PNG\0\0", "not a CSV file"),
        (b"x" * 30_000, "Line 1 is too long"),
        (b"\x81\x8d", "names no column"),
        (spoilt_zip(), "The zip file is damaged"),
    ],
)
def test_another_file_is_refused_in_a_sentence(noon: datetime, data: bytes, sentence: str) -> None:
    with pytest.raises(DirectoryUnreadable, match=sentence):
        import_directory(io.BytesIO(data), by=None, at=noon)
    assert kept() == []


def test_names_that_are_no_names_stop_everything(noon: datetime) -> None:
    with pytest.raises(DirectoryUnreadable, match="Line 2 of the names"):
        import_directory(table(LEEDS), by=None, at=noon, names=io.BytesIO(b"code,name\nLeeds,E14900001\n"))
    assert kept() == []


def peak(lines: int, file: Path, at: datetime) -> int:
    """The most memory an import of so many lines takes."""
    letters = "ABDEFGHJLN"
    with file.open("w") as written:
        written.write(f"{HEAD}\n")
        for n in range(lines):
            code = f"LS{n // 1000 + 1} {n % 10}{letters[n // 10 % 10]}{letters[n // 100 % 10]}"
            written.write(LEEDS.replace("LS1 4AP", code) + "\n")
    with file.open("rb") as directory:
        tracemalloc.start()
        report = import_directory(directory, by=None, at=at)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert report.lines == lines
    return top


def test_many_lines_need_no_more_memory_than_few(noon: datetime, tmp_path: Path) -> None:
    file = tmp_path / "directory.csv"
    for lines in (1_000, 2_000):  # what is made once in a process: by the first import, and by a second
        peak(lines, file, noon)
    assert peak(8_000, file, noon) < peak(2_000, file, noon) + 100_000


# --- the command ------------------------------------------------------------------------------------------


def test_the_command_imports_and_asks_for_signatures_to_be_resolved(tmp_path: Path) -> None:
    file, names = tmp_path / "directory.csv", tmp_path / "names.csv"
    file.write_bytes(table(LEEDS).getvalue())
    names.write_text("code,name,name_cy\nE14900001,Aireside,\n")
    told = io.StringIO()
    call_command("import_postcodes", str(file), "--names", str(names), stdout=told)
    assert "1 lines: added 1, changed 0, unchanged 0, passed over 0" in told.getvalue()
    assert Constituency.objects.get().name == "Aireside"
    row = DirectoryImport.objects.get()
    assert (row.state, row.added, row.resolved_at) == ("done", 1, None)


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    file, told = tmp_path / "directory.csv", io.StringIO()
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_postcodes", str(file))
    file.write_bytes(b"nothing")
    with pytest.raises(CommandError, match=r"with its line of headings\. Nothing was written\."):
        call_command("import_postcodes", str(file))
    file.write_bytes(table("x" * 40).getvalue())
    with pytest.raises(CommandError, match="1 faulty line: nothing was written"):
        call_command("import_postcodes", str(file), stderr=told)
    assert "Line 2: the postcode" in told.getvalue()
    file.write_bytes(table(LEEDS).getvalue())
    call_command("import_postcodes", str(file), "--dry-run", stdout=io.StringIO())
    assert (kept(), DirectoryImport.objects.count()) == ([], 0)


# --- signatures that were waiting -------------------------------------------------------------------------


def confirmed(petition: Petition, number: int, postcode: str, at: datetime) -> Signature:
    signer = rowan(name=f"Ash {number}", email=f"ash{number}@example.org", postcode=postcode)
    entered = sign(petition, signer=signer, at=at)
    confirm(entered.signature_id, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def cells(dimension: str) -> dict[str, int]:
    return dict(Tally.objects.filter(dimension=dimension).values_list("key", "n"))


def imported(at: datetime, *lines: str) -> None:
    report = import_directory(table(*lines), by=None, at=at)
    DirectoryImport.objects.create(state="done", asked_at=at, finished_at=at, lines=report.lines)


SHROPSHIRE = "x,x,SY1 1AA,,,E92000001,E12000005,E14900005"


def test_an_unknown_postcode_is_resolved_after_the_import_and_the_count_stays(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for number, postcode in enumerate(["SY1 1AA", "LS1 4AP", "SY9 9ZZ"]):
        confirmed(petition, number, postcode, noon)
    withdraw(confirmed(petition, 9, "SY1 1AA", noon).pk, at=noon)
    roll_up(at=noon)
    assert cells("region") == {"": 2, "YH": 1}
    imported(noon, SHROPSHIRE, LEEDS)
    later = noon + timedelta(hours=3)
    assert (resolve_places(at=later), resolve_places(at=later)) == (2, 0)
    assert TallyDelta.objects.count() == 4
    roll_up(at=later)
    assert cells("region") == {"": 1, "WM": 1, "YH": 1}
    assert cells("constituency") == {"": 1, "E14900001": 1, "E14900005": 1}
    assert (cells("all"), cells("hour")) == ({"": 3}, {"2022-03-15T12": 3})


def test_a_signature_withdrawn_afterwards_leaves_its_new_cells(noon: datetime) -> None:
    signature = confirmed(open_petition(at=noon), 1, "SY1 1AA", noon)
    roll_up(at=noon)
    imported(noon, SHROPSHIRE)
    resolve_places(at=noon)
    withdraw(signature.pk, at=noon)
    roll_up(at=noon)
    assert (cells("region"), cells("constituency"), cells("all")) == ({}, {}, {"": 0})


def test_resolving_is_one_pass_with_a_fixed_number_of_statements(noon: datetime) -> None:
    petition = open_petition(at=noon)
    confirmed(petition, 0, "SY1 1AA", noon)
    imported(noon, SHROPSHIRE)
    with CaptureQueriesContext(connection) as one:
        resolve_places(at=noon)
    for number in range(1, 8):
        confirmed(petition, number, "SY1 1AB", noon)
    imported(noon, SHROPSHIRE.replace("1AA", "1AB"))
    with CaptureQueriesContext(connection) as seven:
        assert resolve_places(at=noon) == 7
    assert len([q for q in one.captured_queries if "SAVEPOINT" not in q["sql"]]) == len(
        [q for q in seven.captured_queries if "SAVEPOINT" not in q["sql"]]
    )
    with CaptureQueriesContext(connection) as nothing:
        resolve_places(at=noon)
    assert len(nothing) == 1


def test_the_demo_has_constituencies_for_its_signers(noon: datetime) -> None:
    make_places(at=noon)
    make_places(at=noon)
    assert (Constituency.objects.count(), Postcode.objects.count()) == (len(PLACES), 51)
    assert Constituency.objects.get(pk="W07900002").name_cy == "Menai ac Ogwen"
    assert Postcode.objects.get(pk="SA1 3SN").region == "CW"
    assert Entry.objects.count() == 1


# --- the screen -------------------------------------------------------------------------------------------


def boss(sign_in: SignIn) -> tuple[User, Client]:
    admin = User.objects.create_superuser("admin@example.org", name="Ada Boss")
    return admin, sign_in(admin)


def upload(*lines: str, name: str = "ONSPD_UK.csv", **more: str) -> dict[str, SimpleUploadedFile]:
    files = {"file": SimpleUploadedFile(name, table(*lines).getvalue())}
    return files | {field: SimpleUploadedFile("names.csv", text.encode()) for field, text in more.items()}


@pytest.fixture
def storage(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def test_ada_sends_the_file_and_the_worker_imports_it(noon: datetime, sign_in: SignIn, storage: Path) -> None:
    ada, browser = boss(sign_in)
    assert "It is empty" in words(browser.get("/cms/postcodes/").content)
    sent = browser.post("/cms/postcodes/", upload(LEEDS, names="code,name\nE14900001,Aireside\n"))
    assert sent["Location"] == "/cms/postcodes/"
    page = browser.get("/cms/postcodes/")
    assert ("Waiting for the worker" in words(page.content), "Refresh" in page) == (True, True)
    assert (wake_for_waiting(at=noon), import_waiting(at=noon), import_waiting(at=noon)) == (1, 1, 0)
    row = DirectoryImport.objects.get()
    assert (row.state, row.added, row.by, row.file.name, row.names.name) == ("done", 1, ada, "", "")
    assert [path for path in storage.rglob("*") if path.is_file()] == []
    assert (kept(), Constituency.objects.get().name) == ([("LS1 4AP", "E14900001", "YH")], "Aireside")
    assert Entry.objects.get().by == ada
    page = browser.get("/cms/postcodes/")
    assert ("It knows 1 constituency." in words(page.content), "Refresh" in page) == (True, False)


def test_ada_reads_why_a_file_was_refused(noon: datetime, sign_in: SignIn, storage: Path) -> None:
    browser = boss(sign_in)[1]
    browser.post("/cms/postcodes/", upload(LEEDS, "no,no,no,,,,,"))
    assert import_waiting(at=noon) == 1
    page = words(browser.get("/cms/postcodes/").content)
    assert "Refused" in page
    assert "1 faulty line: nothing was written. Line 3: the postcode is missing" in page.replace("  ", " ")
    assert (kept(), [path for path in storage.rglob("*") if path.is_file()]) == ([], [])


def test_an_import_whose_worker_died_is_taken_up_again(
    noon: datetime, sign_in: SignIn, storage: Path
) -> None:
    browser = boss(sign_in)[1]
    browser.post("/cms/postcodes/", upload(LEEDS))
    DirectoryImport.objects.update(leased_until=noon + timedelta(minutes=40), tries=3)
    early = noon + timedelta(minutes=39)
    assert (wake_for_waiting(at=early), import_waiting(at=early)) == (0, 0)
    assert import_waiting(at=noon + timedelta(minutes=40)) == 1
    row = DirectoryImport.objects.get()
    assert (row.state, "broken off three times" in row.faults, kept()) == ("refused", True, [])


def test_an_import_that_somebody_is_doing_is_left_to_them(noon: datetime) -> None:
    DirectoryImport.objects.create(asked_at=noon, leased_until=noon + timedelta(minutes=1), tries=1)
    assert directory_queue.import_waiting(at=noon) == 0
    assert DirectoryImport.objects.get().tries == 1


def test_one_import_at_a_time(noon: datetime, sign_in: SignIn, storage: Path) -> None:
    browser = boss(sign_in)[1]
    browser.post("/cms/postcodes/", upload(LEEDS))
    with CaptureQueriesContext(connection) as asked:
        page = browser.post("/cms/postcodes/", upload(LEEDS))
    assert (page.status_code, DirectoryImport.objects.count()) == (422, 1)
    # No transaction: on SQLite the worker's own may last longer than anybody waits for it.
    assert [query["sql"] for query in asked if query["sql"].startswith("SAVEPOINT")] == []
    assert "An import is under way" in words(page.content)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Choose the file of the directory."),
        ({"file": SimpleUploadedFile("places.xlsx", b"x")}, "Choose a file that ends in .csv or .zip."),
        ({"file": SimpleUploadedFile("places.csv", b"")}, "This file is empty"),
    ],
)
def test_what_is_no_file_of_postcodes_is_refused_at_the_door(
    sign_in: SignIn, storage: Path, files: dict[str, SimpleUploadedFile], sentence: str
) -> None:
    page = boss(sign_in)[1].post("/cms/postcodes/", files)
    assert (page.status_code, sentence in words(page.content)) == (422, True)
    assert not DirectoryImport.objects.exists()


def test_nobody_else_sees_the_screen(sign_in: SignIn, storage: Path) -> None:
    sana = User.objects.create_user("sana@example.org", name="Sana")
    sana.groups.set(Group.objects.filter(name="Moderators"))
    browser = sign_in(sana)
    answers = [browser.get("/cms/postcodes/"), browser.post("/cms/postcodes/", upload(LEEDS))]
    assert [answer.status_code in (302, 403) for answer in answers] == [True, True]
    assert not DirectoryImport.objects.exists()
    assert b"/cms/postcodes/" not in browser.get("/cms/").content
    assert boss(sign_in)[1].put("/cms/postcodes/").status_code == 405
