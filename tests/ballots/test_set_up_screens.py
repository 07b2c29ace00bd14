"""The three screens of a draft that Ines fills in: the words, who votes, and when."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ballots import errors, setting_up
from ballots.approving import withdraw
from ballots.drafting import Choice, set_question
from ballots.eligibility import eligible_members
from ballots.models import Ballot, Option, Question
from ballots.patterns import TWO_CLAIMS
from ballots.pay_shown import other_figures, three_points
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.set_up_scenes import DRAFT, begun, the_draft, went_to, words
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.members.models import Branch, Employer, Member
from union.pay.claims import Claim, claim_data

pytestmark = pytest.mark.django_db


@told_once
def north(at: datetime) -> Scene:
    """Northside with 40 members, one without an address; its one earlier ballot is a draft."""
    return scenes.drafted(at)


@pytest.fixture
def ines(sign_in: SignIn, north: Scene) -> Client:
    """Ines's browser, with a new draft from the first screen."""
    return begun(sign_in(north.ines))


def days(opens: int, closes: int) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "opens_on": (today + timedelta(days=opens)).isoformat(),
        "opens_time": "09:00",
        "closes_on": (today + timedelta(days=closes)).isoformat(),
        "closes_time": "17:00",
    }


# --- 2: the words


def test_the_words_come_filled_in_with_what_they_give_at_three_points(ines: Client) -> None:
    page = ines.get(f"{DRAFT}words/")
    assert 'value="A: RPI plus 2%"' in page.content.decode()
    text = text_of(page)
    assert "1 £1,797 (9.8%) £2,000 (10.9%)" in text
    assert "15 £2,357 (9.8%) £2,000 (8.3%)" in text
    assert "40 £4,373 (9.8%) £2,000 (4.5%)" in text


def test_words_and_options_are_saved_and_lead_on(ines: Client, north: Scene) -> None:
    sent = words(north, title="NJC pay claim: what should WE ask for?")
    assert went_to(ines.post(f"{DRAFT}words/", sent)) == (302, "voters/")
    question = the_draft().questions.get()
    assert (the_draft().title, question.text) == (sent["title"], "Which claim?")
    assert [(option.label, option.claim()) for option in question.options.all()] == [
        ("A: RPI plus 2%", Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2))),
        ("B: a flat £2,100", Claim("flat", flat=Decimal(2100))),
        ("Abstain", None),
    ]


def test_the_address_of_a_draft_follows_its_name_until_somebody_was_sent_it(
    ines: Client, north: Scene
) -> None:
    """A page that was open goes on at the new address with what was sent; nothing else gets the old one."""
    again = words(north, title="Pay claim, second round")
    new, second = "/desk/ballots/pay-claim-second-round/", f"{DRAFT[:-1]}-2/"
    assert ines.post(f"{DRAFT}words/", again)["Location"] == f"{new}voters/"
    late = ines.post(f"{DRAFT}dates/", days(3, 10))
    assert (late.status_code, late["Location"]) == (307, f"{new}dates/")
    assert ines.get("/desk/ballots/elsewhere/dates/").status_code == 404
    assert ines.post("/desk/ballots/new/", {"pattern": "two-claims"})["Location"] == f"{second}words/"

    ines.post(f"{new}freeze/propose/")
    renamed = Ballot.objects.get(slug="pay-claim-second-round")
    withdraw(renamed.approvals.get(), by=north.ines, at=timezone.now())
    third = ines.post(f"{new}words/", {**again, "title": "A third name"})
    assert third["Location"] == f"{new}voters/"
    ines.post(f"{second}test-mail/")
    ines.post(f"{second}words/", {**again, "title": "A fourth name"})
    assert Ballot.objects.get(title="A fourth name").get_absolute_url() == f"/ballots/{second.split('/')[3]}/"


def test_a_third_option_is_added_and_one_is_taken_away(ines: Client, north: Scene) -> None:
    ines.post(f"{DRAFT}words/", words(north, label_3="C: neither", detail_3="Say why."))
    assert 'name="label_5"' in ines.get(f"{DRAFT}words/").content.decode()
    ines.post(f"{DRAFT}words/", words(north, label_3="", label_4="D: both"))
    options = the_draft().questions.get().options.all()
    assert [option.label for option in options] == [
        "A: RPI plus 2%",
        "B: a flat £2,100",
        "D: both",
        "Abstain",
    ]


