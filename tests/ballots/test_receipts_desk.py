"""Ines chooses, on a page beside the five screens, what members can check by their receipt."""

from datetime import datetime

import pytest
from django.test import Client

from ballots.models import Ballot
from tests.ballots import factories
from tests.ballots.factories import a_branch, ines
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
DESK = "/desk/ballots/pay-claim/"
PAGE, CHECK = f"{DESK}receipts/", f"{DESK}check/"


@told_once
def draft(at: datetime) -> Ballot:
    return factories.a_draft(a_branch(members=12), noon=at)


@pytest.fixture
def desk(sign_in: SignIn, draft: Ballot) -> Client:
    return sign_in(ines(a_branch()))


def test_ines_leaves_the_trackers_out_of_the_list(desk: Client, draft: Ballot) -> None:
    assert "By the tracker on their receipt, that their vote was counted" in text_of(desk.get(CHECK))
    assert desk.post(PAGE, {"receipt": "inclusion"})["Location"] == CHECK
    draft.refresh_from_db()
    assert draft.receipt == "inclusion"
    assert "Votes are listed without trackers, so that no receipt tells a vote." in text_of(desk.get(CHECK))
    review = desk.post(f"{DESK}preview/", {"question_1": "1"})
    assert "with the receipt you can check that your sealed vote" in text_of(review)


def test_what_is_chosen_is_chosen_again_unchanged(desk: Client) -> None:
    entries = Entry.objects.count()
    desk.post(PAGE, {"receipt": "tracker"})
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("sent", ["", "both"])
def test_nothing_and_rubbish_get_a_sentence(desk: Client, draft: Ballot, sent: str) -> None:
    page = desk.post(PAGE, {"receipt": sent})
    assert (page.status_code, "Choose one" in text_of(page)) == (422, True)
    draft.refresh_from_db()
    assert draft.receipt == "tracker"
