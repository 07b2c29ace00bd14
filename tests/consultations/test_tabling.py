"""Kit proposes a table, Sana releases it, and the page of results shows it."""

import csv
import io
import re
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from campaigns.consultations.errors import NotForPublication, SamePerson, TooFew
from campaigns.consultations.exporting import report_html
from campaigns.consultations.models import Consultation, ReleasedTable, Table
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.questionnaire import Asked, Choice, Given
from campaigns.consultations.tabling import Wanted, looked_at, release_table, withdraw_table
from tests.conftest import SignIn
from tests.consultations.counted import opened, propose, release, send, somebody
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED
from tests.consultations.test_tabulating import REGION, SUPPORT, TASKS
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
BRANCH = Asked(
    key="branch",
    kind="single",
    label="Your branch",
    section="You",
    options=(Choice("cardiff", "Cardiff"), Choice("swansea", "Swansea"), Choice("leeds", "Leeds")),
    describes="branch",
)


def answered(at: datetime, *, slug: str = "workload") -> Consultation:
    consultation = opened(at, [WORRIED, CASELOAD, TASKS, SUPPORT, REGION, BRANCH, CHANGE], slug=slug)
    rows: list[tuple[dict[str, Given], int]] = [
        ({"worried": "yes", "region": "wales", "branch": "cardiff"}, 30),
        ({"worried": "no", "region": "wales", "branch": "cardiff"}, 20),
        ({"worried": "yes", "region": "wales", "branch": "swansea"}, 12),
        ({"worried": "no", "region": "wales", "branch": "swansea"}, 3),
        ({"worried": "yes", "region": "north", "branch": "leeds"}, 15),
        ({"worried": "no", "region": "north", "branch": "leeds"}, 25),
    ]
    told: dict[str, Given] = {"caseload": "23", "tasks": ["forms", "visits"], "support": {"manager": "yes"}}
    send(consultation, [({**told, **given}, n) for given, n in rows], at=at)
    send(consultation, [({**told, **rows[0][0]}, 14)], at=at, channel="paper")
    return consultation


def test_one_proposes_and_another_releases_a_table(noon: datetime) -> None:
    table = propose(answered(noon), "worried", at=noon)
    assert ReleasedTable.objects.count() == 0
    release_table(table, by=somebody("sana"), at=noon)
    released = ReleasedTable.objects.get()
    assert (released.author, released.released_by, released.base) == (somebody("kit"), somebody("sana"), 119)
    assert released.counted_on.isoformat() == "2022-03-15"
    assert released.channels == {"paper": 10}
    entries = Entry.objects.filter(action__startswith="table")
    assert list(entries.values_list("action", "by", "detail")) == [
        ("table.proposed", somebody("kit").pk, {"base": 119}),
        ("table.released", somebody("sana").pk, {"base": 119}),
    ]


def test_nobody_releases_their_own_table_nor_one_twice(noon: datetime) -> None:
    table = propose(answered(noon), "worried", at=noon)
    with pytest.raises(SamePerson):
        release_table(table, by=somebody("kit"), at=noon)
    release_table(table, by=somebody("sana"), at=noon)
    with pytest.raises(NotForPublication):
        release_table(table, by=somebody("sana"), at=noon)
    withdraw_table(table, by=somebody("kit"), at=noon)
    withdraw_table(table, by=somebody("kit"), at=noon)
    assert ReleasedTable.objects.count() == 0
    assert Entry.objects.filter(action="table.withdrawn").count() == 1


