"""The pay table on a campaign's page: what readers see and may say of their own pay, and what editors may."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from wagtail.blocks import StreamBlock

from campaigns.models import CampaignPage, PlanPage
from tests.campaigns.publishing import publish_now
from tests.conftest import SignIn
from tests.once import told_once
from tests.union.pay.factories import njc_scale
from union.accounts.models import User
from union.pages.media import body_in
from union.pay import readers_table
from union.pay.blocks import PayTableBlock, claim_of
from union.pay.claims import AMOUNTS
from union.pay.models import PayScale
from union.pay.readers_table import PayTable, drawn_for

pytestmark = pytest.mark.django_db
BLANK: dict[str, Any] = dict.fromkeys((*AMOUNTS, "index_name"))
RPI = BLANK | {"label": "A: RPI plus 2%", "kind": "index_plus", "index": Decimal("7.8"), "margin": Decimal(2)}
FLAT = BLANK | {"label": "B: a flat £2,000", "kind": "flat", "flat": Decimal(2000)}
GREATER = BLANK | {"label": "C", "kind": "greater", "flat": Decimal(1500), "percentage": Decimal(5)}
FIVE = BLANK | {"label": "D", "kind": "percentage", "percentage": Decimal(5)}


@told_once
def scale() -> PayScale:
    return njc_scale()


@told_once
def page(plan: PlanPage, scale: PayScale) -> CampaignPage:
    """The campaign at /safe-visits/ with the two claims of 2022."""
    return with_table(scale, RPI, FLAT)


def with_table(scale: PayScale, *claims: dict[str, Any], times: int = 1) -> CampaignPage:
    page = CampaignPage.objects.get()
    table = {"heading": "Two claims", "scale": scale, "claims": list(claims)}
    page.body = [("pay_table", table)] * times
    page.save_revision().publish()
    return CampaignPage.objects.get()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


def key_of(page: CampaignPage, place: int = 0) -> str:
    return f"pay-{page.body[place].id[:8]}"


def show(client: Client, page: CampaignPage, **said: str) -> str:
    asked = {f"{key_of(page)}-{name}": value for name, value in said.items()}
    answer = client.get("/safe-visits/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reader_sees_bottom_middle_and_top_and_the_table_of_all_points(
    client: Client, page: CampaignPage
) -> None:
    html = show(client, page)
    text = text_of(html)
    assert "A: RPI plus 2% : RPI (7.8%) plus 2%" in text
    assert re.findall(r"(Bottom of the scale|In the middle|Top of the scale): point (\d+)", text) == [
        ("Bottom of the scale", "1"),
        ("In the middle", "22"),
        ("Top of the scale", "43"),
    ]
    assert "£18,333 a year, £9.50 an hour, full time" in text
    shares = re.findall(r'<th scope="row">(\d+)</th>.*?class="meta">9\.8%</span>.*?"meta">([\d.]+)%', html)
    assert len(shares) == 43
    assert {point: share for point, share in shares if point in ("1", "15", "21", "40")} == {
        "1": "10.9",
        "15": "8.3",
        "21": "7.4",
        "40": "4.5",
    }
    assert "<details>\n<summary>Compare all 43 pay points" in html


def test_rowan_picks_her_point_and_her_hours(client: Client, page: CampaignPage) -> None:
    html = show(client, page, point="21", hours="18.5", weeks="44.2")
    text = text_of(html)
    assert (
        "Your pay point: 21 £11,433 a year, £13.98 an hour, for 18.5 hours a week, 44.2 weeks a year" in text
    )
    assert "B: a flat £2,000 +7.4% £848 more a year, to £12,281" in text
    assert re.findall(r'<th scope="row">(\d+)', html)[:3] == ["21", "1", "2"]
    assert f'<form method="get" action="#{key_of(page)}"' in html
    assert f'id="{key_of(page)}"' in html
    assert '<option value="21" selected>21: £26,975 a year</option>' in html
    assert 'value="18.5"' in html


def test_who_works_all_year_may_say_52_weeks(client: Client, page: CampaignPage) -> None:
    assert (
        text_of(show(client, page, point="21", weeks="52")).count("£26,975 a year, £13.98 an hour, full time")
        == 1
    )


def test_one_reader_s_choice_is_not_shown_to_the_next(client: Client, page: CampaignPage) -> None:
    before = show(client, page)
    assert "Your pay point: 21" in show(client, page, point="21")
    assert "Your pay point: 1 " in text_of(show(client, page, point="1"))
    assert show(client, page) == before
    assert not client.cookies


def test_who_leaves_the_hours_empty_says_none(client: Client, page: CampaignPage) -> None:
    assert show(client, page, point="21", hours="", weeks="") == show(client, page, point="21")
    assert show(client, page, point="", hours="", weeks="") == show(client, page)


def test_one_point_is_told_in_two_languages(page: CampaignPage, scale: PayScale) -> None:
    table = PayTable.of(scale, key="pay", heading="Two claims", options=(("Five", claim_of(FIVE)),))
    assert "Your pay point: 21" in drawn_for({"pay-point": "21"}, table)
    with translation.override("cy"):
        assert "Eich pwynt cyflog: 21" in drawn_for({"pay-point": "21"}, table)


def test_what_is_no_point_of_the_scale_is_kept_nowhere(scale: PayScale) -> None:
    table = PayTable.of(scale, key="pay", heading="Two claims", options=(("Five", claim_of(FIVE)),))
    kept = readers_table._at_point.cache_info().currsize
    for said in ({"pay-point": "44"}, {"pay-point": "21", "pay-hours": "18"}, {"pay-point": "x" * 9000}):
        drawn_for(said, table)
    assert readers_table._at_point.cache_info().currsize == kept


def test_figures_that_were_put_right_are_shown_at_once(
    client: Client, page: CampaignPage, scale: PayScale
) -> None:
    assert "£18,333 a year, £9.50 an hour, full time" in text_of(show(client, page))
    assert "Leave empty for full time, 37 hours." in text_of(show(client, page, point="21"))
    scale.points.filter(number=1).update(annual=Decimal(20000))
    assert "£20,000 a year, £10.37 an hour, full time" in text_of(show(client, page))
    PayScale.objects.update(hours=Decimal(36))
    assert "Full time is 36 hours a week." in text_of(show(client, page))
    assert "Leave empty for full time, 36 hours." in text_of(show(client, page, point="21"))
    PayScale.objects.update(name="The spine, put right")
    assert "What each option gives in a year at each pay point, The spine, put right" in show(client, page)


def test_what_cannot_be_read_gets_a_sentence_and_the_usual_figures(
    client: Client, page: CampaignPage
) -> None:
    for said, sentence in [
        ({"point": "44"}, "Choose one of the pay points of this scale."),
        ({"point": "' OR 1"}, "Choose one of the pay points of this scale."),
        (
            {"hours": "38"},
            "Hours a week are more than 0 and up to 37, the full-time week of this scale: "
            "write them like 18.5.",
        ),
        ({"hours": "0"}, "Hours a week are more than 0 and up to 37"),
        ({"hours": "NaN"}, "Hours a week are more than 0 and up to 37"),
        ({"hours": "٣"}, "Hours a week are more than 0 and up to 37"),
        ({"hours": "9" * 30}, "Ensure this value has at most 20 characters"),
        ({"weeks": "54"}, "Weeks a year are more than 0 and up to 52: write them like 39 or 44.2."),
        ({"weeks": "-1"}, "Weeks a year are more than 0 and up to 52"),
    ]:
        html = show(client, page, **said)
        text = text_of(html)
        assert sentence in text, said
        assert 'aria-invalid="true"' in html, said
        assert "Bottom of the scale: point 1 £18,333 a year, £9.50 an hour, full time" in text, said


def test_a_wrong_hour_does_not_lose_the_point(client: Client, page: CampaignPage) -> None:
    html = show(client, page, point="21", hours="lots")
    assert "Your pay point: 21 £26,975 a year" in text_of(html)
    assert 'value="lots"' in html
    assert "<details open>\n<summary>I work part time" in html


def test_two_tables_on_a_page_are_told_apart(client: Client, page: CampaignPage, scale: PayScale) -> None:
    page = with_table(scale, RPI, FLAT, times=2)
    html = show(client, page, point="21")
    assert (html.count("Your pay point: 21"), html.count("Bottom of the scale")) == (1, 1)
    ids = re.findall(r' id="([^"]+)"', html)
    assert sorted(set(ids)) == sorted(ids)
    assert key_of(page, 1) in ids


def test_the_page_keeps_the_strict_policy_and_its_size(
    client: Client, page: CampaignPage, scale: PayScale
) -> None:
    html = show(client, page, point="21")
    main = html.split("<main", 1)[1].split("</main>")[0]
    assert (" style=" in main, "<script" in main, "http" in main) == (False, False, False)
    page = with_table(scale, RPI, FLAT, GREATER, FIVE)
    assert len(show(client, page, point="21").encode()) < 60_000


def test_a_scale_of_300_points_stays_under_150_kb(client: Client, plan: PlanPage, scale: PayScale) -> None:
    scale.points.all().delete()
    scale.points.bulk_create(scale.points.model(scale=scale, number=n, annual=18_000 + n) for n in range(300))
    page = with_table(scale, RPI, FLAT, GREATER, FIVE)
    assert len(show(client, page, point="21").encode()) < 150_000


def test_the_table_costs_two_queries(
    client: Client, page: CampaignPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page.body = []
    page.save_revision().publish()
    client.get("/safe-visits/")
    with django_assert_num_queries(3):
        client.get("/safe-visits/")
    page = with_table(PayScale.objects.get(), RPI, FLAT, GREATER)
    key = key_of(page)
    with django_assert_num_queries(5):
        client.get("/safe-visits/", {f"{key}-point": "21", f"{key}-hours": "20"})


def test_a_scale_that_is_gone_leaves_a_gap_and_no_error(client: Client, page: CampaignPage) -> None:
    PayScale.objects.all().delete()
    assert "Two claims" not in show(client, page)


@pytest.mark.pdf
def test_on_paper_it_is_the_whole_table_without_a_form(page: CampaignPage, scale: PayScale) -> None:
    from io import BytesIO

    from union.pdf import make_pdf

    stream = StreamBlock([("pay_table", PayTableBlock())])
    value = {"heading": "Two claims", "scale": scale.pk, "claims": [prep(RPI), prep(FLAT)]}
    html = body_in(stream.to_python([{"type": "pay_table", "value": value}]), medium="print")
    assert ("<form" in html, "<details" in html) == (False, False)
    assert "<svg" not in html  # each bar would be a figure without a name in the tagged PDF
    document = f'<html lang="en"><head><title>Two claims</title></head><body>{html}</body></html>'
    words = " ".join(
        " ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(make_pdf(document))).pages).split()
    )
    assert "43 £47,665 £4,671 9.8% £2,000 4.2%" in words


def prep(claim: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in claim.items()}


# --- the editor -------------------------------------------------------------------------------------------


def page_form(scale: PayScale, *claims: dict[str, Any]) -> dict[str, str]:
    form = {
        "title": "Safe visits",
        "slug": "safe-visits",
        "summary": "",
        "demand": "Two by two.",
        "seo_title": "",
        "search_description": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "pay_table",
        "body-0-id": "",
        "body-0-value-heading": "Two claims",
        "body-0-value-scale": str(scale.pk),
        "body-0-value-claims-count": str(len(claims)),
        "action-publish": "action-publish",
    }
    for place, claim in enumerate(claims):
        stem = f"body-0-value-claims-{place}"
        form |= {f"{stem}-deleted": "", f"{stem}-order": str(place), f"{stem}-id": ""}
        form |= {f"{stem}-value-{name}": "" if value is None else str(value) for name, value in claim.items()}
    return form


def test_kit_publishes_a_table(
    sign_in: SignIn, client: Client, plan: PlanPage, scale: PayScale, kit: User
) -> None:
    url = f"/cms/pages/{CampaignPage.objects.get().pk}/edit/"
    editor = sign_in(kit)
    assert "NJC pay spine 2021-22" in editor.get(url).content.decode()
    publish_now(editor, url, page_form(scale, RPI, FLAT))
    assert "B: a flat £2,000 +10.9% £2,000 more a year" in text_of(
        client.get("/safe-visits/").content.decode()
    )


def test_a_table_that_makes_no_sense_is_refused_with_the_reason(
    subtests: pytest.Subtests, sign_in: SignIn, plan: PlanPage, scale: PayScale, kit: User
) -> None:
    for claims, sentence in [
        ([RPI, FLAT | {"flat": None}], "A claim of the kind “Flat sum” needs its flat sum above nought."),
        ([RPI, FLAT | {"flat": -1}], "A claim asks for nought or more: no amount may be negative."),
        ([RPI, FIVE | {"margin": 1}], "A claim of the kind “Percentage” has no margin: leave it out."),
        ([RPI, FLAT | {"label": RPI["label"]}], "Two claims have the same label: give each its own."),
        ([RPI], "The minimum number of items is 2"),
    ]:
        with subtests.test(claims=claims, sentence=sentence):
            url = f"/cms/pages/{CampaignPage.objects.get().pk}/edit/"
            answer = sign_in(kit).post(url, page_form(scale, *claims))
            assert answer.status_code == 200
            html = answer.content.decode()
            assert sentence in html.replace("\\u201c", "“").replace("\\u201d", "”")
            assert len(CampaignPage.objects.get().body) == 0
