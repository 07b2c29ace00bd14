"""A name in a raw reply lives in one place only, whatever moderators do with it."""

import logging
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.concerns import clear_kept
from campaigns.consultations.exporting import ask_for_export, fetch, report_html
from campaigns.consultations.history import history_of
from campaigns.consultations.linking import token_for
from campaigns.consultations.mixing import settle_due
from campaigns.consultations.models import Reply
from campaigns.consultations.moderating import mark_safeguarding, redact
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.resending import ask_again
from campaigns.consultations.safeguarding import waiting
from campaigns.consultations.under_way import invite_due
from tests.consultations.canary import tables_with
from tests.consultations.counted import release
from tests.consultations.factories import moderator, opened, reply, text_of
from tests.consultations.members import ROWAN, a_branch, place_of, put_to_members
from tests.consultations.test_members_pages import press_start
from tests.petitions.test_mine import at_the_desk
from union.jobs.working import run_waiting

pytestmark = pytest.mark.django_db
CANARY = "Quillemina"


def test_a_name_is_in_the_answer_alone_and_nowhere_once_it_is_withdrawn(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    text = f"I told {CANARY} to stay, because two people on a visit are better."
    code = reply(consultation, at=noon, change=text, consents=["campaign"])
    answer = text_of(consultation)
    mark_safeguarding(answer, by=sana, at=noon)
    redact(answer, words=[CANARY], reason="child", by=sana, at=noon)
    quote = propose_quote(answer, text="I told [...] to stay", purpose="campaign", by=sana, at=noon)
    approve_quote(quote, by=kit, at=noon)
    assert tables_with(CANARY) == ["consultations_answer"]
    withdraw_reply(code, at=noon)
    assert tables_with(CANARY) == ["consultations_safeguardingmark"]  # until somebody has dealt with it
    clear_kept(waiting()[0], note="Rang the council.", by=kit, at=noon)
    assert tables_with(CANARY) == []
    assert tables_with("to stay") == []


def test_a_name_is_in_no_file_or_answer_that_leaves_the_house(noon: datetime, client: Client) -> None:
    """Exports in both kinds, the report, tables as page, file and API, and the history of decisions."""
    consultation, sana = opened(noon), moderator("sana")
    for number in range(12):
        words = f"{CANARY} was moved twice, which is once too often." if number == 0 else ""
        reply(consultation, at=noon, change=words, consents=["campaign"])
    answer = text_of(consultation)
    redact(answer, words=[CANARY], reason="child", by=sana, at=noon)
    table = release(consultation, "worried", at=noon)
    for kind in ("csv", "xlsx"):
        export = ask_for_export(consultation, format=kind, by=sana, at=noon)
        run_waiting(at=noon)
        content = b"".join(fetch(export, by=sana, at=noon))
        whole = content if kind == "csv" else b"".join(parts_of(content))
        assert (b"was moved twice" in whole, CANARY.encode() in whole) == (True, False)
    shown = [
        *(client.get(f"/views/workload/{page}") for page in ("", "results/", f"results/{table.pk}.csv")),
        *(client.get(f"/api/views/workload/{part}") for part in ("", "tables/")),
    ]
    pages = [b"".join(page.streaming_content) if page.streaming else page.content for page in shown]
    told = b"".join([*pages, report_html(consultation, at=noon).encode(), repr(history_of(answer)).encode()])
    assert CANARY.encode() not in told
    assert tables_with(CANARY) == ["consultations_answer"]


def parts_of(workbook: bytes) -> list[bytes]:
    with ZipFile(BytesIO(workbook)) as book:
        return [book.read(name) for name in book.namelist()]


def test_no_table_holds_a_receipt_code(noon: datetime) -> None:
    code = reply(opened(noon), at=noon)
    assert tables_with(code) == []
    assert tables_with(code.replace("-", "")) == []


@pytest.mark.parametrize("mode", ["anonymous_verified", "confidential", "named"])
def test_a_name_in_a_members_reply_is_in_its_answer_alone(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Through the pages, with letters before and after, and the index, the cache and the log looked into."""
    caplog.set_level(logging.DEBUG)
    at = timezone.now()
    consultation = put_to_members(at, mode=mode, branch=a_branch(members=20))
    place = place_of(consultation)
    invite_due(at=at)
    browser = at_the_desk(ROWAN)
    browser.get(f"/views/workload/m/{token_for(place)}/")
    press_start(browser)
    browser.post("/views/workload/q/worried/", {"answer": "yes"})
    text = f"I told {CANARY} to stay."
    browser.post("/views/workload/q/change/", {"answer": text})
    browser.post("/views/workload/q/change/", {"answer": text, "as_it_is": "yes"})
    browser.post("/views/workload/check/", {"consents": ["campaign"]})
    ask_again(consultation, ROWAN, language="en", at=at)
    call_command("update_index", verbosity=0)
    assert tables_with(CANARY) == ["consultations_answer"]
    close_consultation(consultation, by=None, at=at)
    if mode == "anonymous_verified":
        assert settle_due(at=at + timedelta(minutes=2)) == 1
    assert Reply.objects.counted().count() == 1
    call_command("update_index", verbosity=0)
    assert tables_with(CANARY) == ["consultations_answer"]
    assert CANARY not in caplog.text
    assert CANARY not in repr(vars(caches["default"]).get("_cache"))
    assert token_for(place)[11:] not in caplog.text
