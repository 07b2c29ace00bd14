"""A national ballot is fixed only with scrutineers who accepted and a key whose sheets opened a trial."""

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.test import override_settings

from ballots import due, errors
from ballots.appointing import (
    accept_appointment,
    appoint_scrutineer,
    dismiss_scrutineer,
    is_scrutineer_of,
    may_be_appointed,
)
from ballots.approving import approve, may_approve, may_propose, propose
from ballots.drafting import draw_up_ballot, revise_ballot
from ballots.freezing import freeze_ballot
from ballots.keyholding import answer_rehearsal, place_key, refuse_unkept, trial_of
from ballots.models import Act, Appointment, Ballot, SplitKey, State
from ballots.scrutiny.ceremony import answer_trial
from ballots.scrutiny.public import PublicKey
from ballots.tallying import count_ballot, private_key_of
from ballots.wagtail_hooks import boxes as boxes_on
from tests.ballots import factories
from tests.ballots.factories import a_branch, cast_by_many, closed, ines
from tests.ballots.scrutineers import (
    a_key,
    a_national_draft,
    agreed,
    amal,
    appointed,
    bo,
    cleo,
    frozen,
    nell,
    opened,
    public_half,
    ready,
    rehearsed,
)
from union.accounts.models import Role
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


# --- custody follows from who votes


def test_custody_follows_from_who_votes(noon: datetime) -> None:
    assert a_national_draft(noon).custody == Ballot.Custody.SCRUTINEERS
    assert factories.a_draft(a_branch(members=3), noon=noon).custody == Ballot.Custody.PLATFORM


@pytest.mark.parametrize(
    ("national", "custody", "reason"),
    [
        (True, "platform", "The key of a national ballot is split between scrutineers"),
        (False, "scrutineers", "a branch has no scrutineers to keep it"),
    ],
)
def test_other_custody_is_refused_with_the_reason(
    noon: datetime, national: bool, custody: str, reason: str
) -> None:
    branch = a_branch()
    by = nell() if national else ines(branch)
    with pytest.raises(errors.FormIncomplete, match=reason):
        draw_up_ballot(
            title="Pay", slug="pay", branch=None if national else branch, custody=custody,
            opens_at=noon, closes_at=noon + timedelta(days=1), by=by, at=noon,
        )  # fmt: skip
    assert Ballot.objects.count() == 0


# --- appointments


def test_office_appoints_and_the_scrutineer_accepts_with_a_key(noon: datetime) -> None:
    ballot, key = a_national_draft(noon), Ed25519PrivateKey.generate()
    appoint_scrutineer(ballot, amal(), by=nell(), at=noon)
    assert not is_scrutineer_of(amal(), ballot)
    appointment = accept_appointment(ballot, signing_key=public_half(key), by=amal(), at=noon)
    assert (appointment.signing_key, appointment.accepted_at) == (public_half(key), noon)
    assert is_scrutineer_of(amal(), ballot)
    assert list(Entry.objects.order_by("pk").values_list("action", "by")[2:]) == [
        ("ballot.scrutineer_appointed", nell().pk),
        ("ballot.appointment_accepted", amal().pk),
    ]


