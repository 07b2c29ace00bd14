"""Where a quote stands, and where it once stood."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.consenting import withdraw_consents
from campaigns.consultations.models import Consultation, Quote
from campaigns.consultations.quote_uses import pages_that_had, pages_with
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.models import CampaignPage, HomePage, PlanPage
from tests.conftest import SignIn
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened, text_of
from tests.once import told_once
from union.accounts.models import User

pytestmark = pytest.mark.django_db


@told_once
def home(plan: PlanPage) -> HomePage:
    return HomePage.objects.get()


def published(now: datetime) -> tuple[str, Quote]:
    consultation, sana, kit = opened(now), moderator("sana"), moderator("kit")
    code, answer = approved_text(consultation, by=sana, at=now)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=now)
    approve_quote(quote, by=kit, at=now)
    return code, quote


def page_with(quote: Quote | None, home: HomePage, *, title: str, live: bool = True) -> CampaignPage:
    body = [{"type": "quote", "value": {"quote": quote.pk}}] if quote else []
    page = home.add_child(instance=CampaignPage(title=title, demand="Safe caseloads", body=body, live=live))
    revision = page.save_revision()
    if live:
        revision.publish()
    return page


def titles(pages: object) -> list[str]:
    return [page.title for page in pages]


def test_live_pages_are_told_from_those_that_had_it(now: datetime, home: HomePage) -> None:
    _, quote = published(now)
    page_with(quote, home, title="Caseloads")
    page_with(None, home, title="Pay")
    page_with(quote, home, title="A draft", live=False)
    changed = page_with(quote, home, title="Once")
    changed.body = []
    changed.save_revision().publish()
    assert titles(pages_with(quote)) == ["Caseloads"]
    assert titles(pages_that_had(quote)) == ["A draft", "Once"]


def test_another_quote_with_a_number_that_begins_alike_is_not_taken_for_it(
    now: datetime, home: HomePage
) -> None:
    _, quote = published(now)
    other = Quote(pk=quote.pk * 10 + 1)
    page = page_with(None, home, title="Other")
    page.body = [{"type": "quote", "value": {"quote": other.pk}}]
    page.save_revision()
    assert titles(pages_that_had(quote)) == []
    assert titles(pages_that_had(other)) == ["Other"]


def test_the_recall_screen_lists_the_pages_and_recalls(
    sign_in: SignIn, now: datetime, home: HomePage, client: Client
) -> None:
    _, quote = published(now)
    page = page_with(quote, home, title="Caseloads")
    desk = sign_in(User.objects.get(email="sana@example.org"))
    shown = desk.get(f"/cms/views/quotes/{quote.pk}/uses/").content.decode()
    assert "Live pages that show it" in shown
    assert f'<a href="{page.get_url()}">Caseloads</a>' in shown
    assert HARMLESS in client.get(page.get_url()).content.decode()
    desk.post(f"/cms/views/quotes/{quote.pk}/recall/")
    assert HARMLESS not in client.get(page.get_url()).content.decode()
    shown = desk.get(f"/cms/views/quotes/{quote.pk}/uses/").content.decode()
    assert "Live pages with an empty place for it" in shown
    assert "Caseloads" in shown


def test_a_withdrawn_consent_empties_its_place_on_every_page(
    now: datetime, home: HomePage, client: Client
) -> None:
    code, quote = published(now)
    pages = [page_with(quote, home, title=title) for title in ("Caseloads", "Visits", "Time")]
    withdraw_consents(code, at=now)
    assert [HARMLESS in client.get(page.get_url()).content.decode() for page in pages] == [False] * 3
    assert titles(pages_with(Quote.objects.get())) == ["Caseloads", "Time", "Visits"]


def test_a_quote_whose_reply_was_withdrawn_can_still_be_traced(
    sign_in: SignIn, now: datetime, home: HomePage
) -> None:
    code, quote = published(now)
    page_with(quote, home, title="Caseloads")
    sana = User.objects.get(email="sana@example.org")
    propose_quote(text_of(quote.consultation), text="time to think", purpose="campaign", by=sana, at=now)
    withdraw_reply(code, at=now)
    desk = sign_in(sana)
    listed = desk.get(f"/cms/views/{Consultation.objects.get().pk}/quotes/").content.decode()
    assert listed.count("The member took these words back.") == 1  # one was never public
    assert ("The member withdrew the reply" in listed, HARMLESS in listed) == (True, False)
    assert f'href="/cms/views/quotes/{quote.pk}/uses/"' in listed
    shown = desk.get(f"/cms/views/quotes/{quote.pk}/uses/").content.decode()
    assert "Live pages with an empty place for it" in shown
    assert "Caseloads" in shown


def test_the_screen_is_for_moderators(sign_in: SignIn, now: datetime) -> None:
    _, quote = published(now)
    nell = User.objects.create_user("nell@example.org")
    nell.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    assert sign_in(nell).get(f"/cms/views/quotes/{quote.pk}/uses/").status_code == 404