def test_options_that_are_more_than_the_page_adds_stay(ines: Client, north: Scene) -> None:
    claims = [Choice(f"Claim {n}") for n in range(1, 16)]
    set_question(the_draft(), number=1, text="Which?", options=claims, by=north.ines, at=north.at)
    page = ines.get(f"{DRAFT}words/").content.decode()
    assert ('name="options" value="15"' in page, 'name="label_16"' in page) == (True, False)
    sent = {f"label_{n}": f"Claim {n}" for n in range(1, 16)} | {"options": "15"}
    assert went_to(ines.post(f"{DRAFT}words/", words(north, **sent))) == (302, "voters/")
    assert [str(option.label) for option in the_draft().questions.get().options.all()][11:] == [
        *(f"Claim {n}" for n in range(12, 16)),
        "Abstain",
    ]


def test_another_kind_of_figure_is_asked_for_without_losing_a_word(ines: Client, north: Scene) -> None:
    page = ines.post(f"{DRAFT}words/", words(north, gives_2="greater"))
    assert page.status_code == 422
    assert "Option 2: enter a number for “Per cent”." in text_of(page)
    assert 'value="2100"' in page.content.decode()
    ines.post(f"{DRAFT}words/", words(north, gives_2="greater", percentage_2="5"))
    option = the_draft().questions.get().options.get(number=2)
    assert option.claim() == Claim("greater", flat=Decimal(2100), percentage=Decimal(5))


def test_an_offer_keeps_its_two_buttons_and_takes_its_figure(ines: Client, north: Scene) -> None:
    ines.post("/desk/ballots/new/", {"pattern": "offer"})
    offer = Ballot.objects.get(kind="pay_offer")
    page = f"/desk/ballots/{offer.slug}/words/"
    assert 'name="label_1"' not in ines.get(page).content.decode()
    sent = {**words(north), "gives_1": "percentage", "percentage_1": "2.5", "gives_2": "", "label_1": "Yes!"}
    assert ines.post(page, sent)["Location"].endswith("/voters/")
    question = offer.questions.get()
    assert (question.kind, question.recommendation) == (Question.Kind.ACCEPT_REJECT, "")
    assert [(option.label, option.claim()) for option in question.options.all()] == [
        ("Accept", Claim("percentage", percentage=Decimal("2.5"))),
        ("Reject", None),
        ("Abstain", None),
    ]


def test_priorities_are_still_ranked_when_their_words_are_changed(ines: Client, north: Scene) -> None:
    ines.post("/desk/ballots/new/", {"pattern": "priorities"})
    ranked = Ballot.objects.get(slug__startswith="what-should-come-first")
    sent = {**words(north), "pay_scale": ""}
    assert ines.post(f"/desk/ballots/{ranked.slug}/words/", sent)["Location"].endswith("/voters/")
    assert (ranked.questions.get().kind, ranked.questions.get().options.count()) == (Question.Kind.RANKED, 3)


def test_without_a_pay_scale_there_are_no_figures(ines: Client, north: Scene) -> None:
    ines.post(f"{DRAFT}words/", words(north, pay_scale=""))
    page = ines.get(f"{DRAFT}words/")
    assert "What it gives" not in text_of(page)
    assert [option.claim() for option in the_draft().questions.get().options.all()] == [None] * 3


@pytest.mark.parametrize(("field", "value", "says"), [
    ("title", "", "Enter a title."),
    ("question", "", "Enter the question."),
    ("label_2", "", "Enter what members read for option 2."),
    ("label_2", "A: RPI plus 2%", "two of them read the same"),
    ("label_3", "Abstain", "A question needs at least two choices with different names"),
    ("flat_2", "two thousand", "Option 2: enter a number such as 2000"),
    ("margin_1", "two", "Option 1: enter a number such as 7.8"),
    ("flat_2", "0", "Option 2: enter a figure above nought."),
    ("flat_2", "-1", "greater than or equal to 0"),
    ("gives_2", "bananas", "not one of the available choices"),
    ("pay_scale", "999", "valid choice"),
    ("options", "many", "Enter a whole number"),
    ("options", "9" * 5000, "Enter a whole number"),
])  # fmt: skip
def test_words_with_a_mistake_say_so_and_keep_the_rest(
    ines: Client, north: Scene, field: str, value: str, says: str
) -> None:
    page = ines.post(f"{DRAFT}words/", words(north, **{field: value}))
    assert (page.status_code, says in text_of(page)) == (422, True)
    assert "Tell us." in page.content.decode()
    assert the_draft().title == TWO_CLAIMS.title


