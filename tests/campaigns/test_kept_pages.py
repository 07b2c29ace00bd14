"""Pages kept for ten seconds for readers who bring nothing along, and never longer than they are true."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from campaigns.consultations.consenting import withdraw_consents
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.models import BallotPage, CampaignPage, PetitionPage, PlanPage
from petitions import announcing, doubts
from petitions.keeping import key_of
from petitions.models import Petition
from tests.ballots import scenes
from tests.campaigns.publishing import in_welsh
from tests.conftest import SignIn
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened
from tests.petitions.factories import an_entry, open_petition
from union.accounts.models import User
from union.pages import passwords
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db
PLAN, SIGN = "/safe-visits/plan/", "/safe-visits/sign/"


@pytest.fixture(autouse=True)
def _kept(settings: LazySettings, clock_of_the_cache: SimpleNamespace) -> None:
    settings.PAGES_KEPT_SECONDS = 10


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def sign_page(plan: PlanPage, now: datetime) -> PetitionPage:
    petition = open_petition(at=now - timedelta(days=2))
    page: PetitionPage = plan.get_parent().add_child(
        instance=PetitionPage(title="Sign for safe visits", slug="sign", petition=petition)
    )
    return page


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def forget(path: str) -> None:
    cache.delete_many([f"pages:kept:en-gb:testserver:{path}", key_of("ten-points")])


def kept_keys() -> list[str]:
    return [key.rpartition(":")[2] for key in cache._cache if "pages:kept" in key]


def commit() -> AbstractContextManager[Any]:
    return TestCase.captureOnCommitCallbacks(execute=True)


@pytest.mark.parametrize(("path", "queries"), [("/", 4), ("/safe-visits/", 3), (PLAN, 3), (SIGN, 8)])
def test_a_page_costs_few_queries_and_none_the_next_time(
    client: Client, sign_page: PetitionPage, path: str, queries: int
) -> None:
    """The page, and what is kept of a petition, drawn anew; who runs the site is known."""
    client.get(path)
    forget(path)
    assert (cost(client, path), cost(client, path)) == (queries, 0)


def test_a_page_with_everything_on_it_stays_within_fifteen_queries(
    client: Client, plan: PlanPage, now: datetime
) -> None:
    campaign = CampaignPage.objects.get()
    consultation = opened(now)
    campaign.body = [
        ("text", "<p>Read.</p>"),
        ("plan", {"plan": plan}),
        ("sign", {"petition": open_petition(at=now)}),
        ("vote", {"ballot": scenes.opened(now).ballot}),
        ("have_your_say", {"consultation": consultation}),
    ]
    campaign.save()
    client.get("/safe-visits/")
    forget("/safe-visits/")
    assert (cost(client, "/safe-visits/"), cost(client, "/safe-visits/")) == (9, 0)


def test_what_is_kept_is_what_would_have_been_drawn(
    client: Client, sign_page: PetitionPage, settings: LazySettings
) -> None:
    """But for the token and the seal of a form, which are others each time."""
    own = re.compile(r'(name="(?:csrfmiddlewaretoken|shown)" value=")[^"]+')
    kept = [own.sub(r"\1", client.get(path).content.decode()) for path in (PLAN, SIGN, SIGN)]
    settings.PAGES_KEPT_SECONDS = 0
    drawn = [own.sub(r"\1", client.get(path).content.decode()) for path in (PLAN, SIGN, SIGN)]
    assert kept == drawn
    assert "\0" not in "".join(kept)


def test_each_reader_gets_a_token_and_a_seal_of_their_own(sign_page: PetitionPage, now: datetime) -> None:
    readers = [Client(enforce_csrf_checks=True) for _ in range(2)]
    forms = [reader.get(SIGN).content.decode() for reader in readers]
    tokens = [re.search(r'csrfmiddlewaretoken" value="(\w+)"', form)[1] for form in forms]
    assert tokens[0] != tokens[1]
    petition = Petition.objects.get()
    seals = [re.search(r'name="shown" value="([^"]+)"', form)[1] for form in forms]
    later = timezone.now() + timedelta(minutes=1)
    assert [doubts.doubt(petition, trap="", stamped=seal, at=later) for seal in seals] == ["", ""]
    sent = {"csrfmiddlewaretoken": tokens[1], "name": "Rowan"}
    assert readers[1].post("/petitions/ten-points/sign/", sent).status_code == 422
    assert readers[0].post("/petitions/ten-points/sign/", {"name": "Rowan"}).status_code == 403


def test_the_seal_tells_of_now_and_not_of_when_the_page_was_drawn(
    client: Client, sign_page: PetitionPage
) -> None:
    client.get(SIGN)
    kept = next(key for key in cache._cache if "pages:kept" in key)
    assert "\0stamp_" in cache.get(kept.partition(":1:")[2]).text
    seal = re.search(r'name="shown" value="([^"]+)"', client.get(SIGN).content.decode())[1]
    soon = timezone.now() + timedelta(seconds=1)
    assert doubts.doubt(Petition.objects.get(), trap="", stamped=seal, at=soon) == "too quick"


# --- when it is forgotten ---------------------------------------------------------------------------------


def test_a_correction_shows_at_once_on_every_page(client: Client, plan: PlanPage) -> None:
    """And on a reader's phone: no cache on the way may keep a page, drawn or given out again."""
    for path in ("/safe-visits/", PLAN, PLAN):
        assert client.get(path)["Cache-Control"] == "private, no-cache"
    plan.title = "Four points"
    with commit():
        plan.save_revision().publish()
    assert "<h1>Four points</h1>" in client.get(PLAN).content.decode()
    assert ">Four points</a>" in client.get("/safe-visits/").content.decode()
    with commit():
        plan.unpublish()
    assert client.get(PLAN).status_code == 404
    assert "Four points" not in client.get("/safe-visits/").content.decode()


