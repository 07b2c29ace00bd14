"""Kit of the comms team builds a questionnaire of five kinds, looks at it, opens it, and asks again."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.drafting import as_drafted
from campaigns.consultations.models import Consultation
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.questionnaire import thaw
from tests.journeys.hands import Hand
from union.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Carry = Callable[[Page, User], None]
Check = Callable[[Page], None]
CLICKS = 28
# Wagtail's messages fade in, and half faded in nobody can read them.
MESSAGES_STAND = """Promise.all([...document.querySelectorAll(".messages")]
    .flatMap(box => box.getAnimations({subtree: true})).map(animation => animation.finished)).then(() => 1)"""


@pytest.fixture
def kit() -> User:
    user = User.objects.create_user("kit@example.org", name="Kit Moss")
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="consultations", codename="draft_consultations"),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    return user


def test_kit_builds_a_questionnaire_looks_at_it_and_opens_it(
    phone: Page, axe: Check, carry: Carry, javascript: bool, kit: User
) -> None:
    def check(page: Page) -> None:
        """Without scripts axe looks at a twin, and the twin of a page of the CMS is not signed in."""
        if javascript:
            page.evaluate(MESSAGES_STAND)
            axe(page)

    hand = Hand(phone)
    carry(phone, kit)
    phone.goto("/cms/views/")
    check(phone)
    begin(phone, hand, check)
    ask_five_questions(phone, hand, check)
    draft = Consultation.objects.get()
    assert [(asked.kind, asked.key) for asked in as_drafted(draft).asked] == [
        ("single", "do-you-hold-cases"),
        ("number", "how-many"),
        ("multiple", "what-takes-the-time"),
        ("scale", "how-well-does-it-go"),
        ("long_text", "what-would-you-change-first"),
    ]
    condition = as_drafted(draft).asked[1]
    assert (condition.only_if, condition.only_if_answers) == ("do-you-hold-cases", ("yes",))

    hand.click(phone.get_by_role("link", name="Preview", exact=True))
    expect(phone.get_by_text("asked after “Yes” to “Do you hold cases?”")).to_be_visible()
    check(phone)
    hand.click(phone.get_by_role("link", name="Back to the questions"))
    hand.click(phone.get_by_role("link", name="With 20 invented replies"))
    expect(phone.get_by_text("Invented reply 20")).to_be_visible()
    check(phone)
    phone.go_back()

    hand.click(phone.get_by_role("link", name="Open it …"))
    expect(phone.get_by_role("heading", name="What freezes")).to_be_visible()
    check(phone)
    hand.click(phone.get_by_role("button", name="Open it"))
    expect(phone.get_by_text("The questions are frozen from now on.")).to_be_visible()
    check(phone)
    draft.refresh_from_db()
    assert draft.state == "open"
    assert (hand.clicks, hand.fields) == (CLICKS, 17)

    ask_again(phone, hand, check, draft)


def begin(page: Page, hand: Hand, check: Check) -> None:
    hand.click(page.get_by_role("link", name="New consultation"))
    check(page)
    hand.fill(page.get_by_label("Title"), "Your workload this spring")
    hand.fill(page.get_by_label("What it is for"), "To hear what takes your time.")
    hand.fill(page.get_by_label("What is already decided"), "Nothing yet.")
    hand.fill(page.get_by_label("Who reads the replies"), "Two people of the policy team.")
    hand.click(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_text("Write how quotes are signed.")).to_be_visible()
    check(page)
    hand.click(page.get_by_role("link", name=re.compile("Mend it.*Write how quotes are signed")))
    hand.fill(page.get_by_label("How quotes are signed"), "a social worker in England")
    hand.click(page.get_by_role("button", name="Save"))


def ask_five_questions(page: Page, hand: Hand, check: Check) -> None:
    hand.click(page.get_by_role("link", name="Add a section"))
    hand.fill(page.get_by_label("Title of the section"), "Your week")
    hand.click(page.get_by_role("button", name="Add it, then its first question"))
    check(page)

    choose(page, hand, "One of several options")
    hand.fill(page.get_by_label("Question"), "Do you hold cases?")
    hand.fill(page.get_by_label("Answers to choose from"), "Yes\nNo")
    check(page)
    hand.click(page.get_by_role("button", name="Save and add another"))

    choose(page, hand, "A number")
    hand.fill(page.get_by_label("Question"), "How many?")
    hand.fill(page.get_by_label("Unit"), "cases")
    hand.fill(page.get_by_label("Ask again above"), "60")
    hand.click(page.locator("summary", has_text="Do you hold cases?"))
    hand.click(page.get_by_label("Yes", exact=True))
    check(page)
    hand.click(page.get_by_role("button", name="Save and add another"))

    choose(page, hand, "Any of several options")
    hand.fill(page.get_by_label("Question"), "What takes the time?")
    hand.fill(page.get_by_label("Answers to choose from"), "Forms\nTravel\nOther\nNone of these")
    hand.fill(page.get_by_label("Answers that rule out all others"), "None of these")
    hand.fill(page.get_by_label("Answer with a box for one's own words"), "Other")
    hand.click(page.get_by_role("button", name="Save and add another"))

    choose(page, hand, "A scale")
    hand.fill(page.get_by_label("Question"), "How well does it go?")
    hand.click(page.get_by_role("button", name="Save and add another"))

    choose(page, hand, "Long text")
    hand.fill(page.get_by_label("Question"), "What would you change first?")
    hand.click(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name="Ready to open")).to_be_visible()
    check(page)


def choose(page: Page, hand: Hand, kind: str) -> None:
    hand.click(page.get_by_label(kind, exact=True))
    hand.click(page.get_by_role("button", name="Go on"))


def ask_again(page: Page, hand: Hand, check: Check, first: Consultation) -> None:
    """Two clicks from what is closed to the same questions, open under the same keys."""
    close_consultation(first, by=None, at=timezone.now())
    page.goto(f"/cms/views/{first.pk}/build/")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    check(page)
    wave = Consultation.objects.get(earlier_wave=first)
    assert as_drafted(wave) == thaw(first.current_version().content)
