"""A printed count stays true while people sign, and its PDF is ready for whoever asks."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client, TestCase
from django.utils import timezone

from campaigns.models import CampaignPage, PlanPage
from petitions import opening
from petitions.counting import roll_up
from petitions.models import Petition, Tally, TallyDelta
from tests.campaigns.printed import publish, wanted
from tests.campaigns.publishing import in_welsh
from tests.petitions.factories import open_petition
from union.pages.base import UnionPage
from union.pages.drawing import draw_due
from union.pages.printing import print_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def busy(plan: PlanPage, now: datetime) -> Petition:
    """A petition that 12,340 people have signed, on the campaign's page."""
    petition = open_petition(
        at=now, goal=50_000, title_cy="Deg pwynt", demand_cy="Mwy", decision_maker_cy="X"
    )
    Tally.objects.create(petition=petition, dimension="all", n=12_340)
    campaign = CampaignPage.objects.get()
    campaign.body = [("sign", {"petition": petition})]
    campaign.save()
    publish(campaign)
    return petition


def printed(page: UnionPage) -> str:
    return " ".join(print_html(page).replace("</p>", " </p>").split())


def sign(petition: Petition, many: int, *, at: datetime) -> None:
    TallyDelta.objects.bulk_create(TallyDelta(petition=petition, n=1, hour=at) for _ in range(many))
    with TestCase.captureOnCommitCallbacks(execute=True):
        roll_up(at=at)


def test_fifty_more_signatures_leave_the_file_and_one_that_crosses_a_step_makes_a_new_one(
    client: Client, busy: Petition, now: datetime, quick: None
) -> None:
    draw_due(at=now)
    yesterday = client.get("/safe-visits/pdf/")["ETag"]
    sign(busy, 50, at=now)
    assert (wanted(), client.get("/safe-visits/pdf/")["ETag"]) == (set(), yesterday)
    sign(busy, 611, at=now)
    assert wanted() == {"Safe visits"}
    assert client.get("/safe-visits/pdf/").status_code == 503
    draw_due(at=now)
    assert client.get("/safe-visits/pdf/")["ETag"] != yesterday


def test_what_is_printed_of_a_petition_stays_true_until_its_end_and_is_exact_then(
    busy: Petition, now: datetime
) -> None:
    campaign = CampaignPage.objects.get()
    assert "<p>More than 12,000 people have signed. <" in printed(campaign)
    assert "<p>Mae mwy na 12,000 o bobl wedi llofnodi. <" in printed(in_welsh(campaign))
    opening.close(busy, by=None, at=now)
    cache.clear()
    assert "<p>More than 12,000 people have signed. It takes no" in printed(campaign)
    sign(busy, 7, at=now)  # whoever signed in time confirms afterwards
    opening.keep_timetable(at=now + timedelta(days=3))
    cache.clear()
    assert "<p>12,347 people have signed. It takes no" in printed(campaign)
