"""Petitions in the CMS: who may write them, who may open them, and what no longer changes."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from petitions import counting
from petitions.cms_forms import NewPetitionForm
from petitions.cms_views import buttons_of, with_standing
from petitions.models import Petition, Signature, Tally
from petitions.opening import edition
from petitions.signing import sign
from tests.conftest import SignIn
from tests.html import seen
from tests.petitions.factories import open_petition, rowan
from tests.petitions.paper_scenes import keyed, printed
from tests.petitions.reading import words
from tests.rivals import taken_once_looked_for
from union.accounts.models import User
from union.audit.models import Entry
from union.pages.meanwhile import MEANWHILE
from union.slugs import SlugTaken

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Back the ten-point plan",
    "slug": "ten-points",
    "demand": "Adopt the plan in full.",
    "background": "",
    "decision_maker": "the Secretary of State",
    "goal": "500",
    "opens_at": "",
    "closes_at": "",
    "title_cy": "",
    "demand_cy": "",
    "decision_maker_cy": "",
    "background_cy": "",
}


def staff(name: str, *groups: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def kit(sign_in: SignIn) -> Client:
    """Kit, an editor."""
    return sign_in(staff("kit", "Editors"))


@pytest.fixture
def sana(sign_in: SignIn) -> Client:
    """Sana, a moderator."""
    return sign_in(staff("sana", "Moderators"))


def test_kit_writes_a_petition_and_it_is_a_draft(kit: Client) -> None:
    page = kit.post("/cms/petitions/new/", WORDS)
    assert page.status_code == 302
    petition = Petition.objects.get()
    assert (petition.title, petition.state, petition.goal) == ("Back the ten-point plan", "draft", 500)


def test_the_address_confirm_is_refused_in_a_sentence(kit: Client) -> None:
    page = kit.post("/cms/petitions/new/", {**WORDS, "slug": "confirm"})
    assert (page.status_code, Petition.objects.count()) == (200, 0)
    assert "This address is taken by the site itself" in page.content.decode()


def test_once_opened_the_demand_stays_and_the_background_may_change(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    changed = {
        **WORDS,
        "demand": "Abolish the plan.",
        "title": "No",
        "slug": "no",
        "background": "New facts.",
    }
    page = kit.post(
        f"/cms/petitions/edit/{petition.pk}/", {**changed, "decision_maker": "nobody", "goal": "900"}
    )
    assert page.status_code == 302
    petition.refresh_from_db()
    assert (petition.demand, petition.title, petition.slug, petition.decision_maker) == (
        "Adopt the plan in full.",
        "Back the ten-point plan",
        "ten-points",
        "the Secretary of State",
    )
    assert (petition.background, petition.goal, petition.state) == ("New facts.", 900, "open")
    entry = Entry.objects.get(action="petitions.written")
    assert entry.by is not None
    assert (entry.subject, entry.by.name, entry.detail) == (
        f"petition:{petition.pk}",
        "Kit",
        {"fields": ["background", "goal"]},
    )


def test_of_two_who_write_a_petition_the_second_reads_what_the_first_wrote(
    kit: Client, sana: Client, noon: datetime
) -> None:
    """Sana sets a goal while Kit, who opened the form before, writes about the background."""
    petition = open_petition(at=noon)
    path = f"/cms/petitions/edit/{petition.pk}/"
    form = WORDS | {"background": petition.background, "seen": seen(kit.get(path))}
    assert sana.post(path, form | {"goal": "900"}).status_code == 302
    refused = kit.post(path, form | {"background": "New facts."})
    says = f"{MEANWHILE} By now it says: “900” Take over what is to stay, and save again."
    assert refused.context["form"].errors == {"goal": [says]}
    both = {"background": "New facts.", "goal": "900", "seen": seen(refused)}
    assert kit.post(path, form | both).status_code == 302
    assert Petition.objects.values_list("background", "goal").get() == ("New facts.", 900)
    assert Entry.objects.order_by("-pk")[0].detail == {"fields": ["background"]}


def test_saving_the_words_does_not_undo_a_move_made_meanwhile(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    with CaptureQueriesContext(connection) as captured:
        kit.post(f"/cms/petitions/edit/{petition.pk}/", {**WORDS, "background": "New facts."})
    updates = [
        q["sql"] for q in captured.captured_queries if q["sql"].startswith('UPDATE "petitions_petition"')
    ]
    assert ['"state"' in sql for sql in updates] == [False]


@pytest.mark.usefixtures("clock_of_the_cache")
def test_the_list_shows_counts_in_as_many_queries_for_one_as_for_three(kit: Client, noon: datetime) -> None:
    def look(slug: str, n: int) -> int:
        petition = open_petition(at=noon, slug=slug)
        Tally.objects.create(petition=petition, dimension="all", n=n)
        with CaptureQueriesContext(connection) as captured:
            page = kit.get("/cms/petitions/")
        assert (page.status_code, str(n) in page.content.decode()) == (200, True)
        return len(captured)

    look("warm", 1000)
    one = look("one", 1341)
    look("two", 2341)
    assert look("three", 3341) == one


def moves_offered(page: HttpResponse) -> list[str]:
    return re.findall(r'name="verb" value="(\w+)"', page.content.decode())


def test_kit_proposes_a_petition_and_takes_the_proposal_back_but_cannot_open_it(
    kit: Client, noon: datetime
) -> None:
    petition = open_petition(at=noon, state="draft", opened_at=None)
    url = f"/cms/petitions/{petition.pk}/state/"
    seen = []
    for verb in ("open", "propose", "open", "schedule", "return"):
        offered = moves_offered(kit.get(url))
        kit.post(url, {"verb": verb})
        seen.append((offered, verb, Petition.objects.get().state))
    assert seen == [
        (["propose"], "open", "draft"),
        (["propose"], "propose", "in_review"),
        (["return"], "open", "in_review"),
        (["return"], "schedule", "in_review"),
        (["return"], "return", "draft"),
    ]
    refused = kit.post(url, {"verb": "open"}, follow=True)
    assert "This is not possible any more, or needs a moderator" in refused.content.decode()


def test_what_cannot_be_undone_asks_once_more(sana: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    url = f"/cms/petitions/{petition.pk}/state/"
    asked = sana.post(url, {"verb": "close"}, follow=True)
    assert "This cannot be undone." in asked.content.decode()
    assert "for a moderator" not in words(asked.content)
    assert Petition.objects.get().state == "open"
    sign(petition, signer=rowan(), at=noon, doubt="trap")
    asked = sana.get(url, {"verb": "close"})
    assert "1 signature waits for a moderator. Whoever is released later" in words(asked.content)
    sana.post(url, {"verb": "close", "sure": "yes"})
    assert Petition.objects.get().state == "closing"


def test_who_hands_in_is_told_which_paper_would_never_count(sana: Client) -> None:
    scene = keyed(printed(timezone.now()), "Amara Obi", "Devi Rao")
    Petition.objects.update(state="closed", closing_at=scene.at - timedelta(hours=50), closed_at=scene.at)
    url = f"/cms/petitions/{scene.petition.pk}/state/"
    pack = f"/cms/petitions/{scene.petition.pk}/hand-in/"
    waits = "Not counted yet: B-0001 of Branch NW-001 with 2 lines."
    html = sana.get(url).content
    assert (f'href="{pack}"' in html.decode(), waits in words(html)) == (True, False)
    for verb in ("hand_in", "conclude"):
        assert f"{waits} After this they never can be" in words(sana.get(url, {"verb": verb}).content)
    assert f"{waits} These lines are not in a pack that you make now" in words(sana.get(pack).content)
    sana.post(url, {"verb": "hand_in", "sure": "yes"})
    answered = sana.post(url, {"verb": "answered", "sure": "yes"}, follow=True)
    assert "The petition is now answered." in words(answered.content)
    for page in (sana.get(pack), sana.get(url, {"verb": "conclude"})):
        assert "Not counted yet" not in words(page.content)


def test_a_petition_is_concluded_with_its_outcome(sana: Client, noon: datetime) -> None:
    petition = open_petition(at=noon, state="responded", closing_at=noon, responded_at=noon)
    url = f"/cms/petitions/{petition.pk}/state/"
    for outcome in ("", "nonsense"):
        page = sana.post(url, {"verb": "conclude", "sure": "yes", "outcome": outcome}, follow=True)
        assert "Choose how it ended first." in page.content.decode()
        assert Petition.objects.get().state == "responded"
    done = sana.post(url, {"verb": "conclude", "sure": "yes", "outcome": "partly"})
    assert done.headers["Location"] == f"/cms/petitions/{petition.pk}/entries/new/?kind=decision"
    row = Petition.objects.get()
    assert (row.state, row.outcome) == ("concluded", "partly")


def test_sana_names_the_petition_that_follows(sana: Client, kit: Client, noon: datetime) -> None:
    ended = open_petition(at=noon, state="closed", closing_at=noon)
    follows = open_petition(at=noon, slug="once-more")
    hidden = open_petition(at=noon, slug="hidden", state="draft", opened_at=None)
    url = f"/cms/petitions/{ended.pk}/successor/"
    for browser, chosen in ((kit, follows), (sana, hidden), (sana, ended)):
        browser.post(url, {"successor": str(chosen.pk)})
        ended.refresh_from_db()
        assert ended.successor_id is None
    named = sana.post(url, {"successor": str(follows.pk)})
    ended.refresh_from_db()
    assert ended.successor_id == follows.pk
    assert named.headers["Location"] == f"/cms/petitions/{ended.pk}/entries/new/?kind=next"
    assert sana.get(url).status_code == 405
    sana.post(url, {"successor": ""})
    ended.refresh_from_db()
    assert ended.successor_id is None


def test_sana_opens_pauses_and_closes_it(sana: Client, noon: datetime) -> None:
    petition = open_petition(at=noon, state="draft", opened_at=None)
    url = f"/cms/petitions/{petition.pk}/state/"
    states = []
    for verb in ("open", "pause", "open", "close", "open", "nonsense"):
        assert verb in ("nonsense", "open") or f'value="{verb}"' in sana.get(url).content.decode()
        sana.post(url, {"verb": verb, "sure": "yes", "seen": edition(Petition.objects.get())})
        states.append(Petition.objects.get().state)
    assert states == ["open", "paused", "open", "closing", "closing", "closing"]
    assert Entry.objects.filter(action="petitions.moved").count() == 4


@pytest.mark.parametrize("verb", ["open", "schedule"])
def test_sana_opens_what_she_read_and_nothing_else(sana: Client, noon: datetime, verb: str) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    petition = open_petition(at=noon, state="in_review", opened_at=None, opens_at=tomorrow)
    url = f"/cms/petitions/{petition.pk}/state/"
    page = sana.get(url)
    assert f"What everybody will read {petition.title} To" in words(page.content)
    assert petition.demand in words(page.content)
    Petition.objects.update(demand="Something else altogether.")
    for read in (seen(page), ""):
        refused = sana.post(url, {"verb": verb, "seen": read}, follow=True)
        assert "This petition was changed while you read it" in words(refused.content)
        assert Petition.objects.get().state == "in_review"
    assert "Something else altogether." in words(refused.content)
    sana.post(url, {"verb": verb, "seen": seen(refused)})
    assert Petition.objects.get().state == {"open": "open", "schedule": "scheduled"}[verb]


def test_everybody_is_led_to_what_they_may_do_there(noon: datetime) -> None:
    petition = open_petition(at=noon)
    ada = User.objects.create_superuser("ada@example.org")
    people = [staff("kit", "Editors"), staff("sana", "Moderators"), ada]
    assert [[button.label for button in buttons_of(petition, for_user=user)] for user in people] == [
        ["State", "What has happened"],
        ["State", "What has happened", "Moderate signatures", "Hand in"],
        ["State", "What has happened", "Moderate signatures", "Hand in", "Limits"],
    ]


@pytest.mark.parametrize(("state", "offered"), [("open", [False, False]), ("closed", [False, True])])
def test_who_opens_petitions_names_the_one_that_follows_once_it_is_over(
    kit: Client, sana: Client, noon: datetime, state: str, offered: list[bool]
) -> None:
    closed = {"closing_at": noon, "closed_at": noon} if state == "closed" else {}
    petition = open_petition(at=noon, state=state, **closed)
    open_petition(at=noon, slug="next")
    pages = [browser.get(f"/cms/petitions/{petition.pk}/state/").content.decode() for browser in (kit, sana)]
    assert ['name="successor"' in page for page in pages] == offered


def test_nobody_deletes_a_petition(sign_in: SignIn, noon: datetime) -> None:
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    petition = open_petition(at=noon)
    admin.post(f"/cms/petitions/delete/{petition.pk}/")
    assert Petition.objects.count() == 1


def test_a_member_and_a_stranger_see_none_of_it(sign_in: SignIn, client: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    rowan = sign_in(staff("rowan"))
    for path in ("", "new/", f"edit/{petition.pk}/", f"{petition.pk}/state/"):
        for browser in (rowan, client):
            assert browser.get(f"/cms/petitions/{path}").status_code in (302, 403, 404)
            assert browser.post(f"/cms/petitions/{path}", WORDS).status_code in (302, 403, 404, 405)
    assert Petition.objects.get().title == "Back the ten-point plan"


def test_kit_chooses_a_petition_for_a_page(kit: Client, noon: datetime) -> None:
    open_petition(at=noon)
    page = kit.get("/cms/petition_chooser/")
    assert (page.status_code, "Back the ten-point plan" in page.content.decode()) == (200, True)


def test_the_list_says_what_came_today_and_what_is_held(kit: Client) -> None:
    now = timezone.now()
    petition = open_petition(at=now)
    Tally.objects.create(petition=petition, dimension="all", n=4321)
    for at, n in ((now, 17), (now - timedelta(days=2), 900)):
        Tally.objects.create(
            petition=petition, dimension="hour", key=counting.hour_of(at).strftime("%Y-%m-%dT%H"), n=n
        )
    for _ in range(3):
        Signature.objects.create(petition=petition, state="held", held_reason="trap filled", signed_at=now)
    row = with_standing(Petition.objects.all(), at=now).get()
    assert (row.count, row.today, row.held) == (4321, 17, 3)  # type: ignore[attr-defined]
    assert "4321" in kit.get("/cms/petitions/").content.decode()


def test_the_list_is_searched_and_filtered_by_state(kit: Client, noon: datetime) -> None:
    open_petition(at=noon, title="Safe caseloads now")
    open_petition(at=noon, slug="b", title="Fair pay now", state="paused")

    def listed(query: str) -> list[str]:
        html = kit.get(f"/cms/petitions/?{query}").content.decode()
        return [title for title in ("Safe caseloads now", "Fair pay now") if title in html]

    assert listed("") == ["Safe caseloads now", "Fair pay now"]
    assert listed("q=caseloads") == ["Safe caseloads now"]
    assert listed("state=paused") == ["Fair pay now"]


def test_a_goal_is_never_set_below_the_count(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    Tally.objects.create(petition=petition, dimension="all", n=341)
    url = f"/cms/petitions/edit/{petition.pk}/"
    page = kit.post(url, {**WORDS, "goal": "300"})
    assert "341 people have signed already: set a goal of 341 or more." in page.content.decode()
    kit.post(url, {**WORDS, "goal": "350"})
    assert Petition.objects.get().goal == 350


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"goal": "0"}, "Set a goal of 1 or more."),
        ({"goal": "9" * 20}, "Set a goal that people can reach."),
        ({"opens_at": "2099-12-10T09:00", "closes_at": "2099-12-01T09:00"}, "It has to close after it opens"),
    ],
)
def test_what_the_database_would_refuse_is_said_in_a_sentence(
    kit: Client, changes: dict[str, str], sentence: str
) -> None:
    page = kit.post("/cms/petitions/new/", {**WORDS, **changes}).content.decode()
    assert (sentence in page, "Constraint" in page, 'value="Back the ten-point plan"' in page) == (
        True,
        False,
        True,
    )
    assert Petition.objects.count() == 0


def test_no_closing_time_that_has_passed_closes_a_petition_for_good(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    page = kit.post(f"/cms/petitions/edit/{petition.pk}/", {**WORDS, "closes_at": "2022-03-20T09:00"})
    assert "This time has passed. Choose a later one" in page.content.decode()
    assert Petition.objects.get().closes_at is None
    Petition.objects.update(closes_at=noon)  # one that is over keeps its time when a word is changed
    same = timezone.localtime(noon).strftime("%Y-%m-%dT%H:%M")
    assert kit.post(f"/cms/petitions/edit/{petition.pk}/", {**WORDS, "closes_at": same}).status_code == 302


def test_half_of_the_welsh_is_refused(kit: Client, noon: datetime) -> None:
    page = kit.post("/cms/petitions/new/", {**WORDS, "title_cy": "Cefnogwch y cynllun"})
    assert (page.status_code, Petition.objects.count()) == (200, 0)
    assert page.content.decode().count("Give this in Welsh too, or leave all of the Welsh empty.") == 2


def dialog(**changed: str) -> dict[str, str]:
    """The form in the chooser's dialog, filled in."""
    words = {
        "title": "Safe staffing now!",
        "slug": "",
        "demand": "Fill every post.",
        "decision_maker": "the council",
        "background": "Too many empty desks.",
        "goal": "250",
    }
    return {f"new-petition-{name}": value for name, value in {**words, **changed}.items()}