def test_only_the_office_appoints(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    for stranger in (amal(), ines(a_branch())):
        with pytest.raises(errors.NotYours):
            appoint_scrutineer(ballot, bo(), by=stranger, at=noon)
    assert Appointment.objects.count() == 0


def test_office_staff_officers_and_the_appointed_are_not_appointed(noon: datetime) -> None:
    ballot, both = a_national_draft(noon), cleo()
    Role.objects.create(user=both, kind=Role.Kind.NATIONAL_OFFICE)
    appoint_scrutineer(ballot, amal(), by=nell(), at=noon)
    bo()
    for user in (amal(), both, ines(a_branch()), nell()):
        with pytest.raises(errors.ScrutinyRefused, match="does not work for the ballot office"):
            appoint_scrutineer(ballot, user, by=nell(), at=noon)
    assert list(may_be_appointed(ballot)) == [bo()]


def test_branch_ballot_has_no_scrutineers(noon: datetime) -> None:
    branch = a_branch(members=3)
    ballot = factories.a_draft(branch, noon=noon)
    with pytest.raises(errors.ScrutinyRefused, match="held by the platform"):
        appoint_scrutineer(ballot, amal(), by=ines(branch), at=noon)
    with pytest.raises(errors.ScrutinyRefused, match="held by the platform"):
        place_key(ballot, a_key().public, by=ines(branch), at=noon)


def test_acceptance_is_for_the_appointed_each_with_a_key_of_their_own(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    keys = appointed(ballot, noon=noon)
    with pytest.raises(errors.ScrutinyRefused, match="Another scrutineer has left this key"):
        accept_appointment(ballot, signing_key=public_half(keys[0]), by=bo(), at=noon)
    with pytest.raises(errors.NotYours):
        accept_appointment(ballot, signing_key=public_half(keys[0]), by=nell(), at=noon)
    new = public_half(Ed25519PrivateKey.generate())
    assert accept_appointment(ballot, signing_key=new, by=bo(), at=noon).signing_key == new
    assert accept_appointment(ballot, signing_key=new, by=bo(), at=noon).signing_key == new
    former = bo()
    former.roles.all().delete()
    Role.objects.create(user=former, kind=Role.Kind.BRANCH_OFFICER, branch=a_branch())
    with pytest.raises(errors.NotYours):
        accept_appointment(ballot, signing_key=new, by=former, at=noon)
    assert not is_scrutineer_of(former, ballot)


def test_appointment_is_taken_back_once(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    appointment = appoint_scrutineer(ballot, amal(), by=nell(), at=noon)
    with pytest.raises(errors.NotYours):
        dismiss_scrutineer(appointment, by=amal(), at=noon)
    dismiss_scrutineer(appointment, by=nell(), at=noon)
    with pytest.raises(errors.ScrutinyRefused, match="taken back already"):
        dismiss_scrutineer(appointment, by=nell(), at=noon)
    told = Entry.objects.filter(action="ballot.scrutineer_dismissed").values_list("by", "detail")
    assert list(told) == [(nell().pk, {"user": amal().pk})]


@pytest.mark.parametrize(
    "change",
    [
        {"signing_key": "x"},
        {"accepted_at": datetime.fromisoformat("2022-03-01T00:00+00:00")},
        {"signature": "x"},
    ],
)
def test_database_refuses_half_an_acceptance(noon: datetime, change: dict[str, object]) -> None:
    ballot = a_national_draft(noon)
    appointment = appoint_scrutineer(ballot, amal(), by=nell(), at=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=appointment.pk).update(**change)


def test_database_refuses_to_appoint_twice_or_oneself(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    appoint_scrutineer(ballot, amal(), by=nell(), at=noon)
    for user, by in ((amal(), nell()), (nell(), nell())):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(ballot=ballot, user=user, appointed_by=by, appointed_at=noon)


# --- the key and its rehearsal


def test_key_is_placed_and_rehearsed(noon: datetime) -> None:
    ballot, key = a_national_draft(noon), a_key()
    appointed(ballot, noon=noon)
    placed = rehearsed(ballot, key, noon=noon, by=bo())
    assert (placed.fingerprint, placed.k, placed.n) == (key.public.fingerprint, 2, 3)
    assert (placed.rehearsed_by, placed.rehearsed_at) == (bo(), noon)
    assert list(Entry.objects.order_by("pk").values_list("action", "by", "detail"))[-2:] == [
        ("ballot.key_placed", nell().pk, {"fingerprint": key.public.fingerprint, "k": 2, "n": 3}),
        ("ballot.key_rehearsed", bo().pk, {"fingerprint": key.public.fingerprint}),
    ]


def test_what_stands_in_the_trial_is_nowhere_on_the_server(noon: datetime) -> None:
    ballot, key = a_national_draft(noon), a_key()
    placed = place_key(ballot, key.public, by=nell(), at=noon)
    secret = answer_trial(trial_of(placed), key.sheets[:2])
    kept = repr(SplitKey.objects.values().get()) + repr(list(Entry.objects.values()))
    assert secret not in kept
    assert secret.encode() not in bytes(placed.trial)


def test_only_the_office_places_a_key(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    appointed(ballot, noon=noon)
    for stranger in (amal(), ines(a_branch())):
        with pytest.raises(errors.NotYours):
            place_key(ballot, a_key().public, by=stranger, at=noon)


def test_key_for_another_title_or_of_another_ballot_is_refused(noon: datetime) -> None:
    ballot, other = a_national_draft(noon), a_national_draft(noon, slug="other")
    with pytest.raises(errors.ScrutinyRefused, match="key was made for “Cinema club”"):
        place_key(ballot, a_key("Cinema club").public, by=nell(), at=noon)
    key = a_key(" njc pay  CLAIM 2022 - members' views ")
    revise_ballot(ballot, title="NJC pay claim 2022 – members’ views", by=nell(), at=noon)
    place_key(ballot, key.public, by=nell(), at=noon)
    with pytest.raises(errors.ScrutinyRefused, match="serves another ballot"):
        place_key(other, key.public, by=nell(), at=noon)
    SplitKey.objects.all().delete()
    Ballot.objects.filter(pk=ballot.pk).update(public_key=key.public.key)
    with pytest.raises(errors.ScrutinyRefused, match="serves another ballot"):
        place_key(other, key.public, by=nell(), at=noon)


def test_key_that_seals_nothing_is_refused(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    with pytest.raises(errors.ScrutinyRefused, match="Nothing can be sealed with this key"):
        place_key(ballot, PublicKey(ballot.title, bytes(32), 2, 3), by=nell(), at=noon)
    assert SplitKey.objects.count() == 0


def test_new_key_takes_the_rehearsal_of_the_old_one_with_it(noon: datetime) -> None:
    scrutiny = ready(noon)
    place_key(scrutiny.ballot, a_key().public, by=nell(), at=noon)
    with pytest.raises(errors.ScrutinyRefused, match="has not been rehearsed"):
        refuse_unkept(scrutiny.ballot)


def test_rehearsal_is_answered_rightly_by_a_scrutineer(noon: datetime) -> None:
    ballot, key = a_national_draft(noon), a_key()
    appointed(ballot, noon=noon)
    placed = place_key(ballot, key.public, by=nell(), at=noon)
    secret = answer_trial(trial_of(placed), key.sheets[1:])
    answer = {"fingerprint": placed.fingerprint, "at": noon}
    with pytest.raises(errors.NotYours):
        answer_rehearsal(ballot, answer=secret, by=nell(), **answer)
    with pytest.raises(errors.ScrutinyRefused, match="not what stands in the trial paper"):
        answer_rehearsal(ballot, answer="0" * 10, by=amal(), **answer)
    with pytest.raises(errors.ScrutinyRefused, match="Another key has been placed"):
        answer_rehearsal(ballot, answer=secret, by=amal(), fingerprint="0000", at=noon)
    typed = f" {secret[:5].lower()} {secret[5:]} "
    assert answer_rehearsal(ballot, answer=typed, by=amal(), **answer).rehearsed_at == noon


def test_the_key_of_another_ballot_is_none_of_this_one(noon: datetime) -> None:
    """Two national ballots are drawn up; the first is ready, and the second has scrutineers alone."""
    first, second = ready(noon), a_national_draft(noon, slug="second")
    appointed(second, noon=noon)
    with pytest.raises(errors.ScrutinyRefused, match="The scrutineers’ key is missing"):
        refuse_unkept(second)
    there = SplitKey.objects.get(ballot=first.ballot)
    secret = answer_trial(trial_of(there), first.key.sheets[:2])
    with pytest.raises(errors.ScrutinyRefused, match="Another key has been placed"):
        answer_rehearsal(second, answer=secret, fingerprint=there.fingerprint, by=amal(), at=noon)
    key = a_key()
    rehearsed(second, key, noon=noon)
    assert place_key(second, key.public, by=nell(), at=noon).rehearsed_at is None
    assert SplitKey.objects.get(ballot=first.ballot).rehearsed_at == noon


def test_whose_account_is_closed_is_not_appointed(noon: datetime) -> None:
    ballot, gone = a_national_draft(noon), cleo()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    amal()
    assert list(may_be_appointed(ballot)) == [amal()]
    with pytest.raises(errors.ScrutinyRefused):
        appoint_scrutineer(ballot, gone, by=nell(), at=noon)


# --- the freeze


def test_freeze_waits_for_key_rehearsal_and_scrutineers(noon: datetime) -> None:
    a_branch(members=12)
    ballot, key = a_national_draft(noon), a_key()

    def refusal() -> str:
        with pytest.raises(errors.ScrutinyRefused) as refused:
            propose(ballot, Act.FREEZE, by=nell(), at=noon)
        return str(refused.value).partition(":")[0]

    assert refusal() == "The scrutineers’ key is missing"
    placed = place_key(ballot, key.public, by=nell(), at=noon)
    assert refusal() == "The key has not been rehearsed"
    appoint_scrutineer(ballot, amal(), by=nell(), at=noon)
    appoint_scrutineer(ballot, bo(), by=nell(), at=noon)
    accept_appointment(ballot, signing_key=public_half(Ed25519PrivateKey.generate()), by=amal(), at=noon)
    answer = answer_trial(trial_of(placed), key.sheets[:2])
    answer_rehearsal(ballot, answer=answer, fingerprint=placed.fingerprint, by=amal(), at=noon)
    assert refusal() == "2 scrutineers have to sign the count, and 1 accepted the appointment"
    accept_appointment(ballot, signing_key=public_half(Ed25519PrivateKey.generate()), by=bo(), at=noon)
    revise_ballot(ballot, title="NJC pay claim 2023", by=nell(), at=noon)
    assert refusal() == (
        "The scrutineers’ key was made for “NJC pay claim 2022”, and this ballot is “NJC pay claim 2023”"
    )
    assert trial_of(SplitKey.objects.get()).public.ballot == "NJC pay claim 2022"  # as on the sheets
    revise_ballot(ballot, title="NJC Pay Claim 2022", by=nell(), at=noon)
    assert propose(ballot, Act.FREEZE, by=nell(), at=noon).fingerprint


def test_freeze_takes_the_key_of_the_scrutineers_and_needs_no_secret_of_ours(noon: datetime) -> None:
    a_branch(members=12)
    with override_settings(BALLOT_UNWRAP_KEY=""):
        scrutiny = frozen(noon)
    ballot = scrutiny.ballot
    assert (ballot.state, ballot.eligible) == (State.FROZEN, 12)
    assert bytes(ballot.public_key) == scrutiny.key.public.key
    assert ballot.wrapped_private_key is None


def test_proposal_is_stale_once_key_or_scrutineers_have_changed(noon: datetime) -> None:
    a_branch(members=12)
    scrutiny = ready(noon)
    ballot = scrutiny.ballot
    proposal = propose(ballot, Act.FREEZE, by=nell(), at=noon)
    new = public_half(Ed25519PrivateKey.generate())
    accept_appointment(ballot, signing_key=new, by=cleo(), at=noon)
    with pytest.raises(errors.ProposalStale):
        approve(proposal, by=bo(), at=noon)
    old = public_half(scrutiny.signing[2])
    accept_appointment(ballot, signing_key=old, by=cleo(), at=noon)
    rehearsed(ballot, a_key(), noon=noon)
    with pytest.raises(errors.ProposalStale):
        approve(proposal, by=bo(), at=noon)


def test_nothing_changes_once_two_people_have_fixed_it(noon: datetime) -> None:
    a_branch(members=12)
    scrutiny = ready(noon)
    ballot = scrutiny.ballot
    agreed(scrutiny, Act.FREEZE, at=noon)
    key = {"signing_key": public_half(Ed25519PrivateKey.generate())}
    answer = {"answer": "0" * 10, "fingerprint": scrutiny.key.public.fingerprint}
    for change in (
        lambda: place_key(ballot, a_key().public, by=nell(), at=noon),
        lambda: accept_appointment(ballot, by=amal(), at=noon, **key),
        lambda: dismiss_scrutineer(ballot.appointments.first(), by=nell(), at=noon),
        lambda: answer_rehearsal(ballot, by=amal(), at=noon, **answer),
    ):
        with pytest.raises(errors.NotADraft):
            change()


def test_key_placed_behind_our_back_is_not_frozen(noon: datetime) -> None:
    a_branch(members=12)
    scrutiny = ready(noon)
    agreed(scrutiny, Act.FREEZE, at=noon)
    SplitKey.objects.update(public_key=a_key().public.key)
    assert not freeze_ballot(scrutiny.ballot, at=noon)
    [approval] = scrutiny.ballot.approvals.all()
    assert approval.refusal == errors.ProposalStale.sentence
    assert Ballot.objects.get().state == State.DRAFT


def test_only_scrutineers_of_this_ballot_approve(noon: datetime) -> None:
    a_branch(members=12)
    ballot = a_national_draft(noon)
    appoint_scrutineer(ballot, bo(), by=nell(), at=noon)
    assert [may_approve(user, ballot) for user in (nell(), amal(), bo())] == [False, False, False]
    accept_appointment(ballot, signing_key=public_half(Ed25519PrivateKey.generate()), by=bo(), at=noon)
    assert [may_approve(user, ballot) for user in (nell(), amal(), bo())] == [False, False, True]
    assert [may_propose(user, ballot) for user in (nell(), amal(), bo())] == [True, False, False]


# --- no process of ours opens the box


def test_nothing_on_the_server_opens_the_box_of_scrutineers(
    noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    a_branch(members=12)
    ballot = opened(noon).ballot
    cast_by_many(ballot, 11)
    closed(ballot)
    for process in ({}, {"BALLOT_UNWRAP_KEY": ""}):
        with override_settings(**process):
            with pytest.raises(errors.HeldByScrutineers):
                private_key_of(ballot)
            with pytest.raises(errors.HeldByScrutineers):
                count_ballot(ballot, at=ballot.closes_at)
    caplog.clear()
    assert (due.count_due(at=ballot.closes_at), caplog.records) == (0, [])
    assert Ballot.objects.get().state == State.CLOSED
    [boxes] = boxes_on(at=ballot.closes_at)
    assert (boxes.ok, boxes.detail) == (True, "none")


def test_database_keeps_a_private_key_out_of_a_ballot_of_scrutineers(noon: datetime) -> None:
    ballot = a_national_draft(noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(wrapped_private_key=b"x")