def test_a_recalled_quote_is_on_no_page_any_more(client: Client, plan: PlanPage, now: datetime) -> None:
    consultation, sana, kit = opened(now), moderator("sana"), moderator("kit")
    code, answer = approved_text(consultation, by=sana, at=now)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=now)
    approve_quote(quote, by=kit, at=now)
    campaign = CampaignPage.objects.get()
    campaign.body = [{"type": "quote", "value": {"quote": quote.pk}}]
    campaign.save()
    assert [HARMLESS in client.get("/safe-visits/").content.decode() for _ in range(2)] == [True, True]
    with commit():
        withdraw_consents(code, at=now)
    assert HARMLESS not in client.get("/safe-visits/").content.decode()


def announce(petition: Petition, scene: scenes.Scene, now: datetime) -> None:
    entry = an_entry(petition, at=now, title="We met the minister", published_at=None)
    announcing.publish(entry, by=scene.ines, at=now)


def pause(petition: Petition, scene: scenes.Scene, now: datetime) -> None:
    scenes.close(scene)


@pytest.mark.parametrize(
    ("act", "path", "words"),
    [(announce, SIGN, "We met the minister"), (pause, "/safe-visits/pay/", "Voting has closed")],
)
def test_an_act_on_a_record_shows_at_once(
    client: Client,
    sign_page: PetitionPage,
    now: datetime,
    act: Callable[[Petition, scenes.Scene, datetime], None],
    path: str,
    words: str,
) -> None:
    scene = scenes.opened(now)
    sign_page.get_parent().add_child(instance=BallotPage(title="Vote", slug="pay", ballot=scene.ballot))
    assert words not in client.get(path).content.decode()
    with commit():
        act(sign_page.petition, scene, now)
    assert words in client.get(path).content.decode()


def test_a_change_nobody_announced_shows_after_ten_seconds(
    client: Client, plan: PlanPage, clock_of_the_cache: SimpleNamespace
) -> None:
    client.get(PLAN)
    PlanPage.objects.update(title="Five points")
    assert "Five points" not in client.get(PLAN).content.decode()
    clock_of_the_cache.now += 11
    assert "Five points" in client.get(PLAN).content.decode()


