"""A national claim by branch returns alone: Nell's office asks, branches consult, Nell chases the missing."""

import csv
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from ballots import chasing, due, errors, returning
from ballots.approving import approve, propose
from ballots.chasing import CHASE, chase_returns, render_chase
from ballots.closing import close_ballot
from ballots.drafting import Choice, draw_up_ballot, set_question
from ballots.freezing import freeze_ballot
from ballots.models import Act, Ballot, KeyedReturn, Method, RollEntry, State, Unit
from ballots.opening import open_ballot, schedule_ballot
from ballots.piles import Pile
from ballots.publishing import publish_ballot
from ballots.result_shown import shown_of
from ballots.tallying import count_ballot
from tests.ballots.factories import a_branch, an_officer
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.mail.models import Message
from union.members.models import Branch, Member

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/national-claim/returns/"
ACCEPT, REJECT = 1, 2


@dataclass
class Nation:
    ballot: Ballot
    nell: User
    branches: list[Branch]
    at: datetime

    def unit(self, place: int) -> Unit:
        return self.ballot.units.get(branches=self.branches[place])

    def officers(self, place: int) -> tuple[User, User]:
        code = self.branches[place].code.lower()
        first = an_officer(f"ada.{code}@example.org", branch=self.branches[place])
        return first, an_officer(f"ben.{code}@example.org", branch=self.branches[place])

    def send_in(self, place: int, *, accept: int, reject: int, spoilt: int = 0) -> None:
        for officer in self.officers(place):
            returning.key_return(
                self.ballot,
                unit=self.unit(place),
                method=Method.BRANCH,
                piles=[Pile({1: (ACCEPT,)}, accept), Pile({1: (REJECT,)}, reject)],
                spoilt=spoilt,
                by=officer,
                at=self.at,
            )


@told_once
def nation() -> Nation:
    """Open: three branches of 40 and a small one of 5, all in one region but the last big one."""
    at = timezone.now()
    branches = [
        a_branch("NW-001", members=40),
        a_branch("NW-002", members=40),
        a_branch("SW-001", region="SW", members=40),
        a_branch("NW-003", members=5),
    ]
    nell = User.objects.create_user("nell@example.org", name="Nell Voss")
    joss = User.objects.create_user("joss@example.org", name="Joss Tarrant")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    ballot = draw_up_ballot(
        title="National claim",
        slug="national-claim",
        branch=None,
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(days=30),
        receipt=Ballot.Receipt.INCLUSION,
        by_returns=True,
        by=nell,
        at=at,
    )
    choices = [Choice("Accept"), Choice("Reject")]
    set_question(ballot, number=1, text="Accept the offer?", options=choices, by=nell, at=at)
    approve(propose(ballot, Act.FREEZE, by=nell, at=at), by=joss, at=at)
    assert freeze_ballot(ballot, at=at)
    assert schedule_ballot(ballot, at=at)
    assert open_ballot(ballot, at=at)
    ballot.refresh_from_db()
    return Nation(ballot, nell, branches, at)


def test_no_roll_is_copied_no_key_is_made_and_nobody_gets_a_link(nation: Nation) -> None:
    ballot = nation.ballot
    assert (ballot.eligible, ballot.reachable, ballot.public_key) == (125, 125, None)
    assert due.invite_due(at=nation.at) == 0
    assert RollEntry.objects.count() == 0
    assert [(unit.name, unit.electorate) for unit in ballot.units.all()] == [
        ("Branch NW-001", 40),
        ("Branch NW-002", 40),
        ("Branch NW-003", 5),
        ("Branch SW-001", 40),
    ]


def test_a_ballot_by_returns_gives_no_trackers(nation: Nation) -> None:
    with pytest.raises(errors.FormIncomplete):
        draw_up_ballot(
            title="Another",
            slug="another",
            branch=None,
            opens_at=nation.at,
            closes_at=nation.at + timedelta(days=3),
            by_returns=True,
            by=nation.nell,
            at=nation.at,
        )


def test_a_branch_cannot_return_more_than_its_members(nation: Nation) -> None:
    with pytest.raises(returning.TooManyPapers) as refusal:
        nation.send_in(0, accept=30, reject=10, spoilt=1)
    assert str(refusal.value) == "There are 41 papers here, but 40 members on the roll: count them again."