def seen_in(page: Any) -> str:
    return re.findall(r'name="seen" value="(\w{16})"', page.content.decode())[0]


def test_ines_reads_what_bram_wrote_meanwhile_before_she_writes_over_it(
    sign_in: SignIn, ines: Client, north: Scene
) -> None:
    bram, address = sign_in(north.bram), f"{DRAFT}words/"
    seen = {seen_in(browser.get(address)) for browser in (ines, bram)}
    mine = words(north, introduction="From Ines.", seen=seen.pop())
    theirs = words(north, introduction="From Bram.", seen=mine["seen"])
    assert [bram.post(address, theirs).status_code for _twice in range(2)] == [302, 302]
    page = ines.post(address, mine)
    assert (page.status_code, the_draft().introduction) == (422, "From Bram.")
    assert "above the question (optional): “From Bram.”. Save again to put yours in its place." in text_of(
        page
    )
    assert "From Ines." in page.content.decode()
    assert ines.post(address, mine | {"seen": seen_in(page)}).status_code == 302
    assert (the_draft().introduction, seen) == ("From Ines.", set())


@pytest.mark.parametrize("typed", ["£2,100", "2,100", " 2100.00 ", "£ 2100"])
def test_a_sum_may_be_typed_as_people_write_it(ines: Client, north: Scene, typed: str) -> None:
    sent = words(north, flat_2=typed, index_1="7.8%", margin_1="2 %")
    assert ines.post(f"{DRAFT}words/", sent)["Location"].endswith("/voters/")
    a, b, _ = (option.claim() for option in the_draft().questions.get().options.all())
    assert (a, b) == (
        Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2)),
        Claim("flat", flat=Decimal(2100)),
    )


@pytest.mark.parametrize("typed", ["2,1", "21,00", "2.100,00", "£", "%"])
def test_what_could_be_two_numbers_is_asked_for_again(ines: Client, north: Scene, typed: str) -> None:
    page = ines.post(f"{DRAFT}words/", words(north, flat_2=typed))
    assert page.status_code == 422
    assert "Option 2: enter a number" in text_of(page)


def test_a_figure_that_was_changed_and_not_its_words_is_pointed_out(ines: Client, north: Scene) -> None:
    said = "“B: a flat £2,000 on each pay point” names another figure than it gives"
    ines.post(f"{DRAFT}words/", words(north, label_2="B: a flat £2,000 on each pay point", flat_2="2100"))
    pages = [ines.get(f"{DRAFT}words/"), ines.get(f"{DRAFT}check/")]
    assert [said in text_of(page) for page in pages] == [True, True]
    ines.post(f"{DRAFT}words/", words(north, label_2="B: a flat £2,100 on each pay point", flat_2="2100"))
    assert "names another figure" not in text_of(ines.get(f"{DRAFT}check/"))


@pytest.mark.parametrize(("label", "detail", "claim", "differs"), [
    ("A: RPI plus 2%", "", Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2)), False),
    ("A: RPI plus 2%", "", Claim("index_plus", index=Decimal("7.8"), margin=Decimal(3)), True),
    ("A: 9.8 per cent", "", Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2)), False),
    ("Accept", "1.75% on each pay point.", Claim("percentage", percentage=Decimal(2)), True),
    ("B: £2,000", "That is 10.9% at point 1.", Claim("flat", flat=Decimal(2000)), False),
    ("B: £2,000, then", "", Claim("flat", flat=Decimal("2000.5")), True),
    ("The flat sum", "For everybody.", Claim("flat", flat=Decimal(2000)), False),
])  # fmt: skip
def test_words_are_held_against_the_figures_of_their_kind(
    north: Scene, label: str, detail: str, claim: Claim, differs: bool
) -> None:
    question = north.ballot.questions.get()
    Option.objects.filter(question=question).exclude(number=1).delete()
    question.options.update(label=label, detail=detail, pay_claim=claim_data(claim))
    assert other_figures([question]) == ([label] if differs else [])


