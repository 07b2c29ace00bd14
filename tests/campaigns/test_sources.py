"""From a demand back to what members said: each point of a plan shows what stands behind it."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.coding import code_texts
from campaigns.consultations.consenting import withdraw_consents
from campaigns.consultations.figuring import release_figure, withdraw_figure, write_figure
from campaigns.consultations.models import Answer, Interested, Outcome, PublishedQuote, Quote, Theme
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.reporting import report_consultation
from campaigns.consultations.responding import take_back_outcome
from campaigns.consultations.telling import REPORTED
from campaigns.models import PlanPage, PlanPoint
from campaigns.standing import demands_of
from tests.conftest import SignIn
from tests.consultations.counted import release
from tests.consultations.factories import moderator, opened, reply
from tests.consultations.theme_scenes import answered_theme
from tests.once import told_once
from union.accounts.models import User
from union.jobs.working import run_waiting
from union.mail.composing import render
from union.mail.models import Message
from union.pages.drawing import draw_due

pytestmark = pytest.mark.django_db
PLAN, WORDS = "/safe-visits/plan/", "Nine forms for one child."
Sourced = tuple[Theme, Quote, str]


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.now()


@told_once
def sourced(plan: PlanPage, now: datetime) -> Sourced:
    """The third demand comes from a theme, a figure and a quote; also the receipt code behind the quote."""
    consultation, sana, kit = opened(now), moderator("sana"), moderator("kit.two")
    theme = answered_theme(consultation, members=12, moderator=sana, second=kit, at=now)
    code = reply(consultation, at=now, change=WORDS, worried="no", consents=["campaign"])
    answer = Answer.objects.get(value=WORDS)
    approve(answer, by=sana, at=now)
    quote = propose_quote(answer, text=WORDS, purpose="campaign", by=sana, at=now)
    approve_quote(quote, by=kit, at=now)
    code_texts([answer.pk], themes=[theme], how="by_hand", by=kit, at=now)
    for _ in range(11):
        reply(consultation, at=now, worried="no")
    table = release(consultation, "worried", at=now)
    written = write_figure(table, cell="yes", sentence="went home worried", by=kit, at=now)
    release_figure(written, by=sana, at=now)
    point = plan.points.get(number=3)
    point.sources = [
        ("theme", {"theme": theme}),
        ("figure", {"figure": written}),
        ("quote", {"quote": PublishedQuote.objects.get()}),
    ]
    point.save()
    return theme, quote, code


def shown(client: Client, path: str = PLAN) -> list[bool]:
    html = client.get(path).content.decode()
    words = ("Where this comes from", "12 members said this", "went home worried", WORDS)
    return [word in html for word in words]


def test_a_demand_shows_what_it_comes_from_each_with_a_link_back(client: Client, sourced: Sourced) -> None:
    html = client.get(PLAN).content.decode()
    assert shown(client) == [True, True, True, True]
    assert html.count("<summary>Where this comes from") == 1
    assert 'href="/views/workload/#theme-fewer-forms"' in html
    assert html.count('href="/views/workload/"') == 2
    assert "50%" in html


def test_the_page_of_the_consultation_leads_on_to_the_demand(
    client: Client, plan: PlanPage, sourced: Sourced
) -> None:
    html = client.get("/views/workload/").content.decode()
    assert ('id="theme-fewer-forms"' in html, html.count(WORDS)) == (True, 1)
    assert f'href="{PLAN}#forms"' in html
    assert demands_of([sourced[0].pk]) == {sourced[0].pk: {"en-gb": f"{PLAN}#forms"}}
    lock = PageViewRestriction.objects.create(page=plan.get_parent(), restriction_type="login")
    assert demands_of([sourced[0].pk]) == {sourced[0].pk: {}}
    lock.delete()
    assert demands_of([sourced[0].pk]) != {sourced[0].pk: {}}
    plan.unpublish()
    assert demands_of([sourced[0].pk]) == {sourced[0].pk: {}}


def recall_by_consent(sourced: Sourced, at: datetime) -> None:
    withdraw_consents(sourced[2], at=at)


def recall_by_withdrawing(sourced: Sourced, at: datetime) -> None:
    withdraw_reply(sourced[2], at=at)


@pytest.mark.parametrize("recall", [recall_by_consent, recall_by_withdrawing])
def test_a_quote_that_was_taken_back_leaves_the_plan(
    client: Client, sourced: Sourced, now: datetime, recall: Callable[[Sourced, datetime], None]
) -> None:
    recall(sourced, now)
    assert shown(client) == [True, True, True, False]
    assert WORDS not in client.get("/views/workload/").content.decode()


def test_a_figure_withdrawn_and_an_outcome_taken_back_leave_the_plan(
    client: Client, sourced: Sourced, now: datetime
) -> None:
    theme, _quote, _code = sourced
    figure = theme.consultation.figures.get()
    withdraw_figure(figure, by=moderator("ada"), at=now)
    assert shown(client) == [True, True, False, True]
    take_back_outcome(Outcome.objects.get(), by=moderator("bea"), at=now)
    assert shown(client) == [True, False, False, True]
    Quote.objects.update(state="recalled", recalled_at=now)
    assert shown(client) == [False, False, False, False]


def printed(client: Client, *, at: datetime) -> str:
    """The words of the leaflet, once a worker has drawn it."""
    client.get(f"{PLAN}pdf/")
    draw_due(at=at)
    pdf = b"".join(client.get(f"{PLAN}pdf/").streaming_content)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.pdf
def test_the_leaflet_names_the_sources_and_forgets_a_recalled_quote(
    client: Client, sourced: Sourced, now: datetime, drawn_here: None
) -> None:
    first = printed(client, at=now)
    for words in (
        "Fewer forms (12 members said this)",
        "50% went home worried (12 of 24 who answered",
        WORDS,
    ):
        assert words in first
    withdraw_consents(sourced[2], at=now)
    second = printed(client, at=now)
    assert (WORDS in second, "50% went home worried" in second) == (False, True)


@pytest.mark.pdf
def test_a_withdrawn_consent_takes_the_quote_off_page_leaflet_and_letter(
    client: Client, sourced: Sourced, now: datetime, drawn_here: None
) -> None:
    consultation = sourced[0].consultation
    close_consultation(consultation, by=None, at=now)
    report_consultation(consultation, by=moderator("ada"), at=now)
    Interested.objects.create(
        consultation=consultation, email="nia@example.org", confirmed=True, asked_on=now.date()
    )
    run_waiting(at=now)

    def read() -> list[bool]:
        letter = render(Message.objects.get(kind=REPORTED))
        assert letter is not None
        pages = [client.get(path).content.decode() for path in (PLAN, "/views/workload/")]
        pages.append(printed(client, at=now))
        return [WORDS in words for words in (*pages, letter.text, letter.html)]

    assert read() == [True] * 5
    withdraw_consents(sourced[2], at=now)
    assert read() == [False] * 5


def test_an_editor_chooses_sources_and_is_offered_only_what_is_public(
    sign_in: SignIn, plan: PlanPage, kit: User, sourced: Sourced, now: datetime
) -> None:
    editor = sign_in(kit)
    assert "Fewer forms" in editor.get("/cms/theme_chooser/").content.decode()
    point = PlanPoint.objects.get(number=3)
    assert [child["type"] for child in point.sources.raw_data] == ["theme", "figure", "quote"]
    assert editor.get(f"/cms/pages/{plan.pk}/edit/").status_code == 200
    take_back_outcome(Outcome.objects.get(), by=moderator("bea"), at=now)
    assert "Fewer forms" not in editor.get("/cms/theme_chooser/").content.decode()
    assert editor.get(f"/cms/theme_chooser/chosen/{sourced[0].pk}/").status_code == 404


def test_a_form_that_came_without_the_sources_leaves_them_as_they_are(
    plan: PlanPage, sourced: Sourced
) -> None:
    points = [
        {
            "id": str(point.pk),
            "number": str(point.number),
            "title": point.title,
            "text": rich_text("<p>So.</p>"),
        }
        | {"status": point.status, "anchor": point.anchor}
        for point in plan.points.all()
    ]
    data = nested_form_data(
        {
            "title": plan.title,
            "slug": plan.slug,
            "summary": plan.summary,
            "intro": rich_text(plan.intro),
            "point_word": plan.point_word,
            "contact": rich_text(plan.contact),
            "points": inline_formset(points, initial=len(points)),
            "comments": inline_formset([]),
        }
    )
    assert not [name for name in data if "sources" in name]
    form = PlanPage.get_edit_handler().get_form_class()(data, instance=plan, for_user=moderator("ada"))
    assert form.is_valid(), form.errors
    saved = form.save()
    kept = saved.points.get(number=3)
    assert [child.block_type for child in kept.sources] == ["theme", "figure", "quote"]
    assert "So." in kept.text