def test_returns_are_counted_at_the_close_and_missing_branches_named(nation: Nation) -> None:
    nation.send_in(0, accept=12, reject=14, spoilt=2)
    nation.send_in(1, accept=11, reject=3)
    nation.send_in(3, accept=2, reject=1)
    assert due.close_due(at=nation.ballot.closes_at) == 1
    assert due.count_due(at=nation.ballot.closes_at) == 1
    nation.ballot.refresh_from_db()
    results = nation.ballot.count.results
    assert [(o["label"], o["votes"]) for o in results["questions"][0]["options"]] == [
        ("Accept", 25),
        ("Reject", 18),
        ("Abstain", 0),
    ]
    assert (results["papers"], results["counted"], results["marked"]) == (0, 43, 45)
    assert results["missing"] == ["Branch SW-001"]
    assert {row["unit"]: row["counted"] for row in results["returns"]}.keys() == {
        unit["name"] for unit in results["units"]
    }
    assert sum(row["counted"] for row in results["returns"]) == 43
    assert sum(row["spoilt"] for row in results["returns"]) == 2
    head, *lines = csv.reader(StringIO(bytes(nation.ballot.count.votes_csv).decode()))
    assert (head, len(lines)) == (["unit", "question 1"], 43)
    # What a whole branch voted is published, so nothing of it is let go.
    assert [len(line.piles) for line in nation.ballot.returns.all()] == [2, 2, 2]


def test_the_result_names_the_missing_branches_and_speaks_of_no_box(nation: Nation, client: Client) -> None:
    nation.send_in(0, accept=12, reject=14, spoilt=2)
    nation.send_in(1, accept=11, reject=5)
    due.close_due(at=nation.ballot.closes_at)
    due.count_due(at=nation.ballot.closes_at)
    joss = User.objects.get(email="joss@example.org")
    ballot = Ballot.objects.get()
    approve(propose(ballot, Act.PUBLICATION, by=nation.nell, at=nation.at), by=joss, at=nation.at)
    assert publish_ballot(ballot, at=nation.at, with_certificate=False)
    text = text_of(client.get("/ballots/national-claim/"))
    assert "42 of 125 members on the roll voted." in text
    assert (
        "42 votes were counted, as their branches sent them in. Spoilt papers, which were not counted: 2."
        in text
    )
    missing = (
        "2 branches sent in no return, so their members are not in the result: Branch NW-003, Branch SW-001."
    )
    assert missing in text
    assert missing in text_of_certificate(ballot)
    for word in ("Find my vote", "The board", "the key of the box", "sealed paper is"):
        assert word not in text


def text_of_certificate(ballot: Ballot) -> str:
    html = render_to_string("ballots/certificate.html", {"ballot": ballot, **shown_of(ballot.count.results)})
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_returns_are_sent_in_while_the_ballot_is_paused(nation: Nation) -> None:
    Ballot.objects.update(state=State.PAUSED)
    nation.send_in(0, accept=12, reject=14)
    assert nation.ballot.returns.count() == 1


def test_papers_are_no_return_of_a_branch(nation: Nation) -> None:
    ada, _ = nation.officers(0)
    for method in (Method.PAPER, Method.MEETING):
        with pytest.raises(returning.NothingToReturn):
            returning.key_return(
                nation.ballot, unit=nation.unit(0), method=method, piles=[], spoilt=0, by=ada, at=nation.at
            )


def test_nothing_is_sent_in_after_the_close(nation: Nation) -> None:
    """Be the worker late with it or not."""
    late = replace(nation, at=nation.ballot.closes_at)
    with pytest.raises(errors.WrongMoment):
        late.send_in(0, accept=12, reject=14)
    due.close_due(at=nation.ballot.closes_at)
    assert Ballot.objects.get().state == State.CLOSED
    with pytest.raises(errors.WrongMoment):
        nation.send_in(0, accept=12, reject=14)


# --- chasing


def test_the_office_chases_the_officers_of_missing_branches_once_a_day(nation: Nation) -> None:
    nation.send_in(0, accept=12, reject=14)
    for place in (1, 2):
        nation.officers(place)
    evening = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)  # half past eleven in London
    assert chase_returns(nation.ballot, by=nation.nell, at=evening) == 4
    assert chase_returns(nation.ballot, by=nation.nell, at=evening + timedelta(minutes=29)) == 4
    assert sorted(Message.objects.filter(kind=CHASE).values_list("recipient", flat=True)) == [
        "ada.nw-002@example.org",
        "ada.sw-001@example.org",
        "ben.nw-002@example.org",
        "ben.sw-001@example.org",
    ]
    chase_returns(nation.ballot, by=nation.nell, at=evening + timedelta(hours=1))
    assert Message.objects.filter(kind=CHASE).count() == 8


def test_the_letter_leads_to_the_form_and_is_dropped_once_the_return_is_in(nation: Nation) -> None:
    nation.officers(1)
    chase_returns(nation.ballot, by=nation.nell, at=nation.at)
    message = Message.objects.filter(kind=CHASE).order_by("pk")[0]
    letter = render_chase(message)
    assert letter is not None
    assert letter.subject == "A return is missing"
    assert "http://testserver/desk/ballots/national-claim/returns/" in letter.text
    nation.send_in(1, accept=1, reject=1)
    assert render_chase(message) is None


