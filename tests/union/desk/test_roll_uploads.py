"""An extract comes in at the desk: its columns are settled, it is checked, and written as it was checked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.expiring import expire
from union.jobs import working
from union.jobs.models import Job
from union.mail.models import Message
from union.mail.sending import send_due
from union.members import uploading
from union.members.enrolling import enrol_roll
from union.members.founding import BranchRow, found_branches
from union.members.models import Branch, Member, RollColumns, RollUpload, RollUploadPart
from union.members.telling import MOVED, render_moved
from union.sweeping import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
GOOD = extract_of(ROWAN, SANA).encode()
STRANGE = b"No;Wer;Unit;Since;State\r\nTP1;Rowan Ashby;NW-001;01/09/2015;active\r\n"
Officer = Callable[..., User]


@pytest.fixture(autouse=True)
def _union() -> None:
    small_union(at=timezone.now())
    found_branches([BranchRow("NW-002", "Harbour", "NW")], by=None, at=timezone.now())


def officer(email: str = "ines@example.org", *codes: str) -> User:
    user = User.objects.create_user(email, name=email.split("@")[0].title())
    for code in codes or ("NW-001",):
        branch = Branch.objects.get(code=code)
        Role.objects.create(user=user, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    return user


@pytest.fixture
def ines(sign_in: SignIn) -> Client:
    return sign_in(officer())


def send(client: Client, data: bytes = GOOD, name: str = "extract.csv") -> str:
    """Send a file; the address of its page."""
    done = client.post("/desk/roll/uploads/new/", {"file": SimpleUploadedFile(name, data)})
    assert done.status_code == 302, text_of(done)
    return str(done["Location"])


def columns(*places: int) -> dict[str, str]:
    names = ("membership_number", "name", "branch_code", "joined", "status")
    return {name: str(at) for name, at in zip(names, places, strict=True)}


def as_guessed(page: str) -> dict[str, str]:
    """The form of the columns as it stands on the page."""
    upload = RollUpload.objects.get(pk=page.split("/")[-2])
    layout = {column: str(at) for at, column in enumerate(upload.layout) if column}
    return {column.replace(" ", "_").replace("-", "_"): at for column, at in layout.items()}


def check(client: Client, page: str, data: dict[str, str] | None = None) -> str:
    """Settle the columns and let the worker check; the words of the page then."""
    assert client.post(f"{page}columns/", data or as_guessed(page)).status_code == 302
    assert working.run_waiting(at=timezone.now()) == 1
    return text_of(client.get(page))


def commit(client: Client, page: str, **data: Any) -> str:
    assert client.post(f"{page}commit/", data).status_code == 302
    assert working.run_waiting(at=timezone.now()) == 1
    return text_of(client.get(page))


def titled(client: Client, page: str) -> str:
    """What is spoken first of a page that has loaded, by itself or not."""
    return client.get(page).content.decode().partition("<title>")[2].partition("</title>")[0]


# --- it works


def test_ines_to_whom_pages_are_read_stops_them_from_beginning_anew(ines: Client) -> None:
    assert "look again by themselves every few seconds. Let them stay as they are on this device" in text_of(
        ines.get("/desk/")
    )
    page = send(ines)
    assert ines.post(f"{page}columns/", as_guessed(page)).status_code == 302
    moving = ines.get(page)
    assert ("Let it stay as it is" in text_of(moving), moving["Refresh"]) == (True, "3")
    assert ("still" in ines.get("/?still=yes").cookies, "still" in ines.get("/desk/").cookies) == (
        False,
        False,
    )
    stopped = ines.get(f"{page}?still=yes")
    assert ("Refresh" in stopped, stopped.cookies["still"]["httponly"]) == (False, True)
    again = ines.get(page)
    assert "This page stays as it is until you look again. Look again now" in text_of(again)
    assert "Refresh" not in again
    assert "Let them look again by themselves" in text_of(ines.get("/desk/"))
    ines.get("/desk/?still=no")
    assert ines.get(page)["Refresh"] == "3"


def test_an_officer_sends_checks_and_commits(ines: Client) -> None:
    page, titles = send(ines), []
    titles.append(titled(ines, page))
    waiting = ines.get(page)
    assert "membership number (such as “TP1”)" in text_of(waiting)
    assert "Refresh" not in waiting
    assert ines.post(f"{page}columns/", as_guessed(page)).status_code == 302
    waiting = ines.get(page)
    assert ("Checking the file" in text_of(waiting), waiting["Refresh"]) == (True, "3")
    titles.append(titled(ines, page))
    working.run_waiting(at=timezone.now())
    titles.append(titled(ines, page))
    text = text_of(ines.get(page))
    assert "What the file would do Added 2 Changed 0 Of these lapse 0 As they are 0 New employers 1" in text
    assert Member.objects.count() == 0
    text = commit(ines, page)
    assert [*titles, titled(ines, page)] == [
        "Which column is which? extract.csv – Desk",
        "Under way: extract.csv – Desk",
        "What the file would do: extract.csv – Desk",
        "The roll is up to date: extract.csv – Desk",
    ]
    assert "The roll is up to date 2 added, 0 changed, 0 as they were." in text
    assert Member.objects.count() == 2
    assert RollUploadPart.objects.count() == 0
    actions = Entry.objects.order_by("pk").values_list("action", "by__email")
    assert list(actions)[-2:] == [
        ("roll.uploaded", "ines@example.org"),
        ("roll.imported", "ines@example.org"),
    ]


def test_a_mailbox_hears_that_its_member_is_written_to_elsewhere_now(ines: Client, client: Client) -> None:
    """An officer could point a member's links at a mailbox of their own, and vote in their place."""
    enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=timezone.now())
    assert Message.objects.count() == 0
    taken = [ROWAN | {"e-mail": "ines@example.org"}, SANA | {"e-mail": ""}, BRAM]
    page = send(ines, extract_of(*taken).encode())
    check(ines, page)
    assert Message.objects.count() == 0
    commit(ines, page)
    told = {(message.kind, message.recipient) for message in Message.objects.all()}
    assert told == {(MOVED, ROWAN["e-mail"]), (MOVED, SANA["e-mail"])}
    send_due(at=timezone.now())
    letter = next(sent for sent in mail.outbox if sent.to == [ROWAN["e-mail"]])
    assert letter.subject == "We have another e-mail address for you now"
    assert "Dear Rowan Ashby," in letter.body
    assert "somebody else could vote or answer in your place" in letter.body
    assert "ines@example.org" not in letter.body
    back = send(ines, extract_of(ROWAN, SANA, BRAM).encode())
    check(ines, back)
    commit(ines, back)
    assert [message.recipient for message in Message.objects.filter(state="queued")] == ["ines@example.org"]
    assert render_moved(Message.objects.get(recipient=ROWAN["e-mail"])) is None


