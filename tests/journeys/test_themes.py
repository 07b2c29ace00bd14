"""From sentences to a demand: Cleo sorts texts, two people answer, Kit shows the source, a letter leaves."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from campaigns.consultations.coding import code_texts
from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.models import Answer, Coding, Consultation, Outcome, Quote, Theme
from campaigns.consultations.moderating import approve
from campaigns.consultations.quoting import approve_quote, propose_quote, recall_quote
from campaigns.consultations.theming import write_theme
from campaigns.models import PlanPage
from tests.campaigns.publishing import say_why
from tests.campaigns.test_sources import printed
from tests.consultations.counted import release
from tests.consultations.factories import moderator, opened, reply
from tests.consultations.theme_corpus import CORPUS
from tests.consultations.theme_scenes import answered_theme, approved, closed, coder
from tests.journeys.test_booth_more import fits
from union.accounts.models import User
from union.jobs.working import run_waiting
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
TITLES = ["Caseloads", "Fewer forms", "Pay", "Supervision", "Safety on visits"]


@pytest.fixture
def in_cms(axe: Axe, javascript: bool) -> Axe:
    """Without scripts axe looks at a twin, and the twin of a page of the CMS is not signed in."""
    return axe if javascript else lambda page: None


def texts_to_sort(by: User) -> Consultation:
    """Five themes; thirty-two texts sorted by hand, four that wait."""
    at = timezone.now()
    consultation = opened(at)
    themes = [
        write_theme(consultation, title=title, description=f"What is said of {title.lower()}.", by=by, at=at)
        for title in TITLES
    ]
    done = [*CORPUS[:7], *CORPUS[13:20], *CORPUS[26:32], *CORPUS[39:45], *CORPUS[52:58]]
    for text, (_, theme) in zip(
        approved(consultation, *[words for words, _ in done], by=by, at=at), done, strict=True
    ):
        code_texts([text.pk], themes=[themes[theme - 1]], how="by_hand", by=by, at=at)
    waiting = ["Half of my week is paperwork done at home.", "A garden for the office.", "Cap the caseloads."]
    approved(consultation, *waiting, "Cap the caseloads!", by=by, at=at)
    return consultation


def said_of(words: str) -> list[tuple[str | None, str]]:
    rows = Coding.objects.filter(answer__value=words).order_by("theme__order")
    return list(rows.values_list("theme__title", "how"))


def sort_into_fewer_forms(phone: Page, *, keys: bool) -> None:
    """And to the next text; by keys, “Caseloads” is ticked before and taken back."""
    if keys:
        phone.keyboard.press("1")
        expect(phone.get_by_role("checkbox", name="Caseloads")).to_be_checked()
        expect(phone.get_by_text("Caseloads: ticked")).to_be_visible()
        phone.keyboard.press("1")
        phone.keyboard.press("2")
        phone.keyboard.press("Enter")
    else:
        phone.get_by_role("checkbox", name="Fewer forms").check()
        phone.get_by_role("button", name="Save, next text").click()


def press(phone: Page, key: str, *, keys: bool, instead: Locator) -> None:
    """A key, or what is clicked in its place."""
    if keys:
        phone.wait_for_load_state()  # before its script has run, a page hears no keys
        phone.keyboard.press(key)
    else:
        instead.click()


def test_cleo_sorts_texts_by_keys_or_by_buttons(
    phone: Page, javascript: bool, in_cms: Axe, carry: Carry
) -> None:
    texts_to_sort(moderator("sana"))
    carry(phone, coder())
    phone.goto("/cms/views/themes/")
    in_cms(phone)
    phone.get_by_role("link", name="What would you change?").click()
    expect(phone.get_by_text("32 of 36 texts sorted")).to_be_visible()
    expect(phone.get_by_role("heading", name="Fewer forms")).to_be_visible()
    assert fits(phone)
    in_cms(phone)
    sort_into_fewer_forms(phone, keys=javascript)
    expect(phone.get_by_text("33 of 36 texts sorted")).to_be_visible()
    assert said_of("Half of my week is paperwork done at home.") == [("Fewer forms", "suggested")]

    press(phone, "u", keys=javascript, instead=phone.get_by_role("button", name="Undo it"))
    expect(phone.get_by_text("Undone: the text waits again.")).to_be_visible()
    phone.get_by_role("button", name="Accept “Fewer forms”, next text").click()
    expect(phone.get_by_text("A garden for the office.")).to_be_visible()
    phone.get_by_role("button", name="Save, next text").click()
    expect(phone.get_by_text("Choose at least one theme")).to_be_visible()
    press(phone, "s", keys=javascript, instead=phone.get_by_role("link", name="Skip it for now"))
    expect(phone.get_by_text("Cap the caseloads.", exact=True)).to_be_visible()

    phone.get_by_role("checkbox", name="Caseloads").check()
    phone.get_by_role("button", name=re.compile("Sort all of them together")).click()
    expect(phone.get_by_text("Cap the caseloads!")).to_be_visible()
    in_cms(phone)
    phone.get_by_role("button", name="Sort the ticked texts").click()
    expect(phone.get_by_text("35 of 36 texts sorted")).to_be_visible()
    assert said_of("Cap the caseloads!") == [("Caseloads", "together")]
    phone.get_by_role("checkbox", name="None of these").check()
    phone.get_by_role("button", name="Save, next text").click()
    expect(phone.get_by_text("All texts that were approved are sorted.")).to_be_visible()
    assert said_of("A garden for the office.") == [(None, "by_hand")]


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_cleo_turns_the_keys_off_and_they_stay_off(phone: Page, carry: Carry) -> None:
    consultation = texts_to_sort(moderator("sana"))
    carry(phone, coder())
    phone.goto(f"/cms/views/{consultation.pk}/coding/change/")
    phone.get_by_role("checkbox", name=re.compile("Use keys")).uncheck()
    for _ in range(2):
        phone.keyboard.press("1")
        expect(phone.get_by_role("checkbox", name="Caseloads")).not_to_be_checked()
        phone.reload()


def quoted_theme(consultation: Consultation, *, sana: User, kit: User, at: datetime) -> Quote:
    """“Fewer forms”, which eleven members said, and a quote from one of them."""
    theme = write_theme(consultation, title="Fewer forms", by=sana, at=at)
    words = [f"Nine forms for one child, {n} times." for n in range(11)]
    for text in approved(consultation, *words, by=sana, at=at, consents=["campaign"]):
        code_texts([text.pk], themes=[theme], how="by_hand", by=kit, at=at)
    quoted = Answer.objects.get(value=words[0])
    quote = propose_quote(quoted, text="Nine forms for one child", purpose="campaign", by=sana, at=at)
    approve_quote(quote, by=kit, at=at)
    return quote


def ask_for_the_letter(phone: Page, axe: Axe) -> None:
    """Nia asks, and says yes to the letter that asks her back."""
    phone.goto("/views/workload/")
    phone.get_by_role("link", name="Have an e-mail sent to you when the union reports").click()
    axe(phone)
    assert fits(phone)
    phone.get_by_label("Your e-mail address").fill("nia@example.org")
    phone.get_by_role("button", name="E-mail me then").click()
    expect(phone.get_by_role("heading", name="One step is left")).to_be_visible()
    send_due(at=timezone.now())
    [path] = re.findall(r"/views/news/confirm/\S+", str(mail.outbox[-1].body))
    phone.goto(path)
    axe(phone)
    phone.get_by_role("button", name="Yes, write to me once").click()
    expect(phone.get_by_role("heading", name="You will hear from us")).to_be_visible()


def write_outcome(phone: Page, in_cms: Axe) -> None:
    in_cms(phone)
    phone.get_by_role("link", name=re.compile("Write what we do.*Fewer forms")).click()
    phone.get_by_label("We take this up").check()
    phone.get_by_label("What we do, and why").fill("We ask for one form in place of nine.")
    in_cms(phone)
    phone.get_by_role("button", name="Save for a second person").click()
    expect(phone.get_by_text("Somebody else has to publish it.").first).to_be_visible()


def report(phone: Page, in_cms: Axe) -> EmailMessage:
    """The closed consultation is reported; the one letter that leaves."""
    phone.get_by_role("link", name="Report and tell those who took part").click()
    expect(phone.get_by_text("At most 1 letter")).to_be_visible()
    assert fits(phone)
    in_cms(phone)
    phone.get_by_role("button", name="Report and send the letters").click()
    expect(phone.get_by_text("Reported. The letters are on their way.")).to_be_visible()
    run_waiting(at=timezone.now())
    mail.outbox.clear()
    send_due(at=timezone.now())
    [letter] = mail.outbox
    return letter


def test_two_people_answer_and_a_letter_tells_who_asked(
    phone: Page, axe: Axe, in_cms: Axe, carry: Carry
) -> None:
    sana, kit, consultation = moderator("sana"), moderator("kit.two"), opened(timezone.now())
    quote = quoted_theme(consultation, sana=sana, kit=kit, at=timezone.now())
    ask_for_the_letter(phone, axe)

    carry(phone, sana)
    phone.goto(f"/cms/views/{consultation.pk}/outcomes/")
    write_outcome(phone, in_cms)
    phone.context.clear_cookies()
    carry(phone, kit)
    phone.goto(f"/cms/views/{consultation.pk}/outcomes/")
    phone.get_by_role("button", name="Publish").click()
    expect(phone.get_by_text("“11 members said this”")).to_be_visible()
    closed(consultation, at=timezone.now())
    phone.reload()
    letter = report(phone, in_cms)
    assert (letter.to, letter.subject) == (["nia@example.org"], "You said, we did")
    assert "“Nine forms for one child” – a social worker in England" in letter.body

    phone.context.clear_cookies()
    phone.goto("/views/workload/")
    expect(phone.get_by_role("heading", name="You said, we did")).to_be_visible()
    axe(phone)
    assert fits(phone)
    recall_quote(quote, by=sana, at=timezone.now())
    phone.reload()
    expect(phone.get_by_text("Nine forms for one child")).to_have_count(0)
    [stop] = re.findall(r"/views/news/stop/\S+", str(letter.body))
    phone.goto(stop)
    axe(phone)
    phone.get_by_role("button", name="Stop these letters").click()
    expect(phone.get_by_role("heading", name="No more of these letters")).to_be_visible()


def source_of_a_demand(consultation: Consultation, *, sana: User, second: User, at: datetime) -> Quote:
    """A theme with its outcome and a figure, all made public; the quote that stands beside them."""
    theme = answered_theme(consultation, members=12, moderator=sana, second=second, at=at)
    [text] = approved(consultation, "Nine forms for one child.", by=sana, at=at, consents=["campaign"])
    approve(text, by=sana, at=at)
    quote = propose_quote(text, text="Nine forms for one child.", purpose="campaign", by=sana, at=at)
    approve_quote(quote, by=second, at=at)
    assert (Theme.objects.get(), Outcome.objects.get().members) == (theme, 12)
    for _ in range(11):
        reply(consultation, at=at, worried="no")
    table = release(consultation, "worried", at=at)
    figure = write_figure(table, cell="yes", sentence="would have one form", by=sana, at=at)
    release_figure(figure, by=second, at=at)
    return quote


def choose(phone: Page, button: Locator, choice: str | re.Pattern[str]) -> None:
    """On a machine under load the first press may come before the button listens, so it is pressed again."""
    offered = phone.get_by_role("dialog").get_by_role("link", name=choice)

    def is_offered() -> None:
        button.click()
        expect(offered).to_be_visible(timeout=8000)

    try:
        is_offered()
    except AssertionError:
        is_offered()
    offered.click()
    expect(phone.get_by_role("dialog")).to_be_hidden()


def publish_with_source(phone: Page, plan: PlanPage) -> None:
    """Kit puts theme, figure and quote into the third point, on a wide screen."""
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"/cms/pages/{plan.pk}/edit/")
    point = phone.locator("#inline_child_points-2")
    for kind, button, choice in [
        ("Theme from a consultation", "Choose a theme", "Fewer forms"),
        ("Figure from a consultation", "Choose a released figure", re.compile("would have one form")),
        ("Quote from a consultation", "Choose an approved quote", re.compile("Nine forms")),
    ]:
        point.get_by_role("button", name="Insert a block").last.click()
        phone.get_by_role("option", name=kind).click()
        choose(phone, point.get_by_role("button", name=button), choice)
    phone.get_by_role("button", name="More actions").last.click()
    phone.locator("button[name=action-publish]").click()
    say_why(phone)
    expect(phone.get_by_text("is live")).to_be_visible()
    phone.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_kit_shows_what_a_demand_comes_from_and_a_recalled_quote_leaves_it(
    phone: Page, plan: PlanPage, kit: User, axe: Axe, carry: Carry, client: Client, settings: LazySettings
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # she publishes quicker than the editor keeps drafts
    sana, second, consultation = moderator("sana"), moderator("kit.two"), opened(timezone.now())
    quote = source_of_a_demand(consultation, sana=sana, second=second, at=timezone.now())
    carry(phone, kit)
    publish_with_source(phone, plan)

    phone.context.clear_cookies()
    phone.goto("/safe-visits/plan/")
    axe(phone)
    phone.get_by_text("Where this comes from").click()
    expect(phone.get_by_text("12 members said this")).to_be_visible()
    expect(phone.get_by_text("13 of 24 who answered")).to_be_visible()
    expect(phone.get_by_text("Nine forms for one child.")).to_be_visible()
    axe(phone)
    assert fits(phone)
    assert "Nine forms for one child." in printed(client, at=timezone.now())
    recall_quote(quote, by=sana, at=timezone.now())
    phone.reload()
    phone.get_by_text("Where this comes from").click()
    expect(phone.get_by_text("Nine forms for one child.")).to_have_count(0)
    assert "Nine forms for one child." not in printed(client, at=timezone.now())
    phone.get_by_role("link", name=re.compile("What they said")).click()
    expect(phone.get_by_role("heading", name="Fewer forms")).to_be_visible()
    phone.get_by_role("link", name="The demand that came of it").click()
    expect(phone).to_have_url(re.compile("/safe-visits/plan/#forms$"))
