"""What a visitor sees of a campaign, and what an editor may not do."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from campaigns.models import CampaignPage, HomePage, PlanPage, PlanPoint
from tests.conftest import SignIn
from union.accounts.models import User
from union.pages.base import RESERVED

pytestmark = pytest.mark.django_db


def test_the_plan_shows_its_points_in_order_with_their_anchors(client: Client, plan: PlanPage) -> None:
    page = client.get("/safe-visits/plan/")
    html = page.content.decode()
    assert page.status_code == 200
    assert [html.index(f'id="{anchor}"') for anchor in ("twos", "posts", "forms")] == sorted(
        html.index(f'id="{anchor}"') for anchor in ("twos", "posts", "forms")
    )
    assert "<title>Three points – Tenpoint Union</title>" in html


def test_a_point_keeps_its_number_and_anchor_when_its_title_changes(plan: PlanPage) -> None:
    point = plan.points.get(number=2)
    point.title = "Fill every post"
    point.full_clean()
    assert (point.number, point.anchor) == (2, "posts")


def test_a_new_point_takes_its_anchor_from_its_title(plan: PlanPage) -> None:
    point = PlanPoint(page=plan, number=4, title="Listen first", text="<p>Always.</p>")
    point.full_clean()
    assert point.anchor == "listen-first"


def test_two_points_cannot_share_a_number(plan: PlanPage) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError):
        PlanPoint.objects.create(page=plan, number=2, title="Again", text="<p>No.</p>")


def test_there_is_no_point_nought(plan: PlanPage) -> None:
    with pytest.raises(ValidationError, match=r"numbered from 1"):
        PlanPoint(page=plan, number=0, title="Nought", text="<p>No.</p>").full_clean()


def test_no_page_takes_an_address_of_the_site(subtests: pytest.Subtests, plan: PlanPage) -> None:
    for slug in ["vote", "petitions", "cms", "accounts", "views"]:
        with subtests.test(slug=slug):
            home = HomePage.objects.get()
            with pytest.raises(ValidationError, match=r"choose another slug"):
                home.add_child(instance=CampaignPage(title="Vote", slug=slug, demand="Vote."))
            assert not Page.objects.filter(slug=slug).exists()


def test_every_first_segment_of_the_site_is_reserved() -> None:
    def first_segments(patterns: list[URLPattern | URLResolver]) -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            route = str(pattern.pattern).lstrip("^")
            if route:
                found.add(route.split("/")[0])
            elif isinstance(pattern, URLResolver):
                found |= first_segments(pattern.url_patterns)
        return found

    segments = {s for s in first_segments(get_resolver().url_patterns) if s and not s.startswith(("(", "<"))}
    assert segments - RESERVED == set()


def test_a_draft_has_no_page_and_no_pdf(client: Client, plan: PlanPage) -> None:
    plan.unpublish()
    assert client.get("/safe-visits/plan/").status_code == 404
    assert client.get("/safe-visits/plan/pdf/").status_code == 404


@pytest.mark.parametrize("points", [1, 3])
def test_the_plan_costs_the_same_queries_whatever_its_length(
    client: Client, plan: PlanPage, points: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan.points.filter(number__gt=points).delete()
    client.get("/safe-visits/plan/")
    with django_assert_num_queries(3):  # the way to it with its locks and languages, the page, its points
        client.get("/safe-visits/plan/")


def test_a_branch_officer_does_not_get_into_the_cms(plan: PlanPage, sign_in: SignIn) -> None:
    ines = User.objects.create_user("ines@example.org", name="Ines Okafor")
    assert sign_in(ines).get("/cms/").status_code == 403
    assert sign_in(ines).get(f"/cms/pages/{plan.pk}/edit/").status_code == 403


def test_the_demo_brings_ten_points_and_five_demands(client: Client, db: None) -> None:
    from django.utils import timezone

    from campaigns.demo import demo_campaign

    demo_campaign(at=timezone.now())
    demo_campaign(at=timezone.now())
    assert [(p.slug, p.points.count()) for p in PlanPage.objects.order_by("path")] == [
        ("ten-point-plan", 10),
        ("charter-for-change", 5),
    ]
    assert client.get("/").status_code == 200