def test_a_refusal_stays_on_the_screen_while_a_worker_is_at_the_file(ines: Client) -> None:
    page = send(ines)
    settled = as_guessed(page)
    assert ines.post(f"{page}columns/", settled).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        again = ines.post(f"{page}columns/", settled)
    assert (again.status_code, "Refresh" in again) == (409, False)
    # No transaction: on SQLite the worker's own may last longer than anybody waits for it.
    assert [query["sql"] for query in asked if query["sql"].startswith("SAVEPOINT")] == []
    assert ines.get(f"{page}columns/").status_code == 405
    assert ines.get(page)["Refresh"] == "3"


def test_every_fault_is_told_and_downloaded(ines: Client) -> None:
    data = extract_of(ROWAN | {"status": "?"}, SANA | {"branch code": "NW-002", "name": ""}, BRAM)
    page = send(ines, data.encode())
    text = check(ines, page)
    assert "3 faults: nothing can be written yet" in text
    assert titled(ines, page) == "Error: 3 faults in extract.csv – Desk"
    assert "2 status “?” is not a status: write active, retired, lapsed." in text
    assert "3 branch code “NW-002” is not a branch that you look after" in text
    assert "Write it to the roll" not in text
    listed = b"".join(ines.get(f"{page}faults.csv").streaming_content).decode().splitlines()
    assert listed[0].startswith("\ufeff")  # else a spreadsheet garbles the quotation marks
    assert listed == [
        "\ufeffline,column,what is wrong",
        '2,status,"“?” is not a status: write active, retired, lapsed."',
        "3,name,the cell is empty: every member needs one.",
        "3,branch code,“NW-002” is not a branch that you look after: take the line out of the file.",
    ]
    refused = ines.post(f"{page}commit/")
    assert (refused.status_code, "check it again" in text_of(refused)) == (409, True)
    assert Member.objects.count() == 0


