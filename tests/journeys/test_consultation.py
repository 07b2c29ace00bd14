"""Rowan answers on the phone, two moderators publish a quote, and Rowan takes it back."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.models import Answer, Consultation
from campaigns.consultations.tabling import Wanted, propose_table, release_table
from tests.consultations.factories import SLUG, moderator, opened, reply
from union.accounts.models import User

ROOT = f"/views/{SLUG}/"
FIRST_DRAFT = "My manager Dana Holt says no to joint visits. Two people on a visit are safer."
MENDED = "My manager says no to joint visits. Two people on a visit are safer."
QUOTED = "Two people on a visit are safer."
Carry = Callable[[Page, User], None]
Check = Callable[[Page], None]


@pytest.fixture
def consultation(transactional_db: None) -> Consultation:
    """Twenty have answered already, and a figure is released from what they said."""
    now = timezone.now()
    consultation = opened(now)
    for number in range(20):
        reply(consultation, at=now, worried="yes" if number < 10 else "no")
    ines, bram = moderator("ines"), moderator("bram")
    table = propose_table(consultation, Wanted("worried"), by=ines, at=now)
    release_table(table, by=bram, at=now)
    table.refresh_from_db()
    figure = write_figure(table, cell="yes", sentence="went home worried", by=ines, at=now)
    release_figure(figure, by=bram, at=now)
    return consultation


def test_a_member_answers_and_sees_the_quote_published(
    phone: Page, axe: Check, carry: Carry, consultation: Consultation, javascript: bool
) -> None:
    # Without scripts axe looks at a twin, and the twin of a page of the CMS is not signed in.
    in_cms: Check = axe if javascript else lambda page: None
    code = answer_three_questions(phone, axe)
    answer = Answer.objects.get(value=MENDED)

    carry(phone, moderator("sana"))
    approve_and_propose(phone, in_cms, answer)
    carry(phone, moderator("kit"))
    phone.goto(f"/cms/views/{consultation.pk}/figures/")
    in_cms(phone)
    phone.get_by_role("link", name="Quotes").click()
    expect(phone.get_by_role("heading", level=1, name="Quotes")).to_be_visible()
    in_cms(phone)
    phone.get_by_role("button", name="Approve this quote").click()
    expect(phone.get_by_text("Approved by two people")).to_be_visible()
    phone.context.clear_cookies()

    phone.goto(ROOT)
    expect(phone.get_by_text("50%")).to_be_visible()
    expect(phone.get_by_text(QUOTED)).to_be_visible()
    expect(phone.get_by_text("A social worker in England")).to_be_visible()
    axe(phone)

    take_the_quote_back(phone, axe, code)
    phone.goto(ROOT)
    expect(phone.get_by_text("50%")).to_be_visible()
    expect(phone.get_by_text(QUOTED)).to_have_count(0)


def answer_three_questions(phone: Page, axe: Check) -> str:
    """From the start page to the receipt, with a slip at every question; returns the receipt code."""
    go_on = phone.get_by_role("button", name="Continue")
    phone.goto(ROOT)
    axe(phone)
    phone.get_by_role("button", name="Start now").click()

    axe(phone)
    go_on.click()
    expect(phone.get_by_role("link", name="Answer this question to go on.")).to_be_visible()
    axe(phone)
    phone.get_by_label("Yes").check()
    go_on.click()

    phone.get_by_label("How many cases do you hold?").fill("235")
    go_on.click()
    expect(phone.get_by_text("235 cases: is that right?")).to_be_visible()
    axe(phone)
    phone.get_by_label("How many cases do you hold?").fill("23.5")
    go_on.click()

    phone.get_by_label("What would you change?").fill(FIRST_DRAFT)
    go_on.click()
    expect(phone.get_by_text("“Dana Holt” looks like a name")).to_be_visible()
    axe(phone)
    phone.get_by_label("What would you change?").fill(MENDED)
    go_on.click()

    expect(phone.get_by_role("heading", name="Check your answers before sending")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Did you go home worried?").click()
    phone.get_by_label("No", exact=True).check()
    go_on.click()
    phone.get_by_label("You may quote my words on campaign pages").check()
    phone.get_by_role("button", name="Send my reply").click()

    expect(phone.get_by_role("heading", name="Your reply has been sent")).to_be_visible()
    axe(phone)
    return phone.locator(".tracker").inner_text()


def approve_and_propose(phone: Page, axe: Check, answer: Answer) -> None:
    phone.goto("/cms/views/")
    expect(phone.get_by_role("heading", level=1, name="Members' views")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Your workload").click()
    expect(phone.get_by_role("heading", level=1, name="Free texts")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name=MENDED).click()
    expect(phone.get_by_role("heading", level=1, name="What would you change?")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Approve as it is").click()
    phone.get_by_label("Words to quote").fill(QUOTED)
    phone.get_by_label("on campaign pages, in leaflets and newsletters").check()
    phone.get_by_role("button", name="Propose this quote").click()
    expect(phone.get_by_text("Another moderator has to approve the quote.")).to_be_visible()


def take_the_quote_back(phone: Page, axe: Check, code: str) -> None:
    """On another day, with nothing but the code."""
    phone.goto(f"{ROOT}return/")
    axe(phone)
    phone.get_by_label("Receipt code").fill(code.lower())
    phone.get_by_role("button", name="Continue").click()
    axe(phone)
    phone.get_by_label("You may quote my words on campaign pages").uncheck()
    phone.get_by_role("button", name="Save my choice").click()
    phone.goto(f"{ROOT}withdraw/")
    axe(phone)
