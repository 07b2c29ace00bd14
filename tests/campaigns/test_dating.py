"""The date of news that was written some days before it is published."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from campaigns.models import PlanPage, PressReleasePage
from tests.campaigns.publishing import in_welsh

pytestmark = pytest.mark.django_db


def drafted(plan: PlanPage, *, days_ago: int, dated: date | None = None) -> PressReleasePage:
    """A release whose draft was begun so many days ago, and that bears that day or the one chosen."""
    begun = timezone.now() - timedelta(days=days_ago)
    page = PressReleasePage(
        title="Fund it now", slug="press", dated=dated or timezone.localdate(begun), live=False
    )
    plan.get_parent().add_child(instance=page)
    page.save_revision()
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=begun)
    page.summary = "Corrected."
    page.save_revision()
    return page


def read_again(page: Page) -> PressReleasePage:
    return PressReleasePage.objects.get(pk=page.pk)


def test_a_release_bears_the_day_it_went_out_and_keeps_it(plan: PlanPage) -> None:
    page, today = drafted(plan, days_ago=3), timezone.localdate()
    page.latest_revision.publish()
    assert read_again(page).dated == today
    newest = read_again(page).get_latest_revision_as_object()
    assert newest.dated == today
    newest.title = "Fund it this week"
    newest.save_revision().publish()
    assert (read_again(page).title, read_again(page).dated) == ("Fund it this week", today)


def test_a_change_that_waits_bears_the_day_too_once_an_older_version_went_out(plan: PlanPage) -> None:
    page, today = drafted(plan, days_ago=3), timezone.localdate()
    approved = page.latest_revision
    page.title = "Fund it this week"
    page.save_revision()
    approved.publish()
    waiting = read_again(page).get_latest_revision_as_object()
    assert (waiting.title, waiting.dated) == ("Fund it this week", today)


def test_a_day_that_the_editor_chose_stays(plan: PlanPage) -> None:
    page = drafted(plan, days_ago=3, dated=date(2022, 3, 16))
    page.latest_revision.publish()
    assert read_again(page).dated == date(2022, 3, 16)


def test_what_is_out_already_keeps_its_day_whatever_saves_it(plan: PlanPage) -> None:
    page = drafted(plan, days_ago=3)
    before = timezone.now() - timedelta(days=2)
    Page.objects.filter(pk=page.pk).update(live=True, first_published_at=before, last_published_at=before)
    old = read_again(page)
    old.save()
    assert read_again(page).dated == timezone.localdate() - timedelta(days=3)


def test_a_welsh_side_has_the_day_of_the_english_one(plan: PlanPage) -> None:
    page = drafted(plan, days_ago=3, dated=timezone.localdate() - timedelta(days=2))
    page.latest_revision.publish()
    welsh = in_welsh(read_again(page), title="Ariannwch ef", slug="ariannwch")
    begun = timezone.now() - timedelta(days=2)
    Revision.objects.filter(object_id=str(welsh.pk)).update(created_at=begun)
    now = timezone.now()
    Page.objects.filter(pk=welsh.pk).update(first_published_at=now, last_published_at=now)
    welsh = read_again(welsh)
    welsh.save()
    assert read_again(welsh).dated == timezone.localdate() - timedelta(days=2)