def test_columns_are_corrected_and_remembered(ines: Client) -> None:
    page = send(ines, STRANGE)
    wrong = ines.post(f"{page}columns/", columns(0, 1, 2, 2, 4))
    assert wrong.status_code == 422
    assert "This column is the branch code already: choose another." in text_of(wrong)
    missing = ines.post(f"{page}columns/", {"name": "1"})
    assert "Choose the column that holds the membership number." in text_of(missing)
    scale = ines.post(f"{page}columns/", columns(0, 1, 2, 3, 4) | {"pay_scale": "1"})
    assert "This column is the name already: choose another." in text_of(scale)
    assert (RollColumns.objects.count(), Job.objects.count()) == (0, 0)
    text = check(ines, page, columns(0, 1, 2, 3, 4))
    assert "Added 1" in text
    again = send(ines, STRANGE)
    assert as_guessed(again) == columns(0, 1, 2, 3, 4)
    assert "Added 1" in check(ines, again)


def test_a_name_in_two_columns_is_joined_and_shown(ines: Client) -> None:
    """The export has a title and initials too, and a member with a surname only."""
    head = b"Member No,Title,Initials,Forename,Surname,Branch,Joined,Status\n"
    lines = b"TP1,Mx,R,Rowan,Ashby,NW-001,01/09/2015,active\nTP2,,,,Teller,NW-001,01/09/2015,active\n"
    page = send(ines, head + lines)
    shown = text_of(ines.get(page))
    assert "With these columns the first members of the file are “Rowan Ashby”, “Teller”." in shown
    guessed = as_guessed(page)
    assert (guessed["forename"], guessed["surname"], guessed.get("name")) == ("3", "4", None)
    for changed, told in [
        ({"name": "1"}, "The name stands in one column or in two"),
        ({"name": "4"}, "The name stands in one column or in two"),
        ({"forename": ""}, "Forename and surname go together"),
        ({"forename": "", "surname": ""}, "Choose the column that holds the name, or those that hold"),
    ]:
        refused = ines.post(f"{page}columns/", guessed | changed)
        assert (refused.status_code, told in text_of(refused)) == (422, True)
    text = check(ines, page)
    assert "First in the file “Rowan Ashby”, “Teller” Passed over Title, Initials" in text
    assert "2 added, 0 changed" in commit(ines, page)
    assert list(Member.objects.order_by("number").values_list("name", flat=True)) == ["Rowan Ashby", "Teller"]


def test_who_is_not_in_the_file_lapses_on_a_tick(ines: Client) -> None:
    enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=timezone.now())
    left = ROWAN | {"membership number": "TP9", "status": "lapsed"}
    page = send(ines, extract_of(ROWAN, left).encode())
    text = check(ines, page)
    assert "As they are 1 Not added 1 who left and is not on the roll New employers 0" in text
    assert "Not in the file 2 members of its branches" in text
    assert "TP2, TP3" in text
    assert "2 lapsed because they are not in the file" in commit(ines, page, lapse="on", sure="on")
    assert list(Member.objects.filter(status="active").values_list("number", flat=True)) == ["TP1"]
    sana = Member.objects.get(number="TP2")
    today = f"Lapsed {timezone.localdate():%-d %B %Y}"
    assert today in text_of(ines.get(f"/desk/roll/members/{sana.pk}/"))


def test_most_members_lapse_only_where_somebody_is_sure_of_it(ines: Client) -> None:
    """Ines sends the list of new members, and ticks what she ticks every month."""
    enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=timezone.now())
    page = send(ines, extract_of(ROWAN).encode())
    assert "I am sure: 2 of 3 members have left" in check(ines, page)
    refused = ines.post(f"{page}commit/", {"lapse": "on"})
    assert refused.status_code == 409
    assert "most members of these branches are not in the file" in text_of(refused)
    assert 'name="lapse" id="id_lapse" checked' in refused.content.decode()
    assert Member.objects.filter(status="active").count() == 3
    assert "1 as they were." in commit(ines, page)
    assert Member.objects.filter(status="active").count() == 3


def test_half_of_the_members_lapse_on_one_tick(ines: Client) -> None:
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=timezone.now())
    page = send(ines, extract_of(ROWAN).encode())
    assert "I am sure" not in check(ines, page)
    assert "1 lapsed because they are not in the file" in commit(ines, page, lapse="on")


