"""Kit publishes the five documents a union writes most, in the CMS alone, and Sana approves each.

How many clicks and fields each takes is held here and told in docs/assurance/speed.md, whose table this
prints with `-s`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from wagtail.models import Page as WagtailPage

from campaigns.models import OpinionPage, PlanPage, PolicyPaperPage
from tests.ballots import factories as ballots
from tests.campaigns.publishing import want_only
from tests.consultations import factories as consultations
from tests.journeys import documents as words
from tests.journeys.hands import Hand
from tests.journeys.test_publish_petition import log_in
from tests.petitions.factories import open_petition
from tests.union.pay.factories import njc_scale
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.pages.drawing import draw_due

pytestmark = [pytest.mark.parametrize("javascript", [True], ids=["js"]), pytest.mark.pdf]
Axe = Callable[[Page], None]
DESK = {"width": 1280, "height": 1000}


@dataclass
class Editing:
    """Kit at the form of a page; Sana in another browser; then a reader with a phone."""

    page: Page
    approver: Page
    hand: Hand

    def begin(self, kind: str) -> None:
        """From the front page of the CMS to the empty form, beneath the campaign."""
        self.page.goto("/cms/")
        beneath = self.page.get_by_role("list", name="Beneath Safe visits")
        self.hand.click(beneath.get_by_role("link", name=kind, exact=True))

    def named(self, name: str) -> Locator:
        return self.page.locator(f"[name={name}]")

    def head(self, title: str, sentence: str) -> None:
        self.hand.fill(self.page.locator("#id_title"), title)
        self.hand.fill(self.named("summary"), sentence)

    def text_box(self, name: str) -> Locator:
        """The box in which the text of this field is written."""
        return self.page.locator(f"input[name={name}] + div [role=textbox]")

    def add(self, kind: str) -> int:
        """Another block at the end of the body; its place."""
        body = self.page.locator("#panel-child-content-body-section")
        place = int(self.named("body-count").input_value())
        self.hand.click(body.locator(".c-sf-add-button").last)
        self.hand.click(self.page.get_by_role("option", name=kind, exact=True))
        expect(self.named("body-count")).to_have_value(f"{place + 1}")
        return place

    def fields(self, kind: str, **values: str) -> int:
        place = self.add(kind)
        for name, value in values.items():
            self.hand.fill(self.named(f"body-{place}-value-{name}"), value)
        return place

    def choose(self, button: str | re.Pattern[str], title: str) -> None:
        """From the list that the button opens, until it is closed again."""
        self.hand.click(self.page.get_by_role("button", name=button))
        self.hand.click(self.page.get_by_role("dialog").get_by_role("link", name=title))
        expect(self.page.get_by_role("dialog")).to_be_hidden()

    def submit(self, title: str) -> None:
        self.page.wait_for_timeout(300)  # a box of text notes what was typed a quarter of a second later
        self.hand.click(self.page.get_by_role("button", name="More actions").last)
        self.hand.click(self.page.get_by_role("button", name="Submit for approval"))
        expect(self.page.get_by_text("is sent for approval to")).to_be_visible()
        approve(self.approver, title)

    def told(self, document: str) -> None:
        hand = self.hand
        pasted, typed = hand.minutes()
        counted = f"{hand.clicks} | {hand.fields} | {hand.words}"
        print(f"\n| {document} | {counted} | {hand.seconds():.0f} s | {pasted:.1f} | {typed:.0f} |")


def approve(page: Page, title: str) -> None:
    """Sana's clicks: the line under Today and the button, around what she reads."""
    page.goto("/cms/")
    page.get_by_role("link", name=f"“{title}” waits for your approval").click()
    page.get_by_role("button", name="Approve what I have read").click()
    expect(page.get_by_text(f"“{title}” is approved, and live.")).to_be_visible()