def test_staying_saves_and_works_out_again(ines: Client, north: Scene) -> None:
    assert went_to(ines.post(f"{DRAFT}words/", words(north, stay="1"))) == (302, "words/")
    draft = the_draft()
    gains = three_points(draft, list(draft.questions.prefetch_related("options")))
    assert [(row.point, row.gains[1][1]) for row in gains] == [
        (1, "£2,100 (11.5%)"),
        (15, "£2,100 (8.7%)"),
        (40, "£2,100 (4.7%)"),
    ]


def test_a_screen_sent_again_unchanged_revises_nothing(ines: Client) -> None:
    before = Entry.objects.filter(action="ballot.revised").count()
    ines.post(f"{DRAFT}voters/", {})
    assert Entry.objects.filter(action="ballot.revised").count() == before


# --- 3: who votes


def some_differ(scene: Scene) -> None:
    """Ten of the branch work in health for the trust, three joined last week."""
    numbers = [f"NW-001-{place:04}" for place in range(40)]
    for name, some in (("Quarn Council", numbers[10:]), ("Quarn Health Trust", numbers[:10])):
        employer = Employer.objects.create(name=name)
        Member.objects.filter(number__in=some).update(employer=employer, sector=name.split()[1])
    Member.objects.filter(number__in=numbers[:3]).update(joined=timezone.localdate())


def test_the_voters_screen_counts_members_and_those_without_an_address(ines: Client) -> None:
    text = text_of(ines.get(f"{DRAFT}voters/"))
    assert "40 members, 1 without an e-mail address: see who cannot be reached" in text


def test_rules_narrow_the_roll_and_the_count_follows(ines: Client, north: Scene) -> None:
    some_differ(north)
    rules = {"employers": ["Quarn Health Trust"], "pay_from": "10", "pay_to": "20", "four_weeks": "on"}
    assert went_to(ines.post(f"{DRAFT}voters/", {**rules, "stay": "1"})) == (302, "voters/")
    assert "7 members, all with an e-mail address" in text_of(ines.get(f"{DRAFT}voters/"))
    draft = the_draft()
    assert draft.rules == {
        "employers": ["Quarn Health Trust"],
        "pay_points": [10, 20],
        "joined_before": setting_up.four_weeks_before(draft.opens_at).isoformat(),
    }
    assert eligible_members(draft).count() == 7
    assert went_to(ines.post(f"{DRAFT}voters/", {})) == (302, "dates/")
    assert the_draft().rules == {}


def test_rules_that_meet_nobody_are_said_before_a_colleague_is_asked(ines: Client, north: Scene) -> None:
    ines.post(f"{DRAFT}voters/", {"pay_from": "41", "pay_to": "43"})
    assert "0 members: nobody on the roll meets these rules" in text_of(ines.get(f"{DRAFT}voters/"))
    assert errors.NobodyEligible.sentence in text_of(ines.get(f"{DRAFT}check/"))


@pytest.mark.parametrize(("sent", "says"), [
    ({"pay_from": "5"}, "Enter both pay points, or neither."),
    ({"pay_from": "9", "pay_to": "5"}, "Enter a pay point that is not below the first."),
    ({"pay_from": "low", "pay_to": "5"}, "Enter a pay point as a number, such as 5."),
    ({"employers": ["Nobody"]}, "not one of the available choices"),
])  # fmt: skip
def test_unclear_rules_are_refused(ines: Client, north: Scene, sent: dict[str, Any], says: str) -> None:
    some_differ(north)
    page = ines.post(f"{DRAFT}voters/", sent)
    assert (page.status_code, says in text_of(page)) == (422, True)


def test_who_cannot_be_reached_is_listed_by_name(ines: Client) -> None:
    text = text_of(ines.get(f"{DRAFT}unreachable/"))
    assert "1 of 40 members cannot be sent a link." in text
    assert "Member 39 NW-001-0039" in text


@pytest.mark.parametrize("page", ["0", "-1", "many", "9", "9" * 20, "9" * 5000])
def test_a_page_that_does_not_exist_is_an_empty_or_the_first_one(ines: Client, page: str) -> None:
    assert ines.get(f"{DRAFT}unreachable/?page={page}").status_code == 200


