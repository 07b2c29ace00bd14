"""Ines has the permission to export, and asks for the replies of a consultation."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from campaigns.consultations import exporting
from campaigns.consultations.coding import code_texts
from campaigns.consultations.errors import NotForPublication
from campaigns.consultations.models import Answer, Consultation, Export, ExportPiece
from campaigns.consultations.moderating import approve, redact, restore
from campaigns.consultations.questionnaire import Choice, Given
from campaigns.consultations.theming import write_theme
from tests.conftest import SignIn
from tests.consultations.counted import opened, release, send, somebody
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED, moderator
from tests.consultations.test_tabulating import BEGAN, FIRST, MOOD, PAY, SUPPORT, TASKS
from union.accounts.models import User
from union.audit.models import Entry
from union.jobs.working import run_waiting
from union.pieces import kept

pytestmark = pytest.mark.django_db
EVERY_KIND = [WORRIED, TASKS, MOOD, CASELOAD, PAY, BEGAN, SUPPORT, FIRST, CHANGE]
GIVEN: dict[str, Given] = {
    "worried": "yes",
    "tasks": ["forms"],
    "mood": "2",
    "caseload": "21.5",
    "pay": "31000",
    "began": "2026-03-27",
    "support": {"manager": "yes"},
    "first": ["time", "pay"],
    "change": '=HYPERLINK("https://example.org") and Dana Holt',
}


@pytest.fixture
def ines() -> User:
    user = somebody("ines")
    user.user_permissions.add(Permission.objects.get(codename="export_replies"))
    return User.objects.get(pk=user.pk)


def answered(at: datetime) -> Consultation:
    consultation = opened(at, EVERY_KIND)
    send(consultation, [(GIVEN, 1), ({"worried": "no"}, 2)], at=at)
    send(consultation, [({"worried": "no", "change": "waits"}, 1)], at=at)
    send(consultation, [({"worried": "no", "change": "refused"}, 1)], at=at, channel="paper")
    Answer.objects.filter(value="refused", question="change").update(moderation="refused")
    answer = Answer.objects.get(value=GIVEN["change"])
    redact(answer, words=["Dana Holt"], reason="person", by=somebody("sana"), at=at)
    return consultation


def lines(consultation: Consultation) -> list[list[str]]:
    content = b"".join(exporting.as_csv(exporting.reply_lines(consultation))).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_every_kind_of_question_has_its_columns(noon: datetime) -> None:
    heads, *rows = lines(answered(noon))
    full = dict(zip(heads, next(row for row in rows if "Yes" in row), strict=True))
    assert full.pop("Reply") in "12345"
    assert full == {
        "Channel": "web",
        "Day": "2022-03-15",
        "Did you go home worried?": "Yes",
        "What takes your time?: Forms": "1",
        "What takes your time?: Visits": "0",
        "What takes your time?: Nothing": "0",
        "How was it?": "2",
        "How many cases do you hold?": "21.5",
        "What are you paid?": "31000",
        "When did you begin?": "2026-03-27",
        "Who supports you?: My manager": "Yes",
        "Who supports you?: My team": "",
        "What comes first?: Pay": "2",
        "What comes first?: Fewer cases": "",
        "What comes first?: Time": "1",
        "What would you change?": '\'=HYPERLINK("https://example.org") and [...]',
    }
    assert sorted(row[1] for row in rows) == ["paper", "web", "web", "web", "web"]


def test_texts_that_wait_or_were_refused_and_codes_are_not_in_the_file(noon: datetime) -> None:
    consultation = answered(noon)
    whole = str(lines(consultation))
    assert "waits" not in whole
    assert "refused" not in whole
    assert "Dana" not in whole
    assert not any(reply.code_hash in whole for reply in consultation.replies.all())


def test_an_anonymous_reply_has_no_day(noon: datetime) -> None:
    consultation = answered(noon)
    consultation.mode = "anonymous_verified"
    heads, *replies = lines(consultation)
    assert heads[:3] == ["Reply", "Channel", "Did you go home worried?"]
    assert [len(reply) for reply in replies] == [len(heads)] * 5
    assert "2022-03-15" not in str(replies)


def test_no_two_columns_are_called_the_same(noon: datetime) -> None:
    tasks = replace(TASKS, options=(*TASKS.options, Choice("other", "Something else", asks_which=True)))
    consultation = opened(noon, [tasks])
    send(consultation, [({"tasks": ["other"], "tasks__other": "Travel"}, 1)], at=noon)
    consultation.replies.get().answers.filter(question="tasks__other").update(moderation="approved")
    heads, row = lines(consultation)
    assert (row[-2:], heads[-2:]) == (
        ["1", "Travel"],
        [f"{TASKS.label}: Something else", f"{TASKS.label}: Something else, in their own words"],
    )
    assert len(heads) == len(set(heads))


def test_what_coders_sorted_comes_out_with_the_replies(noon: datetime) -> None:
    consultation, sana = opened(noon, [CHANGE]), moderator("sana")
    texts = approved_texts(consultation, ["More pay.", "Pay and time.", "Hello.", "Later."], by=sana, at=noon)
    pay = write_theme(consultation, title="Pay", by=sana, at=noon)
    time = write_theme(consultation, title="=Time", by=sana, at=noon)
    for text, themes in zip(texts, ([pay], [time, pay], []), strict=False):
        code_texts([text.pk], themes=themes, how="by_hand", by=sana, at=noon)
    restore(texts[0], by=sana, at=noon)
    heads, *rows = lines(consultation)
    assert heads[-2:] == ["What would you change?", "What would you change?: themes"]
    assert sorted(tuple(row[-2:]) for row in rows) == [
        ("", ""),
        ("Hello.", "none of the themes"),
        ("Later.", ""),
        ("Pay and time.", "Pay; =Time"),
    ]
    meant = list(exporting.codebook_lines(consultation))[-1]
    assert (meant[0], meant[4]) == ("What would you change?: themes", "Pay; =Time; none of the themes")


def approved_texts(consultation: Consultation, words: list[str], *, by: User, at: datetime) -> list[Answer]:
    send(consultation, [({"change": text}, 1) for text in words], at=at)
    texts = [Answer.objects.get(value=text) for text in words]
    for text in texts:
        approve(text, by=by, at=at)
    return texts


def test_replies_that_may_not_be_read_are_left_out(noon: datetime) -> None:
    consultation = answered(noon)
    consultation.replies.filter(channel="web").update(readable=False)
    assert len(lines(consultation)) == 2


def test_a_workbook_has_the_replies_and_the_codebook(noon: datetime) -> None:
    consultation = answered(noon)
    content = b"".join(exporting.replies_book(consultation, exporting.reply_lines(consultation)))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Replies", "Codebook"]
    assert book["Replies"].max_row == 6
    rows = [tuple(cell or "" for cell in row) for row in book["Codebook"].iter_rows(values_only=True)]
    assert rows[1][:5] == (
        "Did you go home worried?",
        "worried",
        "Did you go home worried?",
        "single",
        "Yes (yes); No (no); Not sure (unsure)",
    )
    assert ("pay", "£") in [(row[1], row[5]) for row in rows]


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("format", "begins_with", "language"),
    [
        ("csv", b"\xef\xbb\xbfR", ""),
        ("xlsx", b"PK\x03\x04", ""),
        pytest.param("pdf", b"%PDF", "en-GB", marks=pytest.mark.pdf),
        pytest.param("pdf-cy", b"%PDF", "cy", marks=pytest.mark.pdf),
    ],
)
def test_a_worker_makes_the_file_and_each_fetch_is_written_down(
    noon: datetime, sign_in: SignIn, ines: User, format: str, begins_with: bytes, language: str
) -> None:
    """The report comes in the language that was asked for, whatever the worker spoke last."""
    consultation = answered(noon)
    Consultation.objects.update(in_welsh=True)
    send(consultation, [({"worried": "yes"}, 20), ({"worried": "no"}, 20)], at=noon)
    release(consultation, "worried", at=noon)
    desk, root = sign_in(ines), f"/cms/views/{consultation.pk}/exports/"
    desk.post(f"{root}ask/", {"format": format})
    assert "Waiting for a worker" in desk.get(root).content.decode()
    with override("cy" if format == "pdf" else "en-gb"):
        assert run_waiting(at=noon) == 1
    export = Export.objects.get()
    assert export.replies == 45
    sent = b"".join(desk.post(f"/cms/views/exports/{export.pk}/").streaming_content)
    assert sent == b"".join(kept(export.pieces.all()))
    assert sent[:4] == begins_with
    if language:
        assert PdfReader(io.BytesIO(sent)).root_object["/Lang"] == language
    entries = Entry.objects.filter(action__startswith="consultation.export").order_by("pk")
    assert list(entries.values_list("action", "by", "detail")) == [
        ("consultation.exported", ines.pk, {"format": format, "export": export.pk}),
        ("consultation.export_fetched", ines.pk, {"format": format, "export": export.pk}),
    ]


def test_one_export_at_a_time(noon: datetime, ines: User) -> None:
    consultation = answered(noon)
    with pytest.raises(NotForPublication, match="in English only"):
        exporting.ask_for_export(consultation, format="pdf-cy", by=ines, at=noon)
    welsh = Export(consultation=consultation, format="pdf-cy", asked_at=noon)
    assert welsh.file_name == "workload-2022-03-15-cy.pdf"
    exporting.ask_for_export(consultation, format="csv", by=ines, at=noon)
    with pytest.raises(NotForPublication, match="wait until it is ready"):
        exporting.ask_for_export(consultation, format="csv", by=ines, at=noon)
    assert Export.objects.count() == 1


def test_whoever_may_moderate_may_not_yet_export(noon: datetime, sign_in: SignIn) -> None:
    consultation = answered(noon)
    export = exporting.ask_for_export(consultation, format="csv", by=somebody("sana"), at=noon)
    Export.objects.update(ready_at=noon)
    desk = sign_in(somebody("sana"))
    assert desk.get(f"/cms/views/{consultation.pk}/exports/").status_code == 404
    assert desk.post(f"/cms/views/{consultation.pk}/exports/ask/", {"format": "csv"}).status_code == 404
    assert desk.post(f"/cms/views/{consultation.pk}/exports/stop/").status_code == 404
    assert desk.post(f"/cms/views/exports/{export.pk}/").status_code == 404


def test_who_may_only_export_finds_the_way_there(noon: datetime, sign_in: SignIn) -> None:
    consultation = answered(noon)
    asha = User.objects.create_user("asha@example.org", name="Asha Renwick")
    asha.groups.add(Group.objects.get(name="Researchers"))
    desk = sign_in(asha)
    assert '"/cms/views/"' in desk.get("/cms/").content.decode()
    index = desk.get("/cms/views/").content.decode()
    assert f'href="/cms/views/{consultation.pk}/exports/"' in index
    assert "Texts waiting" not in index
    assert desk.get(f"/cms/views/{consultation.pk}/exports/").status_code == 200
    assert desk.get(f"/cms/views/{consultation.pk}/").status_code == 404


def test_characters_that_no_workbook_holds_are_written_as_what_they_are(noon: datetime) -> None:
    consultation = opened(noon, [CHANGE])
    send(consultation, [({"change": 'Forms\x0bforms \\ "forms"'}, 1)], at=noon)
    Answer.objects.update(moderation="approved")
    content = b"".join(exporting.replies_book(consultation, exporting.reply_lines(consultation)))
    assert load_workbook(io.BytesIO(content))["Replies"]["D2"].value == 'Forms_x000B_forms \\ "forms"'


def test_an_unknown_format_and_a_stop(noon: datetime, sign_in: SignIn, ines: User) -> None:
    consultation, desk = answered(noon), sign_in(ines)
    root = f"/cms/views/{consultation.pk}/exports/"
    assert desk.post(f"{root}ask/", {"format": "exe"}).status_code == 404
    desk.post(f"{root}ask/", {"format": "csv"})
    assert "Stopped before the end." in desk.post(f"{root}stop/", follow=True).content.decode()
    desk.post(f"{root}ask/", {"format": "xlsx"})
    assert run_waiting(at=noon) == 1
    assert [(one.format, one.ready_at is not None) for one in Export.objects.all()] == [("xlsx", True)]


def test_exports_go_after_a_week(noon: datetime, ines: User) -> None:
    export = exporting.ask_for_export(answered(noon), format="csv", by=ines, at=noon)
    ExportPiece.objects.create(export=export, number=0, content=b"x")
    week = noon + timedelta(days=7)
    assert [line.n for line in exporting.expire(at=week, dry_run=False)] == [0]
    later = week + timedelta(minutes=1)
    assert [line.n for line in exporting.expire(at=later, dry_run=True)] == [1]
    assert [line.n for line in exporting.expire(at=later, dry_run=False)] == [1]
    assert (Export.objects.count(), ExportPiece.objects.count()) == (0, 0)
    assert [line.n for line in exporting.expire(at=later, dry_run=False)] == [0]
