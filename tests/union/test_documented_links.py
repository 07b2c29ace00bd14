"""What docs/data-protection.md says of mailed links and codes holds in the code."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from ballots.limiting import CODES
from campaigns.comments import commenting
from campaigns.consultations import interested
from campaigns.newsletters import subscribing
from petitions import links
from petitions.models import CODE_TRIES
from union.desk import me_links

PAGE = Path(__file__).parents[2] / "docs" / "data-protection.md"


def row_of(what: str) -> str:
    [row] = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| {what} |")]
    return row


@pytest.mark.parametrize(
    ("what", "lives", "said"),
    [
        ("code to sign in as staff", timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT), "15 minutes"),
        ("link to `/me/`", me_links.LIVES, "1 hour"),
        ("link to confirm a signature, or to take it away", links.LINK_LIVES, "30 days"),
        ("link to confirm a newsletter", subscribing.LINK_LIVES, "7 days"),
        ("link to confirm a comment", commenting.LINK_LIVES, "7 days"),
        ("link to confirm “tell me when you report”", interested.LINK_LIVES, "7 days"),
    ],
)
def test_the_page_says_how_long_each_works(what: str, lives: timedelta, said: str) -> None:
    number, unit = said.split()
    assert lives == timedelta(**{f"{unit.rstrip('s')}s": int(number)})
    assert f"| {said}" in row_of(what)


def test_the_page_says_how_often_a_code_can_be_tried() -> None:
    assert f"in {CODE_TRIES} tries" in row_of("six digits in the same letter")
    assert f"{CODES.most} codes a day" in row_of("link to vote, and the code of a posted letter")
