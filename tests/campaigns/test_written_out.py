"""What is read in SQL of our own is what the ORM reads, column by column."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page

from campaigns.consultations import showing
from campaigns.consultations.models import AnsweredTheme, Consultation, PublishedQuote, ReleasedFigure
from campaigns.models import HomePage, OpinionPage, PlanPage
from campaigns.models.cards import cards_beneath
from petitions.models import Petition
from petitions.showing import shown
from tests.campaigns.bodies import everything
from tests.campaigns.page_types import one_of_each
from tests.once import told_once
from union.statements import by_key

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.now()


@told_once
def shown_in_bodies(now: datetime) -> None:
    everything(now)


def columns(record: Model) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_a_page_is_read_whole_with_the_records_it_shows(now: datetime) -> None:
    one_of_each(now)
    kinds = {page.specific_class for page in Page.objects.filter(depth__gt=1)} - {Page}
    assert len(kinds) == 11
    for kind in kinds:
        [plain] = kind.objects.all()
        [read] = by_key(kind, [plain.pk], along=getattr(kind, "read_along", ())).values()
        assert (kind, columns(read)) == (kind, columns(plain))
    [opinion] = by_key(OpinionPage, [OpinionPage.objects.get().pk], along=["petition"]).values()
    assert columns(opinion.petition) == columns(Petition.objects.get())
    [home] = by_key(HomePage, [HomePage.objects.get().pk], along=["action_page"]).values()
    assert home.action_page is None
    assert by_key(HomePage, []) == {}


@pytest.mark.usefixtures("shown_in_bodies")
def test_figures_quotes_and_themes_are_those_an_editor_may_choose() -> None:
    for kind, read in (
        (ReleasedFigure, showing.figures),
        (PublishedQuote, showing.quotes),
        (AnsweredTheme, showing.themes),
    ):
        [plain] = kind.objects.all()
        assert {key: columns(record) for key, record in read([plain.pk, 10**9]).items()} == {
            plain.pk: columns(plain)
        }
        assert read([]) == {}
    told = showing.told(Consultation.objects.get())
    assert [columns(outcome) for outcome in told.outcomes] == [columns(AnsweredTheme.objects.get().outcome)]
    assert told.report is None


@pytest.mark.usefixtures("shown_in_bodies")
def test_a_petition_is_as_it_is_stored() -> None:
    found = shown("ten-points")
    assert found is not None
    assert columns(found.petition) == columns(Petition.objects.get())
    assert (found.petition.successor, found.guard.limits.address_minute, found.entries) == (None, 10, ())
    Petition.objects.update(state="draft")
    assert shown("nowhere") is None


@pytest.mark.usefixtures("shown_in_bodies")
def test_a_card_knows_its_address_and_its_sentence() -> None:
    plan = PlanPage.objects.get()
    plan.summary = "Short and good."
    plan.save()
    [card] = cards_beneath(plan.get_parent(), PlanPage)
    assert (card.title, card.summary, card.get_url()) == (plan.title, "Short and good.", "/safe-visits/plan/")
    plan.unpublish()
    assert cards_beneath(plan.get_parent(), PlanPage) == []