def test_a_hundred_a_page_in_as_many_queries(
    ines: Client, north: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):
        ines.get(f"{DRAFT}unreachable/")
    Member.objects.bulk_create(
        Member(number=f"NX-{n:04}", name=f"Paper {n}", branch=north.branch, joined="2015-05-01")
        for n in range(150)
    )
    with django_assert_num_queries(7):
        first = text_of(ines.get(f"{DRAFT}unreachable/"))
    assert (first.count("NX-"), "The next hundred" in first) == (99, True)
    assert text_of(ines.get(f"{DRAFT}unreachable/?page=2")).count("NX-") == 51


def test_the_nation_sees_regions_and_branches(sign_in: SignIn, north: Scene) -> None:
    nell = User.objects.create_user("nell@example.org", name="Nell Avery")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    client = sign_in(nell)
    client.post("/desk/ballots/new/", {"pattern": "two-claims", "branch": "nation"})
    assert the_draft().branch is None
    text = text_of(client.get(f"{DRAFT}voters/"))
    assert ("Only these branches" in text, "Harbour Health" in text) == (True, True)
    client.post(f"{DRAFT}voters/", {"branches": ["NW-002"]})
    assert (the_draft().branch, the_draft().rules) == (None, {"branches": ["NW-002"]})
    assert "Whose ballot is it?" not in text


def test_the_nation_names_employers_that_are_too_many_to_tick(sign_in: SignIn, north: Scene) -> None:
    Employer.objects.bulk_create(Employer(name=f"Borough {n:03} Council") for n in range(101))
    nell = User.objects.create_user("nell@example.org", name="Nell Avery")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    client = sign_in(nell)
    client.post("/desk/ballots/new/", {"pattern": "two-claims", "branch": "nation"})
    assert "Borough 007 Council" not in text_of(client.get(f"{DRAFT}voters/"))
    refused = client.post(f"{DRAFT}voters/", {"employers": "Borough 007 Council\nBorough 7 Council"})
    says = "“Borough 7 Council” is not on the roll. Perhaps you mean “Borough 000 Council”"
    assert (refused.status_code, says in text_of(refused)) == (422, True)
    client.post(f"{DRAFT}voters/", {"employers": " borough 007  council\n\nBorough 100 Council"})
    assert the_draft().rules == {"employers": ["Borough 007 Council", "Borough 100 Council"]}
    assert "Borough 007 Council" in text_of(client.get(f"{DRAFT}voters/"))
    client.post(f"{DRAFT}voters/", {"employers": ""})
    assert the_draft().rules == {}


def test_an_office_moves_a_draft_to_another_of_its_branches(sign_in: SignIn, north: Scene) -> None:
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Lomax")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=north.branch.region)
    client = sign_in(rhea)
    client.post("/desk/ballots/njc-pay-claim-2022/voters/", {"branch": "NW-002"})
    north.ballot.refresh_from_db()
    assert str(north.ballot.branch) == "Harbour Health"


def test_an_office_of_many_branches_writes_whose_ballot_it_is(sign_in: SignIn, north: Scene) -> None:
    """By name or code; what nobody is called is asked again, and the empty line is the whole union's."""
    nell, rhea = (User.objects.create_user(f"{name}@example.org", name=name) for name in ("Nell", "Rhea"))
    region = north.branch.region
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=region)
    Branch.objects.bulk_create(Branch(code=f"M-{n}", name=f"Mill {n}", region=region) for n in range(101))
    office, of_region, place = sign_in(nell), sign_in(rhea), "/desk/ballots/new/"
    shown = office.get(place).content.decode()
    assert ("Leave it empty for the whole union" in shown, "Mill" in shown) == (True, False)
    for typed in ("", "mill 50", "M-100"):
        assert office.post(place, {"pattern": "offer", "how": "link", "branch": typed}).status_code == 302
    nation, fifty, hundred = Ballot.objects.order_by("pk")[1:]
    assert [str(draft.branch) for draft in (nation, fifty, hundred)] == ["None", "Mill 50", "Mill 100"]
    for typed, says in (
        ("", "Enter the name or the code of a branch."),
        ("Mil", "“Mil” is not on the roll."),
    ):
        assert says in text_of(of_region.post(place, {"pattern": "offer", "branch": typed}))
    assert 'value="M-50"' in of_region.get(f"/desk/ballots/{fifty.slug}/voters/").content.decode()
    of_region.post(f"/desk/ballots/{fifty.slug}/voters/", {"branch": "M-51"})
    fifty.refresh_from_db()
    assert str(fifty.branch) == "Mill 51"