def test_a_roll_that_has_changed_since_is_checked_again(ines: Client) -> None:
    page = send(ines)
    check(ines, page)
    enrol_roll(extract_of(ROWAN | {"name": "Rowan Ash"}).encode(), by=None, at=timezone.now())
    text = commit(ines, page)
    assert "The roll has changed since this file was checked. Check it again, then write it." in text
    assert ("Write it to the roll" in text, "What the file would do" in text) == (False, False)
    assert "Check the file" in text
    assert Member.objects.get().name == "Rowan Ash"
    assert "Added 1 Changed 1: name 1" in check(ines, page)
    assert "1 added, 1 changed" in commit(ines, page)


def test_a_file_is_thrown_away(ines: Client) -> None:
    page = send(ines)
    check(ines, page)
    assert ines.post(f"{page}discard/").status_code == 302
    assert "This file was thrown away" in text_of(ines.get(page))
    upload = RollUpload.objects.get()
    assert (upload.is_open, upload.samples, upload.report) == (False, [], None)
    assert RollUploadPart.objects.count() == 0
    for step in ("columns", "commit", "discard"):
        refused = ines.post(f"{page}{step}/", as_guessed(page))
        assert (refused.status_code, "thrown away" in text_of(refused)) == (409, True)
    assert Entry.objects.filter(action="roll.discarded").count() == 1


def test_what_is_under_way_is_stopped_and_done_again(ines: Client) -> None:
    page = send(ines)
    ines.post(f"{page}columns/", as_guessed(page))
    for step in ("columns", "discard"):
        busy = ines.post(f"{page}{step}/", as_guessed(page))
        assert (busy.status_code, "The worker is busy with this file" in text_of(busy)) == (409, True)
    assert ines.post(f"{page}stop/").status_code == 302
    assert "Checking the file: Stopped before the end. Nothing was changed." in text_of(ines.get(page))
    ines.post(f"{page}stop/")
    assert Entry.objects.filter(action="roll.stopped").count() == 1
    assert "Added 2" in check(ines, page)


# --- wrong person, method, file


@pytest.mark.parametrize("step", ["", "columns/", "commit/", "stop/", "discard/", "faults.csv"])
def test_a_file_of_another_branch_is_not_there(sign_in: SignIn, ines: Client, step: str) -> None:
    page = send(ines, extract_of(ROWAN | {"status": "?"}).encode())
    check(ines, page)
    orla = sign_in(officer("orla@example.org", "NW-002"))
    verb = "get" if step in ("", "faults.csv") else "post"
    assert getattr(orla, verb)(page + step).status_code == 404
    assert getattr(Client(), verb)(page + step)["Location"].startswith("/accounts/login/")
    assert getattr(ines, "post" if verb == "get" else "get")(page + step).status_code == 405
    colleague = sign_in(officer("bram@example.org"))
    assert getattr(colleague, verb)(page + step).status_code != 404