@pytest.mark.any_database
def test_the_database_refuses_a_table_released_by_its_author_or_too_small(noon: datetime) -> None:
    table = Table.objects.filter(pk=propose(answered(noon), "worried", at=noon).pk)
    with pytest.raises(IntegrityError, match="table_released_by_another"), transaction.atomic():
        table.update(released_by=somebody("kit"), released_at=noon)
    with pytest.raises(IntegrityError, match="table_base_of_ten"), transaction.atomic():
        table.update(base=9)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("question", "line", "split_by", "lines"),
    [
        ("worried", "", "", [119]),
        ("worried", "", "region", [119, 79, 40]),
        ("worried", "", "branch", [119, 40, 79]),
        ("caseload", "", "region", [119, 79, 40]),
        ("caseload", "", "branch", [119, 64, 15, 40]),
        ("tasks", "", "", [119]),
        ("support", "manager", "", [119]),
        ("branch", "", "", [119]),
    ],
)
def test_what_is_counted(noon: datetime, question: str, line: str, split_by: str, lines: list[int]) -> None:
    """Swansea's three who are not worried go with Cardiff, and with nobody outside Wales."""
    table = looked_at(answered(noon), Wanted(question, line, split_by), at=noon)
    assert [row.base for row in table.tabulated.lines] == lines
    assert Table.objects.count() == 0


@pytest.mark.parametrize(
    ("question", "split_by"),
    [("change", ""), ("nothing", ""), ("worried", "caseload"), ("worried", "worried"), ("region", "branch")],
)
def test_what_is_no_table_is_refused_in_a_sentence(noon: datetime, question: str, split_by: str) -> None:
    with pytest.raises(TooFew, match="Choose a question"):
        looked_at(answered(noon), Wanted(question, "", split_by), at=noon)


def test_only_replies_that_stand_are_counted(noon: datetime) -> None:
    consultation = answered(noon)
    consultation.replies.filter(channel="paper").update(state="withdrawn", withdrawn_on=noon.date())
    consultation.replies.filter(pk=consultation.replies.first().pk).update(readable=False)
    assert looked_at(consultation, Wanted("worried"), at=noon).base == 104


# --- the page of results ----------------------------------------------------------------------------------


def test_a_thousand_has_its_comma_on_page_and_print(noon: datetime, client: Client) -> None:
    consultation = opened(noon, [WORRIED])
    send(consultation, [({"worried": "yes"}, 1140)], at=noon)
    release(consultation, "worried", at=noon)
    assert "1,140 who answered" in client.get("/views/workload/results/").content.decode()
    assert "1,140 who answered" in report_html(consultation, at=noon)


def test_a_chart_that_runs_through_the_foot_of_a_page_is_not_printed(noon: datetime, client: Client) -> None:
    """Nine bars and their name fit on a sheet. Ten are shown on the page, and in print by their numbers."""
    options = tuple(Choice(f"a{n}", f"Area {n}") for n in range(10))
    for number in (9, 10):
        areas = replace(REGION, key="area", label="Your area", describes="", options=options[:number])
        consultation = opened(noon, [areas], slug=f"areas-{number}")
        send(consultation, [({"area": option.key}, 10) for option in areas.options], at=noon)
        release(consultation, "area", at=noon)
        page, sheet = (
            client.get(f"/views/areas-{number}/results/").content.decode(),
            report_html(consultation, at=noon),
        )
        assert ('<svg class="chart"' in page, '<svg class="chart"' in sheet) == (True, number == 9)
        assert sheet.count('<th scope="row">Area ') == number


def test_a_split_table_wider_than_a_sheet_is_printed_in_parts_with_every_number(noon: datetime) -> None:
    """Twelve answers beside each other ran over the edge of the paper, and seven of them were on no page."""
    options = tuple(Choice(f"a{n}", f"Area {n}") for n in range(12))
    areas = replace(REGION, key="area", label="Your area", describes="", options=options)
    consultation = opened(noon, [areas, WORRIED])
    send(
        consultation,
        [({"area": o.key, "worried": said}, 10) for o in options for said in ("yes", "no")],
        at=noon,
    )
    release(consultation, "area", split_by="worried", at=noon)
    parts = tables_of(report_html(consultation, at=noon))
    assert [part[0] for part in parts] == [
        ["Group", *(f"Area {n}" for n in numbers), "Who answered"]
        for numbers in (range(5), range(5, 10), range(10, 12))
    ]
    assert [row[0] for row in parts[2][1:]] == ["All who answered", "Yes", "No"]
    assert [row[1:] for row in parts[2][1:]] == [
        ["8%", "8%", "240"],
        ["8%", "8%", "120"],
        ["8%", "8%", "120"],
    ]