def test_kit_begins_a_petition_in_the_dialog_of_a_page(kit: Client) -> None:
    made = kit.post("/cms/petition_chooser/create/", dialog()).json()
    petition = Petition.objects.get()
    assert made["result"]["id"] == str(petition.pk)
    assert (petition.slug, petition.goal, petition.state) == ("safe-staffing-now", 250, "draft")
    kit.post("/cms/petition_chooser/create/", dialog())
    assert Petition.objects.order_by("pk").last().slug == "safe-staffing-now-2"  # type: ignore[union-attr]
    assert [entry.action for entry in Entry.objects.order_by("pk")] == ["petitions.begun"] * 2


def test_the_dialog_answers_mistakes_in_sentences_and_keeps_what_was_typed(kit: Client) -> None:
    page = kit.post("/cms/petition_chooser/create/", dialog(title="", demand="", goal="many")).json()
    for sentence in ("Give the petition a title.", "Say what you ask for.", "Give the goal in digits."):
        assert sentence in page["htmlFragment"]
    assert "Too many empty desks." in page["htmlFragment"]
    assert Petition.objects.count() == 0


def test_an_address_taken_since_the_form_was_looked_at_is_named_and_one_of_the_title_is_another(
    noon: datetime,
) -> None:
    typed, titled = NewPetitionForm(dialog(slug="fair-pay")), NewPetitionForm(dialog(title="Fair pay"))
    assert typed.is_valid()
    assert titled.is_valid()
    open_petition(at=noon, slug="fair-pay")
    with pytest.raises(SlugTaken):
        typed.begin(by=None, at=noon)
    assert typed.errors["slug"] == ["Another petition has this address: choose another."]
    assert titled.begin(by=None, at=noon).slug == "fair-pay-2"


@pytest.mark.parametrize(
    "way", ["/cms/petitions/new/", "/cms/petition_chooser/create/", "/cms/petitions/edit/{}/"]
)
def test_the_form_comes_back_where_somebody_takes_the_address_meanwhile(
    kit: Client, noon: datetime, way: str
) -> None:
    mine = Petition.objects.create(title="Mine", slug="mine", demand="More.", decision_maker="X", goal=9)
    sent = dialog(slug="fair-pay") if "chooser" in way else {**WORDS, "slug": "fair-pay"}
    with taken_once_looked_for("fair-pay", lambda: open_petition(at=noon, slug="fair-pay"), looks=2):
        page = kit.post(way.format(mine.pk), sent)
    told = page.json()["htmlFragment"] if "chooser" in way else page.content.decode()
    assert (page.status_code, "Another petition has this address: choose another." in told) == (200, True)
    assert sorted(Petition.objects.values_list("slug", flat=True)) == ["fair-pay", "mine"]


def test_the_dialog_is_for_those_who_may_write_petitions(sign_in: SignIn) -> None:
    rowan = sign_in(staff("rowan"))
    assert rowan.post("/cms/petition_chooser/create/", dialog()).status_code in (302, 403)
    assert Petition.objects.count() == 0
