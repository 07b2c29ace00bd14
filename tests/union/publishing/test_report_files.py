"""A report of the CMS, opened in a spreadsheet by whoever reads what others called their pages."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import Page, PageLogEntry

from campaigns.models import PlanPage
from tests.conftest import SignIn
from union.accounts.models import User
from union.publishing import report_files

pytestmark = pytest.mark.django_db
REPORTS = ["aging-pages", "site-history"]
FORMULA = '=HYPERLINK("http://evil.example.org/","Pay")'


def named(plan: PlanPage, title: str, by: User) -> None:
    plan.title = title
    plan.save_revision(user=by, log_action=True).publish()


@pytest.mark.parametrize("report", REPORTS)
def test_no_title_is_a_formula(plan: PlanPage, rosa: User, sana: User, sign_in: SignIn, report: str) -> None:
    named(plan, FORMULA, rosa)
    answer = sign_in(sana).get(f"/cms/reports/{report}/?export=csv")
    text = answer.getvalue().decode()
    assert (text[0], text.count("\ufeff")) == ("\ufeff", 1)  # else Excel garbles a ŵ
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert (FORMULA in cells, f"'{FORMULA}" in cells) == (False, True)


@pytest.mark.parametrize("report", REPORTS)
def test_what_was_pasted_with_a_title_breaks_no_workbook(
    plan: PlanPage, rosa: User, sana: User, sign_in: SignIn, report: str
) -> None:
    named(plan, "Three\x0bpoints", rosa)
    answer = sign_in(sana).get(f"/cms/reports/{report}/?export=xlsx")
    book = load_workbook(io.BytesIO(answer.getvalue()))
    assert "Three points" in [cell.value for line in book.active.iter_rows() for cell in line]


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_the_history_of_years_is_read_piece_by_piece(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr(report_files, "A_PIECE", 2)
    sana, page = User.objects.create_superuser("sana@example.org"), Page.objects.get(depth=1)
    for _act in range(5):
        PageLogEntry.objects.log_action(page, "wagtail.edit", user=sana)
    reader = sign_in(sana)
    with CaptureQueriesContext(connection) as asked:
        content = reader.get(f"/cms/reports/site-history/?export={file}").getvalue()
    entries = [one for one in asked if 'pagelogentry"."label"' in one["sql"]]
    assert len(entries) == (PageLogEntry.objects.count() + 1) // 2 >= 3
    assert file == "xlsx" or content.decode().count("Edit") == 5