def tables_of(html: str) -> list[list[list[str]]]:
    """The words of every cell, row by row."""
    return [
        [
            [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", table)
        ]
        for table in re.findall(r"<table.*?</table>", html, re.DOTALL)
    ]


def test_the_printed_report_says_when_it_was_asked_and_of_whom(noon: datetime) -> None:
    consultation = opened(noon, [WORRIED])
    asked = "Who could answer: anyone, without giving a name. Open from 14 March 2022 to 16 March 2022"
    assert f"{asked}, and not closed when this was made.</p>" in report_html(consultation, at=noon)
    close_consultation(consultation, by=None, at=consultation.closes)
    consultation.refresh_from_db()
    assert f"{asked}.</p>" in report_html(consultation, at=noon)


def test_months_and_thousands_read_as_words_and_numbers(noon: datetime, client: Client) -> None:
    since = Asked(key="since", kind="date", label="Since when?", section="Work")
    consultation = opened(noon, [since])
    send(consultation, [({"since": "2026-03-02"}, 1140), ({"since": "2026-04-30"}, 20)], at=noon)
    release(consultation, "since", at=noon)
    assert tables_of(report_html(consultation, at=noon)) == [
        [["Answer", "Share", "People"], ["March 2026", "98%", "1,140"], ["April 2026", "2%", "20"]]
    ]
    page = client.get("/cy/views/workload/results/").content.decode()
    assert ("Mawrth 2026" in page, "1,140" in page, "2026-03" in page) == (True, True, False)


def test_the_page_shows_a_released_table_with_chart_base_and_note(noon: datetime, client: Client) -> None:
    consultation = answered(noon)
    propose(consultation, "worried", at=noon)
    assert "No table has been published yet." in client.get("/views/workload/results/").content.decode()
    release(consultation, "worried", split_by="branch", at=noon)
    page = client.get("/views/workload/results/").content.decode()
    assert "119 who answered, as counted on 15 March 2022" in page
    assert "At least 10 of the answers came on paper." in page
    assert '<svg class="chart" role="img"' in page
    assert '<th scope="row">Wales</th>' in page  # both its branches, for Swansea alone is too small
    assert "Small groups are put together or held back." in page


def test_a_withdrawn_table_leaves_the_page_and_its_file_is_gone(noon: datetime, client: Client) -> None:
    table = release(answered(noon), "worried", at=noon)
    assert client.get(f"/views/workload/results/{table.pk}.csv").status_code == 200
    withdraw_table(table, by=somebody("kit"), at=noon)
    assert client.get(f"/views/workload/results/{table.pk}.csv").status_code == 404
    assert "No table has been published yet." in client.get("/views/workload/results/").content.decode()


def test_a_table_as_csv(noon: datetime, client: Client) -> None:
    table = release(answered(noon), "worried", split_by="region", at=noon)
    sent = b"".join(client.get(f"/views/workload/results/{table.pk}.csv").streaming_content)
    assert list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))[:7] == [
        ["Question", "Did you go home worried?"],
        ["Split by", "Your region"],
        ["Counted on", "2022-03-15"],
        ["Group", "Who answered", "Yes", "Yes (replies)", "No", "No (replies)"],
        ["All who answered", "119", "59.7", "71", "40.3", "48"],
        ["Wales", "79", "70.9", "56", "29.1", "23"],
        ["North", "40", "37.5", "15", "62.5", "25"],
    ]


