"""Sana moderates, Kit approves with her, Rowan takes a quote back, and Bea keys a pile of paper."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.models import Answer, Consultation, Quote, Reply, SafeguardingMark
from campaigns.consultations.moderating import approve, redacted_text
from campaigns.models import CampaignPage, HomePage, PlanPage
from tests.consultations.factories import HARMLESS, SLUG, moderator, opened, reply
from tests.consultations.test_keying import keyer
from union.accounts.models import User
from union.members.models import Employer

Carry = Callable[[Page, User], None]
Check = Callable[[Page], None]
URGENT = "There is a child at risk tonight and the duty team has gone home."
NAMED = "my manager at thornbeck told Dana Holt to stop writing things down"


@pytest.fixture
def consultation(transactional_db: None) -> Consultation:
    Employer.objects.get_or_create(name="Thornbeck County Council")
    return opened(timezone.now())


@pytest.fixture
def in_cms(axe: Check, javascript: bool) -> Check:
    """Without scripts axe looks at a twin, and the twin of a page of the CMS is not signed in."""
    return axe if javascript else lambda page: None


def refuse_the_urgent_one(phone: Page, in_cms: Check) -> None:
    expect(phone.get_by_text("Read this one first:")).to_be_visible()
    in_cms(phone)
    phone.get_by_role("button", name="Somebody may be at risk now").click()
    expect(phone.get_by_text("call 999")).to_be_visible()
    phone.reload()  # the message above fades in, and half faded in it is hard to read
    in_cms(phone)
    phone.get_by_label("Why is no word of it published?").select_option("child")
    phone.get_by_role("button", name="Do not publish any of it").click()


def take_names_out(phone: Page, in_cms: Check) -> None:
    """By the words that are flagged; then undone, and once more by words that are typed."""
    phone.get_by_label("thornbeck (a named employer)").check()
    phone.get_by_label("Dana Holt (a name)").check()
    phone.get_by_label("Reason").select_option("workplace")
    in_cms(phone)
    phone.get_by_role("button", name="Take them out and approve the rest").click()

    expect(phone.get_by_text(HARMLESS)).to_be_visible()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("Undone: the text is back in the queue.")).to_be_visible()
    phone.get_by_label("Other words to take out").fill("thornbeck\nDana Holt")
    phone.get_by_label("Reason").select_option("workplace")
    phone.get_by_role("button", name="Take them out and approve the rest").click()


def test_sana_reads_the_urgent_one_first_redacts_and_approves(
    phone: Page, in_cms: Check, carry: Carry, consultation: Consultation
) -> None:
    now = timezone.now()
    for text in (NAMED, HARMLESS, URGENT):
        reply(consultation, at=now, change=text)
    carry(phone, moderator("sana"))
    phone.goto("/cms/views/")
    phone.get_by_role("link", name="Your workload", exact=True).click()
    expect(phone.get_by_text("3 texts wait.")).to_be_visible()
    in_cms(phone)
    phone.get_by_role("link", name="Read the next one").click()

    refuse_the_urgent_one(phone, in_cms)
    expect(phone.get_by_text("The text before this one: not to be published")).to_be_visible()
    take_names_out(phone, in_cms)
    phone.get_by_role("button", name="Approve as it is").click()
    expect(phone.get_by_text("No other text waits here.")).to_be_visible()
    named = Answer.objects.get(value=NAMED)
    assert redacted_text(named) == "my manager at [...] told [...] to stop writing things down"
    assert Answer.objects.get(value=HARMLESS).moderation == "approved"
    phone.get_by_role("link", name="History").click()
    expect(phone.get_by_role("cell", name="Approved a free text", exact=True)).to_be_visible()
    in_cms(phone)

    phone.goto("/cms/views/safeguarding/")
    in_cms(phone)
    phone.get_by_label("What was done").fill("Rang the lead at once.")
    phone.get_by_role("button", name="Clear the mark").click()
    expect(phone.get_by_text("Nothing waits")).to_be_visible()
    assert SafeguardingMark.objects.get().note == "Rang the lead at once."


def test_two_people_approve_a_quote_and_a_withdrawn_consent_takes_it_off_the_page(
    phone: Page, axe: Check, in_cms: Check, carry: Carry, consultation: Consultation, plan: PlanPage
) -> None:
    sana, kit = moderator("sana"), moderator("kit.h")
    code = reply(consultation, at=timezone.now(), change=HARMLESS, consents=["campaign"])
    answer = Answer.objects.get(question="change")
    approve(answer, by=sana, at=timezone.now())
    carry(phone, sana)
    phone.goto(f"/cms/views/answers/{answer.pk}/")
    expect(phone.get_by_text("It will be signed “a social worker in England”.")).to_be_visible()
    phone.get_by_text("Why not closer?").click()
    expect(phone.get_by_text("The reply does not say a role or a region.")).to_be_visible()
    in_cms(phone)
    phone.get_by_label("Words to quote").fill("A limit on caseloads that somebody checks")
    phone.get_by_label("on campaign pages, in leaflets and newsletters").check()
    phone.get_by_role("button", name="Propose this quote").click()
    expect(phone.get_by_text("Proposed. Another moderator has to approve the quote.")).to_be_visible()

    carry(phone, kit)
    phone.goto(f"/cms/views/{consultation.pk}/quotes/")
    phone.get_by_role("button", name="Approve this quote").click()
    expect(phone.get_by_text("Approved by two people")).to_be_visible()
    where = page_with(Quote.objects.get())
    phone.get_by_role("link", name="Where it is used").click()
    expect(phone.get_by_role("link", name="Caseloads", exact=True)).to_be_visible()
    in_cms(phone)
    phone.context.clear_cookies()

    phone.goto(where)
    expect(phone.get_by_text("A limit on caseloads that somebody checks")).to_be_visible()
    phone.goto(f"/views/{SLUG}/return/")
    phone.get_by_label("Receipt code").fill(code)
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("You may quote my words on campaign pages").uncheck()
    phone.get_by_role("button", name="Save my choice").click()
    phone.goto(where)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_text("A limit on caseloads that somebody checks")).to_have_count(0)
    axe(phone)


def page_with(quote: Quote) -> str:
    """A live page into which an editor put the quote."""
    page = CampaignPage(title="Caseloads", demand="Safe caseloads now.")
    page.body = [{"type": "quote", "value": {"quote": quote.pk}}]
    made = HomePage.objects.get().add_child(instance=page)
    made.save_revision().publish()
    return str(made.get_url())


def test_bea_keys_a_pile_of_paper(
    phone: Page, in_cms: Check, carry: Carry, consultation: Consultation
) -> None:
    carry(phone, keyer())
    phone.goto("/cms/views/")
    phone.get_by_role("link", name="Key replies to Your workload").click()
    phone.get_by_label("How many forms, or calls").fill("2")
    phone.get_by_label("Note").fill("North office, drawer 2")
    in_cms(phone)
    phone.get_by_role("button", name="Make the batch").click()
    phone.get_by_role("link", name="Key form 1").click()
    in_cms(phone)
    phone.get_by_label("Yes", exact=True).check()
    phone.get_by_label("How many cases do you hold?").fill("230")
    phone.get_by_label("What would you change?").fill(HARMLESS)
    phone.get_by_label("You may quote my words on campaign pages").check()
    phone.get_by_role("button", name="Save, next form").click()
    expect(phone.get_by_text("230 cases: is that what stands on the paper?")).to_be_visible()
    in_cms(phone)
    phone.get_by_label("How many cases do you hold?").fill("23")
    phone.get_by_role("button", name="Save, next form").click()
    expect(phone.get_by_text("Form 1 is saved.")).to_be_visible()
    expect(phone.get_by_label("Number of the form")).to_have_value("2")
    phone.get_by_label("No", exact=True).check()
    phone.get_by_role("button", name="Save, next form").click()
    expect(phone.get_by_text("2 of 2 keyed.")).to_be_visible()
    phone.reload()
    in_cms(phone)
    phone.get_by_role("button", name="Receipt code for form 1").click()
    expect(phone.locator(".views-code")).to_be_visible()
    in_cms(phone)
    phone.get_by_role("link", name="Back to the batch").click()
    phone.get_by_role("link", name="Correct or delete form 2").click()
    phone.get_by_label("Not sure").check()
    phone.get_by_role("button", name="Save the correction").click()
    phone.get_by_role("button", name="Finish the batch").click()
    expect(phone.get_by_text("Finished by Bea")).to_be_visible()
    assert Reply.objects.counted().filter(channel="paper").count() == 2
    assert Answer.objects.filter(question="worried", value="unsure").count() == 1