@pytest.fixture
def editing(
    phone: Page,
    plan: PlanPage,
    kit: User,
    carry: Callable[[Page, User], None],
    settings: LazySettings,
) -> Iterator[Editing]:
    # The editor keeps drafts by itself while somebody thinks; these are written quicker than it can answer.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    assert phone.context.browser
    other = phone.context.browser.new_context(viewport=DESK, base_url=settings.BASE_URL)  # type: ignore[arg-type]
    approver = other.new_page()
    carry(approver, welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",)))
    phone.set_viewport_size(DESK)  # type: ignore[arg-type]
    yield Editing(phone, approver, Hand(phone))
    other.close()


def read_as_anybody(page: Page, path: str, axe: Axe, *, title: str) -> str:
    """The public page, which axe looks at, and its PDF, whose text is returned."""
    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    axe(page)
    want_only(WagtailPage.objects.get(title=title))
    draw_due(at=timezone.now())
    printed = page.request.get(f"{path}pdf/")
    assert printed.headers["content-type"] == "application/pdf"
    text = " ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(printed.body())).pages)
    return re.sub(r"\s+", " ", text)


def write_plan(
    editing: Editing, *, title: str, sentence: str, intro: str, points: list[tuple[str, str]]
) -> None:
    """The points number themselves; only what a point is called is chosen."""
    editing.begin("Plan page")
    editing.head(title, sentence)
    editing.hand.type(editing.text_box("intro"), intro)
    for number, (name, text) in enumerate(points):
        editing.hand.click(editing.page.get_by_role("button", name="Add point"))
        editing.hand.fill(editing.named(f"points-{number}-title"), name)
        editing.hand.type(editing.text_box(f"points-{number}-text"), text)


def test_a_ten_point_plan_from_login_to_the_leaflet(editing: Editing, kit: User, axe: Axe) -> None:
    log_in(editing.page, kit, editing.hand)
    write_plan(
        editing,
        title=words.PLAN,
        sentence=words.PLAN_SENTENCE,
        intro=words.PLAN_INTRO,
        points=words.PLAN_POINTS,
    )
    editing.hand.type(editing.text_box("contact"), words.PLAN_CONTACT)
    editing.submit(words.PLAN)
    editing.told("A ten-point plan, with the sign-in")
    assert (editing.hand.clicks, editing.hand.fields) == (16, 27)
    leaflet = read_as_anybody(
        editing.page, "/safe-visits/ten-points-for-safe-children/", axe, title=words.PLAN
    )
    assert all(
        f"{number}" in leaflet and name in leaflet for number, (name, _) in enumerate(words.PLAN_POINTS, 1)
    )
    assert "0117 496 0105" in leaflet
    assert list(PlanPage.objects.get(title=words.PLAN).points.values_list("number", "anchor"))[:2] == [
        (1, "two-on-every-visit"),
        (2, "fill-the-empty-desks"),
    ]


def write_charter(editing: Editing) -> None:
    write_plan(
        editing,
        title=words.CHARTER,
        sentence=words.CHARTER_SENTENCE,
        intro=words.CHARTER_INTRO,
        points=words.CHARTER_DEMANDS,
    )
    editing.hand.fill(editing.named("point_word"), "Demand")


def write_release(editing: Editing) -> None:
    """With the charter in it, quotes, figures, notes to editors and whom to ring."""
    hand = editing.hand
    editing.begin("Press release")
    editing.head(words.RELEASE, words.RELEASE_SENTENCE)
    hand.type(editing.text_box("body-0-value"), words.RELEASE_OPENING)
    editing.fields("Quote", quote=words.RELEASE_QUOTE, name="Morgan Hale", role="regional manager")
    for number, counted in words.RELEASE_FIGURES:
        editing.fields("Figure", number=number, words=counted, source=words.RELEASE_SOURCE)
    hand.paste(editing.text_box(f"body-{editing.add('Text')}-value"), words.RELEASE_MIDDLE)
    editing.add("Plan")
    editing.choose(re.compile("Choose a page"), words.CHARTER)
    notes = editing.add("Notes to editors")
    hand.paste(editing.text_box(f"body-{notes}-value-notes"), words.RELEASE_NOTES)
    editing.fields(
        "Press contact",
        name="Sasha Quill",
        role="communications officer",
        phone="0121 496 0105",
        email="press@example.org",
    )


def test_a_press_release_around_a_charter_of_five_demands(
    editing: Editing, kit: User, carry: Callable[[Page, User], None], axe: Axe
) -> None:
    carry(editing.page, kit)
    hand = editing.hand
    write_charter(editing)
    editing.submit(words.CHARTER)
    write_release(editing)
    editing.submit(words.RELEASE)
    editing.told("A press release, and the charter of five demands in it")
    assert (hand.clicks, hand.fields) == (29, 35)
    printed = read_as_anybody(
        editing.page, "/safe-visits/fund-childrens-social-work-now/", axe, title=words.RELEASE
    )
    for said in (
        "39%",
        "55%",
        "Morgan Hale",
        "1,140",
        "0121 496 0105",
        *(name for name, _ in words.CHARTER_DEMANDS),
    ):
        assert said in printed


def test_a_policy_paper_that_asks_members_for_their_views(
    editing: Editing, kit: User, carry: Callable[[Page, User], None], axe: Axe
) -> None:
    asked = consultations.opened(timezone.now())
    carry(editing.page, kit)
    hand = editing.hand
    editing.begin("Policy paper")
    editing.head(words.PAPER, words.PAPER_SENTENCE)
    hand.paste(editing.text_box("in_short"), words.PAPER_PROPOSED)
    hand.paste(editing.text_box("body-0-value"), words.PAPER_CONCERNS)
    editing.add("Callout")
    hand.fill(editing.named("body-1-value-heading"), "Nobody has tried it")
    hand.type(editing.text_box("body-1-value-text"), words.PAPER_CALLOUT)
    editing.choose("Choose a consultation", asked.title)
    editing.submit(words.PAPER)
    editing.told("A policy paper with a call for views")
    assert (hand.clicks, hand.fields) == (7, 6)
    printed = read_as_anybody(editing.page, "/safe-visits/who-checks-the-checkers/", axe, title=words.PAPER)
    assert "Nobody has tried it" in printed
    assert PolicyPaperPage.objects.get().consultation == asked
    expect(editing.page.get_by_role("listitem").filter(has_text="accredited by 2030")).to_be_visible()
    expect(editing.page.get_by_role("link", name="Have your say")).to_be_visible()


def test_an_opinion_with_a_petition_and_comments(
    editing: Editing, kit: User, carry: Callable[[Page, User], None], axe: Axe
) -> None:
    petition = open_petition(at=timezone.now() - timedelta(days=1))
    carry(editing.page, kit)
    hand = editing.hand
    editing.begin("Opinion")
    editing.head(words.OPINION, words.OPINION_SENTENCE)
    hand.fill(editing.named("author"), "Robin Vale")
    hand.fill(editing.named("author_role"), "general secretary")
    hand.paste(editing.text_box("body-0-value"), words.OPINION_TEXT)
    editing.fields("Demand", demand="A caseload that one person can carry.")
    editing.choose("Choose a petition", petition.title)
    editing.submit(words.OPINION)
    editing.told("An opinion with a petition and comments")
    assert (hand.clicks, hand.fields) == (7, 6)
    printed = read_as_anybody(
        editing.page, "/safe-visits/the-quiet-work-that-keeps-children-safe/", axe, title=words.OPINION
    )
    assert "By Robin Vale, general secretary" in printed
    assert OpinionPage.objects.get().takes_comments(timezone.now())
    expect(editing.page.get_by_role("button", name="Sign the petition")).to_be_visible()
    expect(editing.page.get_by_label("Your comment")).to_be_visible()


def test_a_newsletter_with_articles_and_a_pay_claim(
    editing: Editing, kit: User, carry: Callable[[Page, User], None], axe: Axe
) -> None:
    njc_scale()
    ballot = ballots.opened(ballots.a_branch(members=3), noon=timezone.now() - timedelta(days=1))
    carry(editing.page, kit)
    hand = editing.hand
    editing.begin("Newsletter")
    editing.head(words.LETTER, words.LETTER_SENTENCE)
    hand.fill(editing.named("issue"), "Social workers’ newsletter, spring")
    hand.type(editing.text_box("body-0-value"), words.LETTER_LEAD)
    for heading, text in words.LETTER_ARTICLES:
        place = editing.fields("Article", heading=heading)
        hand.paste(editing.text_box(f"body-{place}-value-text"), text)
    table = f"body-{editing.add('Pay table')}-value-claims"
    hand.fill(editing.named(f"{table}-0-value-label"), "A: RPI plus 2%")
    hand.choose(editing.named(f"{table}-0-value-kind"), "index_plus")
    hand.fill(editing.named(f"{table}-0-value-index"), "7.8")
    hand.fill(editing.named(f"{table}-0-value-margin"), "2")
    hand.fill(editing.named(f"{table}-1-value-label"), "B: a flat £2,000")
    hand.choose(editing.named(f"{table}-1-value-kind"), "flat")
    hand.fill(editing.named(f"{table}-1-value-flat"), "2000")
    editing.add("Vote")
    editing.choose("Choose a ballot", ballot.title)
    editing.submit(words.LETTER)
    editing.told("A newsletter with three articles and a pay claim")
    assert (hand.clicks, hand.fields) == (17, 15)
    printed = read_as_anybody(
        editing.page, "/safe-visits/twice-the-time-with-families/", axe, title=words.LETTER
    )
    for said in (*(heading for heading, _ in words.LETTER_ARTICLES), "A: RPI plus 2%", "B: a flat £2,000"):
        assert said in printed
    expect(editing.page.get_by_role("navigation", name="In this issue").get_by_role("link")).to_have_count(3)
    expect(editing.page.get_by_role("heading", name="NJC pay claim 2022")).to_be_visible()