def test_the_letter_is_dropped_when_it_is_too_late_or_for_nobody(nation: Nation) -> None:
    nation.officers(1)
    chase_returns(nation.ballot, by=nation.nell, at=nation.at)
    message = Message.objects.filter(kind=CHASE).order_by("pk")[0]
    assert render_chase(Message(subject=message.subject.rpartition(":")[0] + ":0")) is None
    assert render_chase(Message(subject="return:0:" + message.subject.rpartition(":")[2])) is None
    Ballot.objects.update(state=State.CLOSED)
    assert render_chase(message) is None


def test_nothing_is_chased_after_the_close(nation: Nation) -> None:
    nation.officers(1)
    Ballot.objects.update(state=State.CLOSED)
    nation.ballot.refresh_from_db()
    with pytest.raises(chasing.NothingMissing):
        chase_returns(nation.ballot, by=nation.nell, at=nation.at)
    assert not Message.objects.filter(kind=CHASE).exists()


def test_who_works_for_two_branches_gets_one_letter(nation: Nation) -> None:
    ada, _ = nation.officers(1)
    Role.objects.create(user=ada, kind=Role.Kind.BRANCH_OFFICER, branch=nation.branches[2])
    Role.objects.create(user=nation.nell, kind=Role.Kind.REGIONAL_OFFICE, region=nation.branches[1].region)
    assert chase_returns(nation.ballot, by=nation.nell, at=nation.at) == 2
    assert Message.objects.filter(kind=CHASE, recipient=ada.email).count() == 1
    assert not Message.objects.filter(kind=CHASE, recipient=nation.nell.email).exists()


def test_a_regional_office_chases_in_ballots_of_its_region_alone(nation: Nation) -> None:
    home = nation.branches[0].region
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Lund")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=home)
    assert not chasing.may_chase(rhea, nation.ballot)
    Ballot.objects.update(branch=nation.branches[0])
    assert chasing.may_chase(rhea, nation.ballot)
    Ballot.objects.update(branch=nation.branches[2])
    assert not chasing.may_chase(rhea, nation.ballot)


def test_branch_officers_chase_nobody(nation: Nation) -> None:
    Ballot.objects.update(branch=nation.branches[0])
    assert not chasing.may_chase(nation.officers(0)[0], nation.ballot)
    Ballot.objects.update(branch=None)
    ada, _ = nation.officers(0)
    with pytest.raises(errors.NotYours):
        chase_returns(nation.ballot, by=ada, at=nation.at)


def test_nothing_is_chased_when_every_return_is_in(nation: Nation) -> None:
    for place in range(4):
        nation.send_in(place, accept=1, reject=2)
    with pytest.raises(chasing.NothingMissing):
        chase_returns(nation.ballot, by=nation.nell, at=nation.at)


# --- the pages


def test_an_officer_sees_the_own_branch_and_no_other(sign_in: SignIn, nation: Nation) -> None:
    ada, _ = nation.officers(1)
    page = sign_in(ada).get(PAGE).content.decode()
    assert ("Branch NW-002" in page, "Branch NW-001" in page) == (True, False)
    assert sign_in(ada).get(f"{PAGE}{nation.unit(0).number}/branch/").status_code == 404


def test_the_office_cannot_read_a_branch_by_keying_anything_at_all(sign_in: SignIn, nation: Nation) -> None:
    ada, _ = nation.officers(0)
    form = f"{PAGE}{nation.unit(0).number}/branch/"
    figures = {"option_1": "23", "option_2": "14", "option_3": "0", "spoilt": "0", "remark": "By hands"}
    sign_in(ada).post(form, figures)
    nell = sign_in(nation.nell)
    nell.post(form, {**figures, "option_1": "1", "option_2": "0", "remark": "By telephone"})
    page = text_of(nell.get(form))
    unseen = [said in page for said in ("What each of you keyed", "1: 23", "By hands")]
    assert unseen == [False, False, False]
    assert "You and a colleague found different figures. The counted papers differ. The officers" in page
    page = text_of(sign_in(ada).get(form))
    assert ("What each of you keyed" in page, "Abstain: 0 By telephone 0" in page) == (True, True)
    waiting = text_of(sign_in(ada).get("/desk/ballots/"))
    assert ("send in the figures of your branch, until" in waiting, "are in" in waiting) == (True, False)
    nell.post(form, figures)
    assert "your figures are in, and can be corrected until" in text_of(sign_in(ada).get("/desk/ballots/"))
    close_ballot(nation.ballot, at=nation.ballot.closes_at)
    count_ballot(Ballot.objects.get(), at=nation.ballot.closes_at)
    assert set(KeyedReturn.objects.values_list("remark", flat=True)) == {""}