def test_the_wave_before_stands_beside_with_both_bases(noon: datetime, client: Client) -> None:
    before, now = answered(noon), answered(noon, slug="again")
    Consultation.objects.filter(pk=now.pk).update(earlier_wave=before)
    for consultation in (before, now):
        release(consultation, "worried", at=noon)
    page = client.get("/views/again/results/").content.decode()
    first, again = (
        ReleasedTable.objects.filter(consultation__slug=slug).first() for slug in ("workload", "again")
    )
    assert f'<a href="{first.get_absolute_url()}">and 119 in the wave before, of 15 March 2022</a>' in page
    earlier = client.get("/views/workload/results/").content.decode()
    there = f'<a href="{again.get_absolute_url()}">This was asked again: the results of 15 March 2022</a>'
    assert (there in earlier, "This was asked again" in page) == (True, False)
    assert len(re.findall(r'<td class="number">60%\s*</td>', page)) == 2
    assert "In the wave before" not in page


def test_an_answer_reworded_is_compared_and_others_put_together_only_with_the_same(
    noon: datetime, client: Client
) -> None:
    """“Yes” is now “Yes, often”, under its key. “No” goes with “Never”, and went with “I am not sure”."""
    options = (Choice("yes", "Yes, often"), Choice("no", "No"), Choice("never", "Never"))
    reworded = replace(WORRIED, label="Do you go home worried?", options=options)
    before, now = opened(noon, [WORRIED]), opened(noon, [reworded], slug="again")
    send(before, [({"worried": "yes"}, 55), ({"worried": "no"}, 40), ({"worried": "unsure"}, 5)], at=noon)
    send(now, [({"worried": "yes"}, 60), ({"worried": "no"}, 35), ({"worried": "never"}, 5)], at=noon)
    Consultation.objects.filter(pk=now.pk).update(earlier_wave=before)
    for consultation in (before, now):
        release(consultation, "worried", at=noon)
    page = re.sub(r"\s+", " ", client.get("/views/again/results/").content.decode())
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page)
    cells = {heading: re.findall(r">\s*([^<>\s]+)\s*</td>", row) for heading, row in rows}
    assert cells == {
        "Yes, often": ["60%", "60", "55%"],
        "All others together": ["40%", "40", "–"],
    }
    assert "“All others together” counts those who answered one of these: No; Never." in page
    assert "In the wave before the question read: “Did you go home worried?”" in page
    assert "In the wave before there were other answers to choose from" in page


def test_a_figure_leads_to_its_own_table_when_a_later_one_stands_there(
    noon: datetime, client: Client
) -> None:
    consultation = answered(noon)
    first = release(consultation, "worried", at=noon)
    send(consultation, [({"worried": "yes"}, 10)], at=noon)
    second = release(consultation, "worried", at=noon)
    path, _, place = first.get_absolute_url().partition("#")
    page = client.get(path).content.decode()
    assert page.count(f'id="{place}"') == page.count(f'id="table-{second.pk}"') == 1
    line = page.partition(f'id="{place}"')[2].partition("</p>")[0]
    assert "Counted before, on 15 March 2022, of 119 who had answered:" in line
    assert f'href="/views/workload/results/{first.pk}.csv"' in line


def test_a_page_in_welsh_says_the_words_of_the_question_in_welsh(noon: datetime, client: Client) -> None:
    consultation = answered(noon)
    Consultation.objects.filter(pk=consultation.pk).update(in_welsh=True, title_cy="Eich llwyth gwaith")
    release(consultation, "support", line="manager", at=noon)
    page = client.get("/cy/views/workload/results/").content.decode()
    assert "Eich llwyth gwaith" in page
    assert "Fy rheolwr" in page
    assert "Ydy" in page
    assert "Canlyniadau" in page
    assert "Eich llwyth gwaith" not in report_html(consultation, at=noon)
    with override("cy"):
        sheet = report_html(Consultation.objects.get(pk=consultation.pk), at=noon)
    assert ('<html lang="cy">' in sheet, "<h1>Eich llwyth gwaith</h1>" in sheet) == (True, True)
    assert tables_of(sheet)[0][0] == ["Ateb", "Cyfran", "Pobl"]
    assert "15 Mawrth 2022" in sheet
    english = ["Who could", "who answered", "Results", "held back", "All others", "People", "Page"]
    assert [words for words in english if words in sheet] == []


