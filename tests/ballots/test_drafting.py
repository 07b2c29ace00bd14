"""Officers draw up a ballot; two of them fix it; nobody can change it after that."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from ballots import errors
from ballots.approving import (
    approve,
    approved,
    may_approve,
    may_propose,
    pending,
    propose,
    settle,
    settle_missed,
    withdraw,
)
from ballots.drafting import Choice, draw_up_ballot, revise_ballot, set_question
from ballots.fixing import form_hash_of
from ballots.freezing import freeze_ballot
from ballots.models import Act, Approval, Ballot, State
from tests.ballots.factories import (
    CLAIMS,
    WHY_EARLY,
    a_branch,
    a_draft,
    an_officer,
    bram,
    frozen,
    ines,
    opened,
    two_people,
)
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.members.models import Branch, Member
from union.pay.claims import Claim

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_draft_gets_its_question_with_abstain_added(noon: datetime) -> None:
    ballot = a_draft(a_branch(members=3), noon=noon)
    options = ballot.questions.get().options.all()
    assert [(o.number, o.label, o.abstains) for o in options] == [
        (1, "A, RPI plus 2%", False),
        (2, "B, a flat £2,000", False),
        (3, "Abstain", True),
    ]
    assert [o.claim() for o in options] == [CLAIMS[0].claim, CLAIMS[1].claim, None]
    assert isinstance(options[0].claim(), Claim)


def test_draft_of_another_branch_is_refused(noon: datetime) -> None:
    stranger = an_officer("stranger@example.org", branch=a_branch("SW-009", region="SW"))
    ballot = a_draft(a_branch(members=3), noon=noon)
    with pytest.raises(errors.NotYours):
        revise_ballot(ballot, title="Mine now", by=stranger, at=noon)
    assert not may_propose(stranger, ballot)


def test_national_draft_is_for_the_national_office(noon: datetime) -> None:
    officer = ines(a_branch())
    nell, joss = User.objects.create_user("nell@example.org"), User.objects.create_user("joss@example.org")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)

    def drawn_up(by: User) -> Ballot:
        closes_at = noon + timedelta(days=1)
        return draw_up_ballot(
            title="All of us", slug="all", branch=None, opens_at=noon, closes_at=closes_at, by=by, at=noon
        )

    with pytest.raises(errors.NotYours):
        drawn_up(officer)
    ballot = drawn_up(nell)
    assert (may_propose(nell, ballot), may_approve(nell, ballot)) == (True, False)
    assert (may_propose(joss, ballot), may_approve(joss, ballot)) == (False, False)  # not appointed
    assert [list(Ballot.objects.visible_to(user)) for user in (nell, joss, officer)] == [
        [ballot],
        [ballot],
        [],
    ]


def test_draft_that_makes_no_sense_is_refused(subtests: pytest.Subtests, noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    cases: list[tuple[dict[str, object], type[errors.BallotError]]] = [
        ({"kind": "industrial_action"}, errors.FormIncomplete),
        ({"closes_at": datetime.fromisoformat("2022-03-01T00:00+00:00")}, errors.FormIncomplete),
        ({"rules": {"shoe_size": [9]}}, errors.RulesUnclear),
        ({"rules": {"statuses": ["sleeping"]}}, errors.RulesUnclear),
        ({"rules": {"sectors": "schools"}}, errors.RulesUnclear),
        ({"rules": {"joined_before": "last year"}}, errors.RulesUnclear),
        ({"rules": {"pay_points": [9, 1]}}, errors.RulesUnclear),
    ]
    for changes, error in cases:
        with subtests.test(changes=changes, error=error):
            with pytest.raises(error):
                revise_ballot(ballot, by=ines(branch), at=noon, **changes)
            ballot.refresh_from_db()
            assert (ballot.kind, ballot.rules) == ("pay_claim", {})


def test_database_knows_no_statutory_kind(noon: datetime) -> None:
    ballot = a_draft(a_branch(members=3), noon=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(kind="strike")


def test_question_with_one_choice_is_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    with pytest.raises(errors.FormIncomplete):
        set_question(ballot, number=1, text="Yes?", options=[Choice("Yes")], by=ines(branch), at=noon)
    assert ballot.questions.get().options.count() == 3


def test_freeze_takes_a_second_person(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    proposal = propose(ballot, Act.FREEZE, by=ines(branch), at=noon)
    with pytest.raises(errors.SamePerson):
        approve(proposal, by=ines(branch), at=noon)
    assert not freeze_ballot(ballot, at=noon)
    approve(proposal, by=bram(branch), at=noon)
    assert freeze_ballot(ballot, at=noon)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.eligible, ballot.reachable) == (State.FROZEN, 3, 3)
    assert pending(ballot, Act.FREEZE) is None
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "ballot.drawn_up",
        "ballot.question_set",
        "ballot.freeze_proposed",
        "ballot.freeze_approved",
        "ballot.frozen",
    ]


def test_database_refuses_one_person_twice(noon: datetime) -> None:
    branch = a_branch(members=3)
    proposal = propose(a_draft(branch, noon=noon), Act.FREEZE, by=ines(branch), at=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=proposal.pk).update(approver=ines(branch), approved_at=noon)


def test_approval_by_another_branch_is_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    proposal = propose(a_draft(branch, noon=noon), Act.FREEZE, by=ines(branch), at=noon)
    with pytest.raises(errors.NotYours):
        approve(
            proposal, by=an_officer("stranger@example.org", branch=a_branch("SW-009", region="SW")), at=noon
        )


def test_proposal_by_another_branch_or_by_a_scrutineer_is_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    orla = an_officer("orla@example.org", branch=a_branch("SW-009", region="SW"))
    joss = User.objects.create_user("joss@example.org", name="Joss Ferrier")
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    for stranger in (orla, joss):
        with pytest.raises(errors.NotYours):
            propose(ballot, Act.FREEZE, by=stranger, at=noon)
    assert (pending(ballot, Act.FREEZE), ballot.approvals.count()) == (None, 0)


def test_approval_of_what_was_changed_meanwhile_is_stale(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    proposal = propose(ballot, Act.FREEZE, by=ines(branch), at=noon)
    set_question(ballot, number=1, text="Which claim, then?", options=CLAIMS, by=ines(branch), at=noon)
    with pytest.raises(errors.ProposalStale):
        approve(proposal, by=bram(branch), at=noon)
    withdraw(proposal, by=ines(branch), at=noon)
    approve(propose(ballot, Act.FREEZE, by=bram(branch), at=noon), by=ines(branch), at=noon)


def test_second_proposal_and_second_approval_are_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    proposal = propose(ballot, Act.FREEZE, by=ines(branch), at=noon)
    with pytest.raises(errors.AlreadyProposed):
        propose(ballot, Act.FREEZE, by=bram(branch), at=noon)
    approve(proposal, by=bram(branch), at=noon)
    with pytest.raises(errors.NothingProposed):
        approve(proposal, by=bram(branch), at=noon)
    with pytest.raises(errors.NothingProposed):
        withdraw(proposal, by=ines(branch), at=noon)
    with pytest.raises(errors.NotADraft):
        revise_ballot(ballot, title="Too late", by=ines(branch), at=noon)


def test_of_two_proposals_each_is_agreed_to_or_taken_back_for_itself(noon: datetime) -> None:
    branch, at = a_branch(members=3), noon + timedelta(hours=2)
    ballot, by = opened(branch, noon=noon), ines(branch)
    orla = an_officer("orla@example.org", branch=a_branch("SW-009", region="SW"))
    early = propose(ballot, Act.EARLY_CLOSE, by=by, at=at, reason=WHY_EARLY)
    pause = propose(ballot, Act.PAUSE, by=by, at=at, reason=" The post was late. ")
    assert (pause.reason, pending(ballot, Act.RESUME)) == ("The post was late.", None)
    approve(pause, by=bram(branch), at=at)
    assert (approved(ballot, Act.EARLY_CLOSE), approved(ballot, Act.PAUSE)) == (None, pause)
    settle_missed(ballot, Act.PAUSE, at=at, refusal="Nobody agreed.")  # not so: Bram did
    assert approved(ballot, Act.PAUSE) == pause
    with pytest.raises(errors.NotYours):
        withdraw(early, by=orla, at=at)
    with pytest.raises(errors.NothingProposed, match="approved or withdrawn already"):
        approve(pause, by=bram(branch), at=at)
    withdraw(early, by=bram(branch), at=at)
    assert list(ballot.approvals.filter(done_at=None)) == [pause]
    for gone in (early, pause):
        with pytest.raises(errors.NothingProposed):
            withdraw(gone, by=by, at=at)
    assert list(Entry.objects.order_by("-pk").values_list("action", "by")[:4]) == [
        ("ballot.early_close_withdrawn", bram(branch).pk),
        ("ballot.pause_approved", bram(branch).pk),
        ("ballot.pause_proposed", by.pk),
        ("ballot.early_close_proposed", by.pk),
    ]


def test_an_act_that_is_done_is_taken_back_by_nobody_and_done_once(noon: datetime) -> None:
    branch, at = a_branch(members=3), noon + timedelta(hours=2)
    ballot = opened(branch, noon=noon)
    pause = propose(ballot, Act.PAUSE, by=ines(branch), at=at, reason="The post was late.")
    void = propose(ballot, Act.VOID, by=ines(branch), at=at, reason="A misprint.")
    settle_missed(ballot, Act.RESUME, at=at, refusal="Another act.")
    settle_missed(ballot, Act.PAUSE, at=at, refusal="Nobody agreed.")
    assert pending(ballot, Act.PAUSE) is None
    for refused in (approve, withdraw):
        with pytest.raises(errors.NothingProposed):
            refused(pause, by=bram(branch), at=at)
    settle_missed(ballot, Act.PAUSE, at=at + timedelta(hours=1), refusal="Once more.")
    assert not settle(ballot, Act.PAUSE, at=at + timedelta(hours=1))
    assert pending(ballot, Act.VOID) == void
    pause.refresh_from_db()
    assert (pause.done_at, pause.refusal, pause.approver) == (at, "Nobody agreed.", None)


def test_acts_fit_their_states(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    for act in (Act.EARLY_CLOSE, Act.PUBLICATION):
        with pytest.raises(errors.WrongMoment):
            propose(ballot, act, by=ines(branch), at=noon, reason=WHY_EARLY)


def test_nobody_agrees_to_an_act_whose_moment_has_passed(noon: datetime) -> None:
    """Whatever ended the voting has settled it; the second person is refused even where it has not."""
    branch, at = a_branch(members=3), noon + timedelta(hours=2)
    ballot = opened(branch, noon=noon)
    pause = propose(ballot, Act.PAUSE, by=ines(branch), at=at, reason="The post was late.")
    Ballot.objects.update(state=State.CLOSED)
    with pytest.raises(errors.WrongMoment):
        approve(pause, by=bram(branch), at=at)
    pause.refresh_from_db()
    assert pause.approver is None


def test_freeze_of_a_ballot_that_would_be_over_is_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    with pytest.raises(errors.FormIncomplete, match="The closing time has passed: set a later one"):
        propose(ballot, Act.FREEZE, by=ines(branch), at=ballot.closes_at)
    propose(ballot, Act.FREEZE, by=ines(branch), at=ballot.closes_at - timedelta(seconds=1))


def test_freeze_of_nobody_is_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon, rules={"sectors": ["Astronauts"]})
    with pytest.raises(errors.NobodyEligible):
        propose(ballot, Act.FREEZE, by=ines(branch), at=noon)


def test_freeze_that_fails_in_the_worker_goes_back_with_its_reason(noon: datetime) -> None:
    ballot = a_draft(a_branch(members=3), noon=noon)
    two_people(ballot, Act.FREEZE, at=noon)
    Member.objects.update(status="lapsed")
    assert not freeze_ballot(ballot, at=noon)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.approvals.get().refusal) == (State.DRAFT, errors.NobodyEligible.sentence)
    assert pending(ballot, Act.FREEZE) is None


def test_freeze_without_a_question_is_refused(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = a_draft(branch, noon=noon)
    ballot.questions.all().delete()
    with pytest.raises(errors.FormIncomplete):
        propose(ballot, Act.FREEZE, by=ines(branch), at=noon)


def test_freeze_waits_for_a_process_with_the_unwrap_key(noon: datetime) -> None:
    ballot = a_draft(a_branch(members=3), noon=noon)
    two_people(ballot, Act.FREEZE, at=noon)
    with override_settings(BALLOT_UNWRAP_KEY=""), pytest.raises(errors.UnwrapKeyMissing):
        freeze_ballot(ballot, at=noon)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.roll.count()) == (State.DRAFT, 0)
    assert freeze_ballot(ballot, at=noon)


def test_frozen_ballot_cannot_be_changed(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = frozen(branch, noon=noon)
    with pytest.raises(errors.NotADraft):
        revise_ballot(ballot, title="Too late", by=ines(branch), at=noon)
    with pytest.raises(errors.NotADraft):
        set_question(ballot, number=2, text="And?", options=CLAIMS, by=ines(branch), at=noon)
    assert ballot.form_hash == form_hash_of(ballot)


def someone_joins(branch: Branch) -> None:
    noor = {"number": "NW-001-00031", "name": "Noor", "email": "noor@example.org"}
    Member.objects.create(branch=branch, joined=date(2015, 1, 5), **noor)


def test_roll_is_what_the_rules_say(noon: datetime) -> None:
    branch = a_branch(members=5)
    Member.objects.filter(number="NW-001-00002").update(status="retired")
    Member.objects.filter(number="NW-001-00003").update(joined="2022-03-01", email="")
    Member.objects.filter(number="NW-001-00004").update(email="")
    a_branch("NW-002", members=2)
    ballot = a_draft(branch, noon=noon, rules={"joined_before": "2022-02-15"})
    two_people(ballot, Act.FREEZE, at=noon)
    # Behind the copy an import brings somebody new.
    freeze_ballot(ballot, at=noon, progress=lambda done, of: someone_joins(branch))
    ballot.refresh_from_db()
    assert list(ballot.roll.order_by("number").values_list("number", flat=True)) == [
        "NW-001-00001",
        "NW-001-00004",
        "NW-001-00005",
    ]
    assert (ballot.eligible, ballot.reachable) == (3, 2)
    assert list(ballot.units.values_list("number", "name", "electorate")) == [(1, "Branch NW-001", 3)]


def test_opening_goes_by_the_clock(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    assert ballot.is_open(ballot.opens_at)
    assert not ballot.is_open(ballot.closes_at)
    assert not ballot.is_open(ballot.opens_at - timedelta(seconds=1))
