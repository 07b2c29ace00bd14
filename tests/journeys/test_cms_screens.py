"""Sana goes through our own screens of the CMS on a phone, and axe goes with her."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.comments.commenting import confirm_comment
from campaigns.consultations.coding import code_texts
from campaigns.consultations.merging import merge_themes
from campaigns.consultations.models import Consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.responding import write_outcome
from campaigns.consultations.theming import write_theme
from campaigns.models import HelpPage, OpinionPage, PlanPage
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.models import Mailing
from tests.comments.test_comments import left
from tests.consultations.factories import opened
from tests.consultations.theme_scenes import approved
from tests.journeys.conftest import axe_findings
from tests.newsletters.factories import newsletter, page, subscriber
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.publishing.recalling import recall

pytestmark = pytest.mark.parametrize("javascript", [True], ids=["js"])


WIDER_THAN_THE_PHONE = """() => [...document.querySelectorAll(
        "main :is(table, input, select, textarea, p, h2, fieldset, label)")]
    .filter(shown => shown.offsetParent && !shown.closest("header, .w-sr-only"))
    .filter(shown => shown.getBoundingClientRect().right > innerWidth
        || (shown.matches("h2") && shown.scrollWidth > shown.clientWidth))
    .map(shown => `${shown.outerHTML.slice(0, 200)} is wider than the phone`)"""

UNDER_THE_MENU = """() => {
    const menu = document.querySelector(".sidebar-nav-toggle").getBoundingClientRect(), found = [];
    const words = document.createTreeWalker(document.querySelector(".messages"), NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(words.currentNode);
        const covered = line => line.left < menu.right && line.right > menu.left
            && line.top < menu.bottom && line.bottom > menu.top;
        if (words.currentNode.data.trim() && [...range.getClientRects()].some(covered)) {
            found.push(words.currentNode.data.trim());
        }
    }
    return found;
}"""


def screens(plan: PlanPage, kit: User, sana: User) -> list[str]:
    """Those that no other journey looks at; something stands on each."""
    now, parent = timezone.now(), plan.get_parent()
    gone, article = (
        parent.add_child(instance=made)
        for made in (
            HelpPage(title="Wrong", slug="wrong"),
            OpinionPage(title="Listen", slug="opinion", author="Robin Vale", first_published_at=now),
        )
    )
    recall(gone, reason="A figure in it was wrong.", by=sana, at=now)
    confirm_comment(left(article, at=now), at=now)
    news = newsletter()
    subscriber("amara", news, at=now)
    draft = Mailing(page=page(), subject="Three points", audience="subscribers", newsletter=news)
    mailing = verbs.make(draft, by=kit, at=now)
    Role.objects.create(user=sana, kind=Role.Kind.NATIONAL_OFFICE)
    Branch.objects.create(code="NW-001", name="Quarnthwaite", region=Region.objects.create(name="North West"))
    return [
        "/cms/desk-roles/",
        "/cms/desk-roles/new/",
        "/cms/branches/",
        f"/cms/pages/{gone.pk}/recall/",
        f"/cms/pages/{plan.pk}/hurry/",
        "/cms/images/add/",
        "/cms/documents/multiple/add/",
        "/cms/comments/",
        "/cms/newsletters/",
        f"/cms/newsletters/{mailing.pk}/",
        f"/cms/newsletters/{mailing.pk}/edit/",
        "/cms/newsletters/offers/",
        f"/cms/newsletters/offers/edit/{news.pk}/",
    ]


def test_sana_finds_every_screen_of_ours_within_reach(
    phone: Page, plan: PlanPage, kit: User, carry: Callable[[Page, User], None]
) -> None:
    sana = welcome("sana@example.org", name="Sana Mirza", superuser=True)
    paths, found = screens(plan, kit, sana), {}
    carry(phone, sana)
    for path in paths:
        found[path] = faults_at(phone, path)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_the_button_of_the_menu_covers_no_word_of_a_message(
    phone: Page, plan: PlanPage, kit: User, carry: Callable[[Page, User], None]
) -> None:
    """What is said after a step may be four lines on a phone."""
    carry(phone, kit)
    phone.goto(f"/cms/pages/{plan.pk}/delete/")
    expect(phone.locator(".messages")).to_contain_text("Nothing was deleted: “Three points” is live.")
    expect(phone.locator(".sidebar-nav-toggle")).to_be_visible()
    assert phone.evaluate(UNDER_THE_MENU) == []


PLACE = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


def long_themes(*, sana: User, kit: User) -> tuple[Consultation, list[str]]:
    """Themes of which two hold the longest word, and one went into another; and the screens for them."""
    at = timezone.now()
    consultation = opened(at)
    place, forms, visits, pay = (
        write_theme(consultation, title=title, description=f"What is said of {title}.", by=sana, at=at)
        for title in (f"Caseloads in {PLACE}", "Fewer forms", f"Visits in {PLACE}", "Pay")
    )
    words = ["Nine forms.", "Two on every visit.", f"{PLACE} has one worker."]
    texts = approved(consultation, *words, by=sana, at=at, consents=["campaign"])
    for text, theme in zip(texts, (forms, visits, place), strict=True):
        code_texts([text.pk], themes=[theme], how="by_hand", by=kit, at=at)
    quote = propose_quote(texts[0], text="Nine forms.", purpose="campaign", by=sana, at=at)
    approve_quote(quote, by=kit, at=at)
    approved(consultation, "One that waits.", by=sana, at=at)
    write_outcome(place, kind="adopted", reason=f"We go to {PLACE}.", by=kit, at=at)
    merge_themes(visits, into=pay, by=sana, at=at)
    whole, one = f"/cms/views/{consultation.pk}/", "/cms/views/themes/"
    return consultation, [
        f"{whole}themes/",
        f"{whole}coding/change/",
        f"{whole}outcomes/",
        f"{one}{place.pk}/",
        f"{one}{place.pk}/outcome/",
        f"{one}{pay.pk}/texts/",
        f"{one}{visits.pk}/unmerge/",
        f"/cms/views/quotes/{quote.pk}/uses/",
    ]


def test_long_words_of_themes_stay_on_the_phone(
    phone: Page, kit: User, carry: Callable[[Page, User], None]
) -> None:
    sana = welcome("sana@example.org", name="Sana Mirza", superuser=True)
    consultation, paths = long_themes(sana=sana, kit=kit)
    carry(phone, sana)
    found = {path: faults_at(phone, path) for path in paths}
    assert {path: faults for path, faults in found.items() if faults} == {}

    phone.goto(f"/cms/views/{consultation.pk}/themes/")
    assert phone.locator(".ways [aria-current=page]").all_inner_texts() == ["Themes"]
    phone.get_by_role("link", name="Pay", exact=True).click()
    phone.get_by_role("combobox", name="Put it into").select_option(label="Fewer forms")
    phone.get_by_role("button", name="Put it into that theme").click()
    expect(phone.get_by_role("button", name="Yes, put it into “Fewer forms”")).to_be_visible()
    assert faults_on(phone) == []


def faults_at(screen: Page, path: str) -> list[str]:
    """What axe finds on the whole of it, Wagtail's frame included."""
    answer = screen.goto(path)
    assert answer is not None
    assert (answer.status, screen.url.endswith(path)) == (200, True)
    return faults_on(screen)


def faults_on(screen: Page) -> list[str]:
    """Light and dark, on the page that is open."""
    screen.wait_for_load_state()
    wide = screen.evaluate(WIDER_THAN_THE_PHONE)
    light = axe_findings(screen)
    screen.emulate_media(color_scheme="dark")
    dark = axe_findings(screen)
    screen.emulate_media(color_scheme="light")
    return [*wide, *light, *dark]
