"""A consultation on a page of its own, with what came of it; one answers at its own address."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from campaigns.consultations.consenting import withdraw_consents
from campaigns.consultations.models import Consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.reporting import report_consultation
from campaigns.models import CampaignPage, ConsultationPage, PlanPage
from tests.campaigns.publishing import publish_now
from tests.conftest import SignIn
from tests.consultations.factories import HARMLESS, approved_text, draft, moderator, opened
from tests.consultations.theme_scenes import answered_theme, closed
from union.accounts.models import User
from union.pages.models import PagePrint
from union.pages.printing import print_html

pytestmark = pytest.mark.django_db
RECORD, PAGE = "/views/workload/", "/safe-visits/workload/"
Place = Callable[[Consultation], ConsultationPage]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def place(plan: PlanPage) -> Place:
    """Puts a consultation on a page of its own, live at /safe-visits/workload/."""

    def placed(consultation: Consultation) -> ConsultationPage:
        page = ConsultationPage(
            title="Tell us about your work",
            slug="workload",
            consultation=consultation,
            intro="<p>Why we ask.</p>",
        )
        made: ConsultationPage = plan.get_parent().add_child(instance=page)
        return made

    return placed


def test_the_page_leads_to_the_questions_and_shows_what_came_of_them(
    client: Client, place: Place, now: datetime
) -> None:
    consultation, sana, kit = opened(now), moderator("sana"), moderator("kit")
    place(consultation)
    html, paper = client.get(PAGE).content.decode(), print_html(ConsultationPage.objects.get())
    say = '<strong>Have your say</strong> <span class="address">http://testserver/views/workload/</span>'
    assert (say in paper, paper.count('class="code"')) == (True, 2)
    places = [
        html.index(words)
        for words in ("<h1>Tell us about your work</h1>", f'href="{RECORD}"', "Why we ask.", "/news/")
    ]
    assert (places, "You said, we did" in html) == (sorted(places), False)
    answered_theme(consultation, members=12, moderator=sana, second=kit, at=now)
    closed(consultation, at=now)
    report_consultation(consultation, summary="Forty of you wrote.", by=sana, at=now)
    html = client.get(PAGE).content.decode()
    places = [
        html.index(words)
        for words in (
            "You said, we did",
            "Forty of you wrote.",
            "Fewer forms",
            "12 members said this",
            "We take this up",
            "We ask for one form in place of nine.",
        )
    ]
    assert (places, "/news/" in html) == (sorted(places), False)
    assert "12 members said this" in client.get(RECORD).content.decode()
    paper = print_html(ConsultationPage.objects.get())
    told = [
        "Forty of you wrote.",
        "Fewer forms",
        "12 members said this",
        "We ask for one form in place of nine.",
    ]
    assert [words in paper for words in told] == [True] * 4
    assert 'class="code"' in paper.partition("We ask for one form")[2]


def test_a_quote_that_is_taken_back_leaves_the_printed_page_of_its_consultation_at_once(
    place: Place, now: datetime
) -> None:
    consultation, sana, kit = opened(now), moderator("sana"), moderator("kit")
    page = place(consultation)
    code, answer = approved_text(consultation, by=sana, at=now)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=now)
    approve_quote(quote, by=kit, at=now)
    assert HARMLESS in print_html(page)
    PagePrint.objects.update_or_create(page_id=page.pk, defaults={"digest": "a" * 64, "wanted_at": None})
    withdraw_consents(code, at=now)
    assert HARMLESS not in print_html(page)
    row = PagePrint.objects.get(page_id=page.pk)
    assert (row.digest, row.wanted_at) == ("", now)


def test_the_address_of_the_consultation_stays_where_one_answers_and_leads_back(
    client: Client, place: Place, now: datetime
) -> None:
    page = place(opened(now))
    answer = client.get(RECORD)
    assert answer.status_code == 200
    assert f'href="{PAGE}"' in answer.content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert f'href="{PAGE}"' not in client.get(RECORD).content.decode()


def test_nothing_of_a_draft_is_shown(client: Client, place: Place, now: datetime) -> None:
    place(draft(now))
    html = client.get(PAGE).content.decode()
    assert ("This consultation is not open yet." in html, "Your workload" in html) == (True, False)
    assert client.get(RECORD).status_code == 404


def page_form(consultation: Consultation | None) -> dict[str, str]:
    return {
        "consultation": str(consultation.pk) if consultation else "",
        "title": "",
        "slug": "",
        "summary": "",
        "intro": json.dumps({"blocks": [], "entityMap": {}}),
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "action-publish": "action-publish",
    }


def test_kit_publishes_a_page_that_takes_the_title_of_its_consultation(
    client: Client, sign_in: SignIn, plan: PlanPage, kit: User, now: datetime
) -> None:
    editor = sign_in(kit)
    adding = f"/cms/pages/add/campaigns/consultationpage/{CampaignPage.objects.get().pk}/"
    assert "Choose a consultation" in editor.get(adding).content.decode()
    before = Page.objects.count()
    answer = editor.post(adding, page_form(None))
    assert "Choose a consultation first, or give the page a title." in answer.content.decode()
    assert Page.objects.count() == before
    answer = editor.post(adding, {**page_form(None), "consultation": "no number"})
    assert (answer.status_code, Page.objects.count()) == (200, before)
    publish_now(editor, adding, page_form(opened(now)))
    made = ConsultationPage.objects.get()
    assert (made.title, made.slug, made.live) == ("Your workload", "your-workload", True)
    assert client.get(made.get_url()).status_code == 200