def test_a_file_of_two_branches_is_for_those_who_look_after_both(sign_in: SignIn) -> None:
    both = sign_in(officer("nell@example.org", "NW-001", "NW-002"))
    page = send(both)
    assert sign_in(officer()).get(page).status_code == 404
    assert "extract.csv" in text_of(both.get("/desk/roll/"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty: choose the extract with its members."),
        (b"PK\x03\x04rest", "The workbook cannot be read"),
        (b'"name', "The first line is not a line of headings"),
        (b"%PDF-1.7\n1 0 obj\n", "The first line says only “%PDF-1.7”, and names no columns"),
        (b"Members,,,,,\r\n" + GOOD, "The first line says only “Members”, and names no columns"),
        (GOOD.split(b"\n", 1)[1], "The first line holds a member (“rowan.ashby@example.org”)"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_not_kept(ines: Client, data: bytes, sentence: str) -> None:
    page = ines.post("/desk/roll/uploads/new/", {"file": SimpleUploadedFile("extract.csv", data)})
    assert (page.status_code, sentence in text_of(page)) == (422, True)
    assert (RollUpload.objects.count(), Entry.objects.filter(action="roll.uploaded").count()) == (0, 0)


def test_headings_that_nobody_knows_are_told_of(ines: Client) -> None:
    strange = b"Nummer,Nom,Ast,Job,Eintritt,Stand\nTP1,Rowan Ashby,NW-001,Clerk,2015-09-01,active\n"
    assert "We do not know these headings." in text_of(ines.get(send(ines, strange)))
    assert "We do not know these headings." not in text_of(ines.get(send(ines)))


def test_the_lines_of_a_file_from_a_mac_are_counted(ines: Client) -> None:
    for ends in (b"\r", b"\n", b"\r\n"):
        send(ines, GOOD.replace(b"\r\n", b"\n").replace(b"\n", ends))
    assert list(RollUpload.objects.values_list("lines", flat=True)) == [3, 3, 3]


def test_no_file_and_too_many(ines: Client) -> None:
    assert "Choose the extract" in text_of(ines.post("/desk/roll/uploads/new/"))
    for _ in range(uploading.MOST_OPEN):
        send(ines)
    page = ines.post("/desk/roll/uploads/new/", {"file": SimpleUploadedFile("extract.csv", GOOD)})
    assert (page.status_code, "throw one of them away first" in text_of(page)) == (422, True)


def test_a_path_in_the_name_of_the_file_is_left_out(ines: Client) -> None:
    page = send(ines, name="C:\\roll\\north.csv")
    assert "<h1>north.csv</h1>" in ines.get(page).content.decode()


# --- kept for a day


def test_files_go_after_a_day_in_the_next_sweep(ines: Client) -> None:
    page = send(ines)
    check(ines, page)
    at = RollUpload.objects.get().at
    sweep(at=at + timedelta(hours=23, minutes=59))
    assert RollUploadPart.objects.count() == 1
    lines = {line.what: line.n for line in expire(at=at + timedelta(hours=24), dry_run=True)}
    assert (lines["extracts of the roll"], RollUpload.objects.count()) == (1, 1)
    sweep(at=at + timedelta(hours=24))
    assert (RollUpload.objects.count(), RollUploadPart.objects.count()) == (0, 0)
    assert ines.get(page).status_code == 404


def test_a_file_that_is_gone_is_told_to_whoever_asked(ines: Client) -> None:
    page = send(ines)
    ines.post(f"{page}columns/", as_guessed(page))
    RollUpload.objects.update(discarded_at=timezone.now())
    working.run_waiting(at=timezone.now())
    assert Job.objects.get().reason == "The file is gone: it is kept for a day. Upload it again."
    Job.objects.update(state="waiting", reason="")
    RollUpload.objects.all().delete()
    working.run_waiting(at=timezone.now())
    assert Job.objects.get().reason == "The file is gone: it is kept for a day. Upload it again."


def test_a_file_that_a_worker_has_waits_for_its_end(ines: Client) -> None:
    page = send(ines)
    ines.post(f"{page}columns/", as_guessed(page))
    tomorrow = RollUpload.objects.get().at + timedelta(hours=24)
    assert (uploading.let_go(at=tomorrow), RollUpload.objects.count()) == (0, 1)
    working.run_waiting(at=timezone.now())
    assert (uploading.let_go(at=tomorrow), RollUpload.objects.count()) == (1, 0)


def test_a_commit_that_is_done_twice_writes_once(ines: Client) -> None:
    page = send(ines)
    check(ines, page)
    commit(ines, page)
    Job.objects.filter(kind=uploading.COMMIT).update(state="waiting")
    working.run_waiting(at=timezone.now())
    assert Job.objects.get(kind=uploading.COMMIT).state == "done"
    assert Entry.objects.filter(action="roll.imported").count() == 1


def test_a_file_with_letters_that_cannot_be_printed_is_told_of(ines: Client) -> None:
    head, line = extract_of(ROWAN | {"pay scale": "njc\0", "name": "Ro\0wan", "status": "\0?"}).splitlines()
    page = send(ines, f"{head},Sh\0oe\n{line},4\0 2\n".encode(), name="a\x07.csv")
    assert "Shoe (such as “4 2”)" in text_of(ines.get(page))
    text = check(ines, page)
    assert "3 faults" in text
    assert "no pay scale has the code “njc”" in text


def test_a_large_file_is_kept_in_parts_and_read_from_anywhere(
    ines: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.union.members.workbooks import person, workbook
    from union import pieces

    monkeypatch.setattr(pieces, "SIZE", 100)
    monkeypatch.setattr(uploading, "SIZE", 100)
    for data in (GOOD, workbook(person(), person(membership_number="TP2"))):
        page = send(ines, data)
        assert RollUploadPart.objects.filter(upload=page.split("/")[-2]).count() == -(-len(data) // 100)
        assert "Added 2" in check(ines, page)
