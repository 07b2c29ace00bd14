"""Sana takes the history of the site home as a spreadsheet."""

import csv

import pytest

from campaigns.models import PlanPage
from tests.conftest import SignIn
from union.accounts.models import User

pytestmark = pytest.mark.django_db


def rows_of(answer: object) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(csv.DictReader(sent.decode().splitlines()))


@pytest.mark.parametrize("report", ["site-history", "workflow"])
def test_a_title_in_a_report_is_no_formula(
    plan: PlanPage, kit: User, sana: User, sign_in: SignIn, report: str
) -> None:
    plan.title = "=HYPERLINK(1)"
    plan.save_revision(user=kit, log_action=True).publish()
    plan.get_workflow().start(plan, kit)
    found = rows_of(sign_in(sana).get(f"/cms/reports/{report}/", {"export": "csv"}))
    titles = {cell for row in found for cell in row.values() if "HYPERLINK" in cell}
    assert titles == {"'=HYPERLINK(1)"}
