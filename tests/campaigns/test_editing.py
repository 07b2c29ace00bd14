"""What Kit meets on the way to a new page: few clicks, and nothing that has to be filled in needlessly."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from campaigns.cms_writing import places
from campaigns.giving import give_branch_its_pages
from campaigns.models import CampaignPage, HomePage, NewsIndexPage, PlanPage, PressReleasePage
from tests.campaigns.page_types import one_of_each
from tests.conftest import SignIn
from tests.consultations.factories import opened
from tests.once import told_once
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db
Point = dict[str, Any]


@told_once
def each_kind(at: datetime) -> None:
    """A page of every kind, each with every block its body may hold."""
    one_of_each(at)


@pytest.fixture
def office(kit: User, sign_in: SignIn) -> Client:
    return sign_in(kit)


def body_as_read_from_a_form(page: Any) -> StreamValue:
    """Every block as Python has it, numbers as numbers, and nothing where a number was left empty."""
    block = page.body.stream_block
    for child in page.body:
        for claim in child.value["claims"] if child.block_type == "pay_table" else []:
            claim.update({name: "" for name, value in claim.items() if value is None})
    return StreamValue(block, [(child.block_type, child.value, child.id) for child in page.body])


def test_whoever_only_reads_a_page_has_not_changed_it(each_kind: None) -> None:
    """Or the approver would become its last editor, who may not approve it."""
    kit = User.objects.first()
    seen = 0
    for page in Page.objects.filter(depth__gt=2).specific():
        form = page.get_edit_handler().get_form_class()(instance=page, for_user=kit)
        assert [name for name, field in form.fields.items() if field.show_hidden_initial] == []
        if "body" in form.fields:
            seen += 1
            stored = Page.objects.get(pk=page.pk).specific.body
            assert not form.fields["body"].has_changed(stored, body_as_read_from_a_form(page)), page
    assert seen == 8


def test_a_new_page_begins_with_a_text_and_an_old_one_as_it_is(kit: User, plan: PlanPage) -> None:
    form_class = PressReleasePage.get_edit_handler().get_form_class()
    new = form_class(instance=PressReleasePage(), for_user=kit)
    assert [child.block_type for child in new.initial["body"]] == ["text"]
    assert new.fields["region"].empty_label == "The whole country"
    old = plan.get_parent().add_child(instance=PressReleasePage(title="Old", slug="old"))
    assert [child.block_type for child in form_class(instance=old, for_user=kit)["body"].value()] == []


def test_a_text_left_empty_is_not_kept(office: Client, plan: PlanPage) -> None:
    parent = plan.get_parent()
    texts = [("text", rich_text("<p>Fund it.</p>")), ("text", rich_text("")), ("text", rich_text("<p> </p>"))]
    form = {
        "title": "Fund it now",
        "slug": "fund",
        "summary": "",
        "dated": "2022-03-16",
        "region": "",
        "embargo": "",
        "body": streamfield(texts),
        "comments": inline_formset([]),
    }
    office.post(f"/cms/pages/add/campaigns/pressreleasepage/{parent.pk}/", nested_form_data(form))
    body = PressReleasePage.objects.get().body
    assert ["Fund it." in child.value.source for child in body] == [True]


def filled(plan: PlanPage, points: list[Point], *, initial: int = 0) -> dict[str, str]:
    data = {
        "title": plan.title,
        "slug": plan.slug,
        "summary": "",
        "intro": rich_text(""),
        "point_word": "Point",
        "contact": rich_text(""),
        "points": inline_formset(points, initial=initial),
        "comments": inline_formset([]),
    }
    filled_in: dict[str, str] = nested_form_data(data)
    return filled_in


def point(title: str, number: str = "", **more: Any) -> Point:
    words = {"text": rich_text("<p>So.</p>"), "sources": streamfield([])}
    return {"title": title, "number": number, "status": "demand", "anchor": "", **words, **more}


def test_points_number_themselves_after_those_that_have_a_number(office: Client, plan: PlanPage) -> None:
    own = [point(old.title, id=old.pk) for old in plan.points.order_by("number")]
    own[0]["number"] = "7"
    data = filled(plan, [*own, point("Listen"), point("Pay")], initial=3)
    office.post(f"/cms/pages/{plan.pk}/edit/", data)
    kept = PlanPage.objects.get().get_latest_revision_as_object().points.all()
    assert [(one.number, one.title) for one in kept] == [
        (7, "Go in twos"),
        (2, "Fill the posts"),
        (3, "Cut the forms"),
        (8, "Listen"),
        (9, "Pay"),
    ]


def test_points_of_one_title_or_of_no_letters_lead_to_themselves(office: Client, plan: PlanPage) -> None:
    own = [point(old.title, id=old.pk, anchor=old.anchor) for old in plan.points.order_by("number")]
    more = [point("Pay"), point("Pay!"), point("🎉"), point("💷"), point("Twos")]
    office.post(f"/cms/pages/{plan.pk}/edit/", filled(plan, [*own, *more], initial=3))
    kept = PlanPage.objects.get().get_latest_revision_as_object().points.all()
    assert [one.anchor for one in kept] == [
        "twos", "posts", "forms", "pay", "pay-5", "point-6", "point-7", "twos-8",
    ]  # fmt: skip


def test_two_points_cannot_have_the_same_number(kit: User, plan: PlanPage) -> None:
    data = filled(plan, [point("Listen", "1"), point("Pay", "1")])
    form = PlanPage.get_edit_handler().get_form_class()(data, instance=PlanPage(), for_user=kit)
    assert not form.is_valid()


def test_the_front_page_leads_to_each_form_beneath_each_place(
    office: Client, kit: User, plan: PlanPage
) -> None:
    campaign = CampaignPage.objects.get()
    news = plan.get_parent().get_parent().add_child(instance=NewsIndexPage(title="News", slug="news"))
    found = {place.title: [name for name, _purpose, _form in place.kinds] for place in places(kit)}
    assert found["News"] == ["Press release", "Opinion", "Newsletter", "Policy paper"]
    assert found["Safe visits"][:3] == ["Plan page", "Pay claim", "Press release"]
    front = office.get("/cms/").content.decode()
    for parent in (campaign, news):
        assert f'href="/cms/pages/add/campaigns/opinionpage/{parent.pk}/"' in front
    stranger = welcome("lee@example.org", name="Lee Brand")
    assert places(stranger) == []


def test_a_branch_that_wrote_just_now_comes_behind_the_campaigns(
    kit: User, plan: PlanPage, at: datetime
) -> None:
    home = HomePage.objects.get()
    home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    region = Region.objects.create(code="NW", name="North West")
    for number in range(6):
        branch = Branch.objects.create(code=f"NW-00{number}", name=f"Branch {number}", region=region)
        give_branch_its_pages(branch, home=home, by=kit, at=at).save_revision()
    titles = [place.title for place in places(kit)]
    assert sorted(titles[:2]) == ["News", "Safe visits"]
    assert titles[2:] == ["Branch 5", "Branch 4", "Branch 3"]


def test_each_kind_says_what_it_is_for_where_one_is_chosen(office: Client, plan: PlanPage) -> None:
    shown = office.get(f"/cms/pages/{plan.get_parent().pk}/add_subpage/").content.decode()
    kinds = CampaignPage.creatable_subpage_models()
    assert [kind for kind in kinds if not kind.get_page_description()] == []
    assert "Demands that people can quote by number" in shown


def test_choosers_open_near_what_is_looked_for(office: Client, at: datetime, plan: PlanPage) -> None:
    opened(at)
    consultations = office.get("/cms/consultation_chooser/").json()["html"]
    assert "Your workload" in consultations
    assert "Open" in consultations
    pages = office.get("/cms/choose-page/", {"page_type": "wagtailcore.page"}).json()["html"]
    assert "Safe visits" in pages
    plans = office.get("/cms/choose-page/", {"page_type": "campaigns.planpage"}).json()["html"]
    assert "Three points" in plans
    assert office.get("/cms/choose-page/", {"page_type": "campaigns.nopage"}).status_code == 404


def test_the_button_asks_for_approval(office: Client, plan: PlanPage) -> None:
    form = office.get(f"/cms/pages/{plan.pk}/edit/").content.decode()
    assert "Submit for approval" in form
