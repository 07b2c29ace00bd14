"""Rowan answers ten kinds of question on the phone, leaves, returns with the code, changes and withdraws."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.models import Answer, Consultation, Reply
from tests.consultations.everything import ADDRESS, KEPT, asking

Check = Callable[[Page], None]


@pytest.fixture
def consultation(transactional_db: None) -> Consultation:
    return asking(timezone.now(), in_welsh=True)


def go_on(phone: Page) -> None:
    phone.get_by_role("button", name="Continue").click()


def heading(phone: Page, name: str) -> None:
    expect(phone.get_by_role("heading", level=1, name=name)).to_be_visible()


def kept() -> dict[str, object]:
    return dict(Answer.objects.values_list("question", "value"))


def test_rowan_answers_returns_changes_and_withdraws(
    phone: Page, axe: Check, consultation: Consultation
) -> None:
    code = answer_the_choices(phone, axe)
    phone.context.clear_cookies()  # another day, another phone

    phone.goto(f"{ADDRESS}return/")
    phone.get_by_label("Receipt code").fill(code.lower().replace("-", " "))
    go_on(phone)
    heading(phone, "Check your answers before sending")
    axe(phone)
    phone.get_by_role("button", name="Send my reply").click()
    axe(phone)
    phone.get_by_role("link", name="Answer “What worried you?” before you send your reply.").click()
    answer_the_rest(phone, axe)
    assert kept() == KEPT

    phone.get_by_label("You may quote my words on campaign pages").check()
    phone.get_by_role("button", name="Send my reply").click()
    heading(phone, "Your reply has been sent")
    assert phone.locator(".tracker").inner_text() == code

    change(phone, axe)
    withdraw(phone, axe)


def answer_the_choices(phone: Page, axe: Check) -> str:
    """The first three questions, with a slip at each; returns the receipt code."""
    phone.goto(ADDRESS)
    axe(phone)
    phone.get_by_role("button", name="Start now").click()

    heading(phone, "What is your job role?")
    box = phone.get_by_label("“Another role”, in your own words")
    expect(box).to_be_hidden()
    axe(phone)
    go_on(phone)
    axe(phone)
    phone.get_by_role("link", name="Answer this question to go on.").click()
    phone.get_by_label("Another role", exact=True).check()
    box.fill("Team of one")
    axe(phone)
    go_on(phone)

    heading(phone, "What did you do after your hours?")
    expect(phone.get_by_text("Question 2 of 10 at most")).to_be_visible()
    for label in ("Case records", "Something else", "Nothing"):
        phone.get_by_label(label, exact=True).check()
    phone.get_by_label("“Something else”, in your own words").fill("E-mails")
    go_on(phone)
    expect(phone.get_by_role("link", name="Choose “Nothing” by itself, or take it away.")).to_be_visible()
    axe(phone)
    phone.get_by_label("Nothing", exact=True).uncheck()
    go_on(phone)

    heading(phone, "How worried did you go home?")
    axe(phone)
    phone.set_viewport_size({"width": 1280, "height": 900})
    axe(phone)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_label("5 Very worried").check()
    go_on(phone)
    heading(phone, "What worried you?")
    phone.get_by_text("Save and come back later").click()
    return phone.locator(".tracker").inner_text()


def answer_the_rest(phone: Page, axe: Check) -> None:
    """From the long text to the check page."""
    heading(phone, "What worried you?")
    phone.get_by_label("What worried you?").fill("x" * 501)
    go_on(phone)
    expect(phone.get_by_role("link", name="take out 1 to keep to 500.")).to_be_visible()
    axe(phone)
    phone.get_by_label("What worried you?").fill("Nobody could visit in time.")
    go_on(phone)

    heading(phone, "How good is the support you get?")  # the other one that has to be answered
    axe(phone)
    manager = phone.get_by_role("group", name="From my manager")
    manager.get_by_label("Good").check()
    go_on(phone)
    phone.get_by_role("link", name="Choose an answer for “From my team”.").click()
    expect(manager.get_by_label("Good")).to_be_checked()
    phone.get_by_role("group", name="From my team").get_by_label("Poor").check()
    axe(phone)
    go_on(phone)

    heading(phone, "Check your answers before sending")
    phone.get_by_role("link", name="How many cases do you hold?").click()
    axe(phone)
    phone.get_by_label("How many cases do you hold?").fill("23")
    go_on(phone)
    phone.get_by_role("link", name="How much of your own money").click()
    axe(phone)
    phone.get_by_label("How much of your own money").fill("£15.50")
    go_on(phone)
    date_with_a_slip(phone, axe)
    phone.get_by_role("link", name="What does your team do?").click()
    phone.get_by_label("What does your team do?").fill("Court work")
    go_on(phone)
    expect(phone.get_by_text("“Court” looks like proceedings in court")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Keep it as it is").click()
    ranking_with_a_slip(phone, axe)


def date_with_a_slip(phone: Page, axe: Check) -> None:
    phone.get_by_role("link", name="When did you start in this team?").click()
    axe(phone)
    for label, typed in (("Day", "31"), ("Month", "February"), ("Year", "2019")):
        phone.get_by_label(label).fill(typed)
    go_on(phone)
    expect(phone.get_by_role("link", name="Enter a real date, such as 27 3 2026.")).to_be_visible()
    axe(phone)
    phone.get_by_label("Day").fill("27")
    phone.get_by_label("Month").fill("March")
    go_on(phone)


def ranking_with_a_slip(phone: Page, axe: Check) -> None:
    phone.get_by_role("link", name="What should come first?").click()
    axe(phone)
    phone.get_by_label("Fewer cases").select_option("1")
    phone.get_by_label("Better pay").select_option("1")
    go_on(phone)
    expect(phone.get_by_role("link", name="Place 1 is given more than once")).to_be_visible()
    axe(phone)
    phone.get_by_label("Better pay").select_option("2")
    go_on(phone)
    heading(phone, "Check your answers before sending")


def change(phone: Page, axe: Check) -> None:
    """No longer worried: the reason goes. And in the other language everything is still there."""
    phone.goto(f"{ADDRESS}check/")
    phone.get_by_role("link", name="How worried did you go home?").click()
    phone.get_by_label("1 Not at all").check()
    go_on(phone)
    heading(phone, "Your reply")
    expect(phone.get_by_text("Nobody could visit in time.")).to_have_count(0)
    assert kept() == {key: value for key, value in KEPT.items() if key != "why"} | {"worried": "1"}
    phone.get_by_role("link", name="Cymraeg").click()
    heading(phone, "Eich ymateb")
    expect(phone.get_by_text("1. Llai o achosion")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="English").click()


def withdraw(phone: Page, axe: Check) -> None:
    phone.get_by_role("link", name="Withdraw my reply and delete the answers").click()
    axe(phone)
    phone.get_by_role("button", name="Withdraw my reply").click()
    heading(phone, "Your reply is withdrawn")
    assert kept() == {}
    assert Reply.objects.get().state == "withdrawn"


def test_a_long_answer_is_counted_while_it_is_written(
    phone: Page, consultation: Consultation, javascript: bool
) -> None:
    phone.goto(ADDRESS)
    phone.get_by_role("button", name="Start now").click()
    phone.get_by_label("Senior social worker").check()
    go_on(phone)
    go_on(phone)
    phone.get_by_label("4", exact=True).check()
    go_on(phone)
    expect(phone.get_by_text("You can write up to 500 characters.")).to_be_visible()
    expect(phone.locator("[aria-live]")).to_have_count(0)
    phone.get_by_label("What worried you?").fill("x" * 498)
    expect(phone.get_by_text("Characters left: 2")).to_have_count(1 if javascript else 0)
    phone.get_by_label("What worried you?").fill("x" * 503)
    expect(phone.locator("[aria-live]", has_text="Characters too many: 3")).to_have_count(
        1 if javascript else 0
    )