def test_two_branches_that_count_alike_agree_on_nothing(nation: Nation) -> None:
    """Ada of Harbour and Ada of Moor find the same; each waits for her own colleague."""
    piles = [Pile({1: (ACCEPT,)}, 20), Pile({1: (REJECT,)}, 5)]
    for place in (0, 1):
        said = {"unit": nation.unit(place), "method": Method.BRANCH, "piles": piles, "spoilt": 1}
        ada = nation.officers(place)[0]
        assert returning.key_return(nation.ballot, **said, by=ada, at=nation.at) is None  # type: ignore[arg-type]
    assert nation.ballot.returns.count() == 0


def test_who_may_read_what_a_colleague_keyed_for_a_whole_branch(nation: Nation) -> None:
    """Its own officers, nobody above them, and no officer of another branch, whatever else she does."""
    unit, region = nation.unit(0), nation.branches[0].region
    ada, orla = nation.officers(0)[0], nation.officers(1)[0]
    Role.objects.create(user=orla, kind=Role.Kind.REGIONAL_OFFICE, region=region)
    people = (ada, orla, nation.nell)
    assert [returning.may_return(user, unit) for user in people] == [True] * 3
    assert [returning.may_compare(user, unit, Method.BRANCH) for user in people] == [True, False, False]
    assert [returning.may_compare(user, unit, Method.PAPER) for user in people] == [True] * 3
    kept = returning.keyed_by(ada, nation.ballot.units.filter(pk=nation.unit(1).pk))
    assert (kept, returning.keyed_by(ada, nation.ballot.units.all())) == (set(), {unit.pk})


def test_the_office_sees_every_branch_and_how_many_are_missing(sign_in: SignIn, nation: Nation) -> None:
    nation.send_in(0, accept=12, reject=14)
    nation.officers(2)
    nell = sign_in(nation.nell)
    page = nell.get(PAGE).content.decode()
    assert "<strong>3 of 4</strong> returns missing." in page
    asked = nell.post(f"{PAGE}chase/", follow=True).content.decode()
    assert "Asked 2 officers for what is missing." in asked


def test_the_page_offers_to_write_to_officers_only_where_that_can_be_done(
    sign_in: SignIn, nation: Nation
) -> None:
    button = "Write to the officers of what is missing"
    nell, ada = sign_in(nation.nell), sign_in(nation.officers(0)[0])
    assert [button in one.get(PAGE).content.decode() for one in (nell, ada)] == [True, False]
    refused = ada.post(f"{PAGE}chase/", follow=True).content.decode()
    assert "Returns are chased by the ballot office." in refused
    for place in range(4):
        nation.send_in(place, accept=1, reject=2)
    assert button not in nell.get(PAGE).content.decode()
    assert chasing.NothingMissing.sentence in nell.post(f"{PAGE}chase/", follow=True).content.decode()


def test_nobody_is_marked_in_it(sign_in: SignIn, nation: Nation) -> None:
    ada, _ = nation.officers(0)
    assert sign_in(ada).get("/desk/ballots/national-claim/marks/").status_code == 404


def test_who_works_for_one_of_two_branches_finds_no_form(sign_in: SignIn, nation: Nation) -> None:
    ada, _ = nation.officers(0)
    unit = nation.unit(0)
    form = f"{PAGE}{unit.number}/branch/"
    assert sign_in(ada).get(form).status_code == 200
    unit.branches.add(nation.branches[2])
    assert sign_in(ada).get(form).status_code == 404


def test_an_officer_without_a_branch_in_it_finds_no_such_page(sign_in: SignIn, nation: Nation) -> None:
    region = a_branch("EE-001", region="EE")
    orla = an_officer("orla@example.org", branch=region)
    assert sign_in(orla).get(PAGE).status_code == 404


@pytest.mark.parametrize(("branches", "statements"), [(1, 15), (4, 15)])
def test_the_list_asks_as_often_for_one_branch_as_for_four(
    sign_in: SignIn,
    nation: Nation,
    branches: int,
    statements: int,
    django_assert_num_queries: object,
) -> None:
    for place in range(branches):
        nation.send_in(place, accept=1, reject=2)
    nell = sign_in(nation.nell)
    nell.get(PAGE)
    with django_assert_num_queries(statements):  # type: ignore[operator]
        nell.get(PAGE)
    assert Member.objects.count() == 125


def test_what_is_missing_stands_first_and_the_button_above_it(sign_in: SignIn, nation: Nation) -> None:
    nation.send_in(0, accept=12, reject=14)
    page = sign_in(nation.nell).get(PAGE).content.decode()
    found = re.findall(r"<button[^>]*>Write to the officers|<h2>(Branch [A-Z0-9-]+)", page)
    assert found == ["", "Branch NW-002", "Branch NW-003", "Branch SW-001", "Branch NW-001"]