def test_a_draft_has_no_results(noon: datetime, client: Client) -> None:
    Consultation.objects.filter(pk=answered(noon).pk).update(
        state="draft", opened_at=None, closed_at=None, reported_at=None
    )
    assert client.get("/views/workload/results/").status_code == 404


# --- the desk of moderators -------------------------------------------------------------------------------


def test_moderators_look_propose_release_and_withdraw(noon: datetime, sign_in: SignIn) -> None:
    consultation, root = answered(noon), f"/cms/views/{answered(noon, slug='other').pk - 1}/tables/"
    sana, kit = sign_in(somebody("sana")), sign_in(somebody("kit"))
    shown = kit.get(f"{root}?question=worried/&split_by=region").content.decode()
    assert "Propose it for release" in shown
    assert Table.objects.count() == 0
    slips = "one slip can move the average far"
    assert slips not in kit.get(f"{root}?question=caseload/&split_by=").content.decode()
    version = consultation.versions.get()
    version.content["questions"][1]["greatest"] = ""
    version.save()
    assert slips in kit.get(f"{root}?question=caseload/&split_by=").content.decode()
    wanted = {"question": "worried/", "split_by": "region"}
    assert (
        "Somebody else has to release the table."
        in kit.post(f"{root}propose/", wanted, follow=True).content.decode()
    )
    table = Table.objects.get(consultation=consultation)
    decide = f"/cms/views/tables/{table.pk}/"
    assert "You proposed this table" in kit.post(f"{decide}release/", follow=True).content.decode()
    assert (
        "the table is on the page of results" in sana.post(f"{decide}release/", follow=True).content.decode()
    )
    assert "have left every page" in sana.post(f"{decide}withdraw/", follow=True).content.decode()
    assert sana.post(f"{decide}nonsense/").status_code == 404


def test_a_table_of_too_few_is_refused_on_the_page(noon: datetime, sign_in: SignIn) -> None:
    consultation = opened(noon, [WORRIED, REGION])
    kit = sign_in(somebody("kit"))
    page = kit.get(f"/cms/views/{consultation.pk}/tables/?question=worried/&split_by=").content.decode()
    assert "This table cannot be shown" in page
    refused = kit.post(f"/cms/views/{consultation.pk}/tables/propose/", {"question": "worried/"}, follow=True)
    assert "This table cannot be shown" in refused.content.decode()
    wrong = kit.post(f"/cms/views/{consultation.pk}/tables/propose/", {"question": "x"}, follow=True)
    assert "Choose a question" in wrong.content.decode()


def test_others_find_no_such_page(noon: datetime, client: Client) -> None:
    consultation = answered(noon)
    assert client.post(f"/cms/views/{consultation.pk}/tables/propose/").status_code in (302, 404)


# --- the interface for programs ---------------------------------------------------------------------------


def test_released_tables_are_in_the_api(noon: datetime, client: Client) -> None:
    consultation = answered(noon)
    assert client.get("/api/views/").json() == {"consultations": []}
    release(consultation, "worried", split_by="region", at=noon)
    [listed] = client.get("/api/views/").json()["consultations"]
    assert listed["links"]["results"] == "http://testserver/views/workload/results/"
    [table] = client.get("/api/views/workload/").json()["tables"]
    assert (table["base"], table["counted_on"], table["split_by"]) == (119, "2022-03-15", "region")
    assert table["lines"][1] == {
        "key": "wales",
        "label": "Wales",
        "base": 79,
        "numbers": [
            {"value": 70.89, "people": 56, "shown": "71%"},
            {"value": 29.11, "people": 23, "shown": "29%"},
        ],
    }
    assert client.get("/api/views/nowhere/").status_code == 404