def test_a_draft_cannot_be_moved_to_a_branch_of_others(north: Scene) -> None:
    harbour = north.orla.roles.get().branch
    with pytest.raises(errors.NotYours):
        setting_up.choose_voters(north.ballot, branch=harbour, rules={}, by=north.ines, at=north.at)


# --- 4: when


def test_dates_are_saved_and_the_four_weeks_move_along(ines: Client) -> None:
    ines.post(f"{DRAFT}voters/", {"four_weeks": "on"})
    assert went_to(ines.post(f"{DRAFT}dates/", days(10, 20))) == (302, "check/")
    draft, today = the_draft(), timezone.localdate()
    assert timezone.localtime(draft.opens_at).date() == today + timedelta(days=10)
    assert f"{timezone.localtime(draft.closes_at):%H:%M}" == "17:00"
    assert draft.rules["joined_before"] == (today + timedelta(days=10 - 28)).isoformat()


@pytest.mark.parametrize(("sent", "says"), [
    (days(-1, 5), "Choose an opening day that is today or still to come."),
    (days(3, 2), "Choose a closing time at least an hour after the opening."),
    (days(3, 3) | {"closes_time": "09:30"}, "Choose a closing time at least an hour after the opening."),
    (days(3, 400), "Check the year: the ballot would be open for over a year."),
    (days(3, 5) | {"opens_on": "soon"}, "Enter a day such as 25/03/2026."),
    (days(3, 5) | {"closes_time": "five"}, "Enter a time such as 17:00."),
    (days(3, 5) | {"closes_on": ""}, "Enter a day."),
    (
        days(3, 5) | {"closes_on": "2030-03-31", "closes_time": "01:30"},
        "On 31 March 2030 clocks go forward over 01:30: enter an earlier or a later time.",
    ),
])  # fmt: skip
def test_dates_that_make_no_sense_are_refused(ines: Client, sent: dict[str, str], says: str) -> None:
    before = the_draft().opens_at
    page = ines.post(f"{DRAFT}dates/", sent)
    assert (page.status_code, says in text_of(page)) == (422, True)
    assert the_draft().opens_at == before


def test_dates_leave_alone_what_a_colleague_has_saved_meanwhile(north: Scene) -> None:
    """Bram has another rule while Ines sends dates that would move the first one along."""
    four_weeks = {"joined_before": setting_up.four_weeks_before(north.ballot.opens_at).isoformat()}
    Ballot.objects.update(rules=four_weeks)
    north.ballot.refresh_from_db()
    drawn, rules = Ballot.objects.get(), {"pay_points": [1, 20]}
    setting_up.choose_voters(drawn, branch=north.branch, rules=rules, by=north.bram, at=north.at)
    opens_at, closes_at = north.at + timedelta(days=1), north.at + timedelta(days=9)
    setting_up.set_dates(north.ballot, opens_at=opens_at, closes_at=closes_at, by=north.ines, at=north.at)
    assert (Ballot.objects.get().closes_at, Ballot.objects.get().rules) == (closes_at, rules)


def test_a_closing_that_has_passed_is_refused(north: Scene, noon: datetime) -> None:
    with pytest.raises(errors.DatesUnclear, match="still to come"):
        setting_up.set_dates(
            north.ballot,
            opens_at=noon - timedelta(hours=5),
            closes_at=noon - timedelta(hours=1),
            by=north.ines,
            at=noon,
        )


# --- what they ask of the database


@pytest.mark.usefixtures("clock_of_the_cache")
@pytest.mark.parametrize("screen", ["words", "voters", "dates", "check"])
def test_a_screen_asks_the_database_as_often_for_three_options_as_for_two(
    ines: Client, north: Scene, screen: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries = {"words": 10, "voters": 10, "dates": 6, "check": 19}[screen]
    with django_assert_num_queries(queries):
        ines.get(f"{DRAFT}{screen}/")
    ines.post(f"{DRAFT}words/", words(north, label_3="C", gives_3="flat", flat_3="1"))
    with django_assert_num_queries(queries):
        ines.get(f"{DRAFT}{screen}/")