def test_a_page_that_was_read_before_a_change_and_drawn_after_it_is_not_kept(
    client: Client, plan: PlanPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change comes between the reading of the rows and the keeping of the page."""
    client.get("/")
    draw = CampaignPage.get_context

    def slow(self: CampaignPage, *args: object, **kwargs: object) -> dict[str, object]:
        context = draw(self, *args, **kwargs)
        list(context["plans"])
        with commit():
            plan.unpublish()
        return context

    with monkeypatch.context() as patch:
        patch.setattr(CampaignPage, "get_context", slow)
        client.get("/safe-visits/")
    assert "Three points" not in client.get("/safe-visits/").content.decode()


def test_new_colours_and_names_show_at_once(client: Client, plan: PlanPage) -> None:
    client.get(PLAN)
    with commit():
        Organisation.objects.create(site=Site.objects.get(), name="Harbour Workers")
    assert client.get(PLAN).content.decode().count("<span>Harbour Workers</span>") == 2


# --- for whom it is not -----------------------------------------------------------------------------------


def test_who_is_signed_in_or_brings_a_cookie_gets_a_page_of_their_own(
    client: Client, plan: PlanPage, kit: User, sign_in: SignIn
) -> None:
    editor, held = sign_in(kit), Client()
    held.cookies["answer"] = "x"
    for _ in range(2):
        assert client.get(PLAN).status_code == 200
    assert [cost(reader, PLAN) >= 3 for reader in (editor, held)] == [True, True]
    assert cost(client, PLAN) == 0
    assert cost(client, f"{PLAN}?pay-1-point=7") == 3


def test_a_page_that_is_locked_is_shown_to_nobody_any_more(client: Client, plan: PlanPage) -> None:
    """Not even the page that asks for the password takes the place of the other for whoever knows it."""
    assert "Go in twos" in client.get(PLAN).content.decode()
    with commit():
        lock = PageViewRestriction.objects.create(page=plan, restriction_type="password", password="open")
    asks = [client.get(PLAN).content.decode() for _ in range(2)]
    assert ["Go in twos" in page for page in asks] == [False, False]
    door = f"/_util/authenticate_with_password/{lock.pk}/{plan.pk}/"
    assert client.post(door, {"password": "open", "return_url": PLAN}).status_code == 302
    assert "Go in twos" in client.get(PLAN).content.decode()
    assert "Go in twos" not in Client().get(PLAN).content.decode()


def test_the_door_of_a_locked_page_tells_what_to_do_and_nothing_of_the_page(
    client: Client, plan: PlanPage
) -> None:
    lock = PageViewRestriction.objects.create(page=plan, restriction_type="password", password="open")
    asks = client.get(PLAN).content.decode()
    assert "Type the password that you were given." in asks
    assert (plan.title in asks, str(plan.summary) in asks) == (False, False)
    door = f"/_util/authenticate_with_password/{lock.pk}/{plan.pk}/"
    wrong = client.post(door, {"password": "guess", "return_url": PLAN}).content.decode()
    assert "This is not the password. Please type it once more." in wrong
    assert "There is a problem" in wrong


def test_a_wrong_password_on_a_welsh_page_is_answered_in_welsh_and_the_right_one_leads_there(
    client: Client, plan: PlanPage
) -> None:
    side = in_welsh(plan, slug="cynllun")
    lock = PageViewRestriction.objects.create(page=side, restriction_type="password", password="open")
    door = f"/cy/_util/authenticate_with_password/{lock.pk}/{side.pk}/"
    wrong = client.post(door, {"password": "guess"}).content.decode()
    assert "Nid dyma’r cyfrinair. Teipiwch ef unwaith eto." in wrong
    assert client.post(door, {"password": "open"})["Location"] == "/cy/safe-visits/cynllun/"


def test_who_tries_twenty_wrong_passwords_is_told_to_come_back_and_another_place_is_not(
    client: Client, plan: PlanPage
) -> None:
    """Nor does the right one open it then; and one that was changed asks those anew who are in by it."""
    side = in_welsh(plan, slug="cynllun")
    lock = PageViewRestriction.objects.create(page=side, restriction_type="password", password="open")
    door = f"/cy/_util/authenticate_with_password/{lock.pk}/{side.pk}/"
    known = Client(REMOTE_ADDR="192.0.2.7")
    assert known.post(door, {"password": "open"}).status_code == 302
    for _ in range(passwords.WRONG_A_DAY):
        assert "Nid dyma’r cyfrinair." in client.post(door, {"password": "guess"}).content.decode()
    for tried in ("guess", "open"):
        refused = client.post(door, {"password": tried})
        assert "Daeth gormod o gyfrineiriau anghywir o’r lle" in refused.content.decode()
    assert client.post(door.removeprefix("/cy"), {"password": "open"}).status_code == 422
    assert known.get("/cy/safe-visits/cynllun/").content.decode().count("Go in twos") > 0
    PageViewRestriction.objects.filter(pk=lock.pk).update(password="other")
    assert 'type="password"' in known.get("/cy/safe-visits/cynllun/").content.decode()
    assert known.post(door, {"password": "other"}).status_code == 302


def test_a_door_opens_only_what_is_behind_it(client: Client, plan: PlanPage) -> None:
    above = plan.get_parent()
    lock = PageViewRestriction.objects.create(page=plan, restriction_type="password", password="open")
    login = PageViewRestriction.objects.create(page=above, restriction_type="login", password="open")
    for number, page in ((lock.pk, above), (login.pk, plan), (lock.pk + 99, plan)):
        door = f"/_util/authenticate_with_password/{number}/{page.pk}/"
        assert client.post(door, {"password": "open"}).status_code == 404


def test_a_page_beneath_one_that_is_locked_is_shown_to_nobody(client: Client, plan: PlanPage) -> None:
    above = plan.get_parent()
    PageViewRestriction.objects.create(page=above, restriction_type="password", password="open")
    for path in (PLAN, f"{PLAN}pdf/", f"{PLAN}qr/"):
        assert "Go in twos" not in client.get(path).content.decode()
        assert 'type="password"' in client.get(path).content.decode()


def test_errors_redirects_and_files_are_not_kept(client: Client, plan: PlanPage) -> None:
    for path in ("/nowhere/", "/safe-visits/plan", f"{PLAN}pdf/"):
        client.get(path)
    client.post(PLAN)
    assert kept_keys() == []


def test_another_host_is_another_page(plan: PlanPage) -> None:
    pages = [Client().get(PLAN, headers={"host": host}).content for host in ("testserver", "localhost")]
    assert pages[0] == pages[1]
    assert kept_keys() == [PLAN, PLAN]
