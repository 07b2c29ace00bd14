"""Counting a batch, taking it out again, and what the clock does with paper."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from petitions import batches, ruling, shredding
from petitions.batches import count_batch, settle_paper_twins, take_out
from petitions.checking import NotTheChecker, judge, say_two_people
from petitions.confirming import confirm
from petitions.counting import published_count, roll_up
from petitions.desk_forms import LineForm, initial_of
from petitions.integrity import Figures, figures
from petitions.keying import add_scan
from petitions.models import (
    Consent,
    PaperBatch,
    PaperRow,
    PaperScan,
    Signature,
    SignatureIdentity,
    Tally,
    TallyDelta,
)
from petitions.sheets import PaperError, ask_for_sheets
from petitions.signing import sign
from petitions.withdrawing import OF_THE_PERSON, withdraw
from tests.petitions.factories import branch, open_petition, rowan
from tests.petitions.paper_scenes import FIFTY, Scene, checked, counted, jpeg, key, keyed, outcomes
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.members.models import Employer

pytestmark = [pytest.mark.django_db]


def another(scene: Scene) -> PaperBatch:
    """A sheet more for the same branch."""
    return ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.ines, at=scene.at)


# --- the count --------------------------------------------------------------------------------------------


@pytest.mark.any_database
def test_a_counted_row_is_a_confirmed_signature_with_its_places(scene: Scene) -> None:
    Employer.objects.create(name="Northside Council")
    key(
        scene,
        name="Rowan Ashby",
        employer="northside council",
        decision_maker=True,
        email="rowan.ashby@example.org",
    )
    counted(scene)
    signature = Signature.objects.select_related("identity").get()
    assert (signature.state, signature.source, signature.confirmed_at) == ("confirmed", "paper", scene.at)
    assert (signature.branch, signature.region, signature.employer) == ("NW-001", "YH", "Northside Council")
    assert signature.signed_at.date() == (scene.at - timedelta(days=1)).date()
    person = signature.identity
    assert (person.name, person.email, person.slot) == ("Rowan Ashby", "rowan.ashby@example.org", 1)
    assert list(Consent.objects.values_list("purpose", "given", "wording", "source")) == [
        ("decision_maker", True, 1, "paper"),
        ("petition_news", False, 1, "paper"),
    ]
    roll_up(at=scene.at)
    assert dict(Tally.objects.exclude(dimension="hour").values_list("dimension", "n")) == {
        "all": 1,
        "region": 1,
        "constituency": 1,
        "employer": 1,
        "branch": 1,
        "role": 1,
        "source": 1,
    }
    assert Entry.objects.get(action="petitions.paper_counted").detail == {
        "rows_counted": 1,
        "rows_already": 0,
        "rows_double": 0,
        "rows_unusable": 0,
    }


def test_an_unusable_row_is_not_counted_and_forgotten(scene: Scene) -> None:
    key(scene, name="R?", postcode="", unusable="illegible")
    counted(scene, "Ash Ashby")
    assert (outcomes(scene), scene.batch.rows_unusable) == (["unusable", "counted"], 1)
    assert scene.batch.rows.values_list("name", flat=True)[0] == ""


def test_whoever_has_confirmed_online_is_not_counted_again(scene: Scene) -> None:
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    sign(scene.petition, signer=rowan(name="Ash Ashby", email="ash@example.org"), at=scene.at)
    counted(scene, "ROWAN  Ashby", "Ash Ashby")
    assert outcomes(scene) == ["already", "counted"]
    roll_up(at=scene.at)
    assert published_count(scene.petition) == 2


def test_whoever_stands_on_an_earlier_sheet_is_not_counted_again(scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    scene.batch = ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.ines, at=scene.at)
    counted(scene, "Rowan Ashby")
    assert (outcomes(scene), Signature.objects.count()) == (["already"], 1)


@pytest.mark.any_database
def test_a_repeated_row_is_a_double_unless_the_checker_says_two_people(scene: Scene) -> None:
    checked(scene, "Rowan Ashby", "Rowan Ashby", "Rowan Ashby")
    second = scene.batch.rows.get(line=2)
    with pytest.raises(NotTheChecker):
        say_two_people(second, two=True, by=scene.ines)
    say_two_people(second, two=True, by=scene.bram)
    count_batch(scene.batch, by=scene.bram, at=scene.at)
    assert outcomes(scene) == ["counted", "counted", "double"]
    assert list(SignatureIdentity.objects.order_by("slot").values_list("slot", flat=True)) == [1, 2]


def test_a_batch_is_counted_once(scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    with pytest.raises(PaperError, match="Only a batch that has been checked"):
        count_batch(scene.batch, by=scene.bram, at=scene.at)
    assert (Signature.objects.count(), TallyDelta.objects.count()) == (1, 1)


def test_a_batch_is_counted_after_the_close_and_not_after_the_hand_in(scene: Scene) -> None:
    checked(scene, "Rowan Ashby")
    closed: dict[str, Any] = {"closing_at": scene.at, "closed_at": scene.at}
    type(scene.petition).objects.update(state="handed_in", handed_in_at=scene.at, **closed)
    with pytest.raises(PaperError, match="takes no more names from paper"):
        count_batch(scene.batch, by=scene.bram, at=scene.at)
    type(scene.petition).objects.update(state="closed")
    count_batch(scene.batch, by=scene.bram, at=scene.at)
    assert Signature.objects.count() == 1


def test_counting_takes_as_many_statements_for_fifty_rows_as_for_two(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    checked(scene, "Rowan Ashby", "Ash Ashby")
    with django_assert_num_queries(STATEMENTS):
        count_batch(scene.batch, by=scene.bram, at=scene.at)
    scene.batch = ask_for_sheets(scene.petition, branch=scene.branch, sheets=4, by=scene.ines, at=scene.at)
    checked(scene, *FIFTY[:40])
    with django_assert_num_queries(STATEMENTS):
        count_batch(scene.batch, by=scene.bram, at=scene.at)


STATEMENTS = 16


def test_a_line_that_was_not_drawn_is_not_judged_once_the_batch_is_checked(scene: Scene) -> None:
    checked(scene, *FIFTY)
    left = scene.batch.rows.filter(verdict="")
    assert (scene.batch.state, len(left)) == ("checked", len(FIFTY) - 6)
    with pytest.raises(PaperError, match="This batch is not being checked"):
        judge(left[0], by=scene.bram, at=scene.at)
    assert scene.again().rows.exclude(verdict="").count() == 6


# --- taking out -------------------------------------------------------------------------------------------


@pytest.mark.any_database
def test_the_office_takes_a_batch_out_and_it_can_be_counted_again(scene: Scene) -> None:
    counted(scene, "Rowan Ashby", "Ash Ashby")
    withdraw(Signature.objects.get(identity__name="Ash Ashby").pk, at=scene.at)
    take_out(scene.batch, reason="Sheets of another petition.", by=scene.nell, at=scene.at)
    roll_up(at=scene.at)
    assert published_count(scene.petition) == 0
    nobody = Figures(0, paper=0, held=0, removed=0, withdrawn=1, off_paper=1)
    assert figures(scene.petition, confirmed=0) == nobody
    assert (SignatureIdentity.objects.count(), Consent.objects.count()) == (0, 0)
    assert (scene.again().state, scene.batch.undone_by, scene.batch.rows_counted) == (
        "printed",
        scene.nell,
        0,
    )
    assert list(scene.batch.rows.values_list("name", "outcome", "verdict")) == [("Rowan Ashby", "", "")]
    counted(scene)
    roll_up(at=scene.at)
    assert published_count(scene.petition) == 1
    assert scene.batch.undone_at is None


@pytest.mark.any_database
def test_who_was_taken_out_does_not_come_back_when_a_strike_is_undone(scene: Scene) -> None:
    """Nell struck Rowan out of the batch; then it was taken out whole, and counted anew from its sheets.

    The strike stands on his line, and holds until somebody keys the line anew.
    """
    counted(scene, "Rowan Ashby", "Ash Ashby")
    rowans = Signature.objects.filter(identity__name="Rowan Ashby")
    struck = ruling.invalidate(scene.petition, rowans, by=scene.nell, reason="in another hand", at=scene.at)
    take_out(scene.batch, reason="Sheets of two days in one batch.", by=scene.nell, at=scene.at)
    line = scene.batch.rows.get(name="Rowan Ashby")
    assert line.get_unusable_display() == "A moderator has struck it out"
    offered = [LineForm(initial=initial).fields["unusable"].choices for initial in ({}, initial_of(line))]  # type: ignore[attr-defined]
    assert [("struck_out", f"No. {line.get_unusable_display()}") in choices for choices in offered] == [
        False,
        True,
    ]
    counted(scene)
    roll_up(at=scene.at)
    assert (outcomes(scene), published_count(scene.petition)) == (["unusable", "counted"], 1)
    assert ruling.undo(struck, by=scene.nell, at=scene.at) == 0
    roll_up(at=scene.at)
    assert published_count(scene.petition) == 1


@pytest.mark.any_database
def test_who_stands_on_another_sheet_too_counts_from_there(scene: Scene) -> None:
    """Rowan and Ash stand on sheets of two batches; Nell struck Ash out, and takes out the first batch."""
    counted(scene, "Rowan Ashby", "Ash Ashby")
    first, scene.batch = scene.batch, another(scene)
    counted(scene, "Rowan Ashby", "Ash Ashby", "Kim Hale")
    assert outcomes(scene) == ["already", "already", "counted"]
    ash = Signature.objects.filter(identity__name="Ash Ashby")
    ruling.invalidate(scene.petition, ash, by=scene.nell, reason="in another hand", at=scene.at)
    take_out(first, reason="Sheets of two days in one batch.", by=scene.nell, at=scene.at)
    roll_up(at=scene.at)
    assert (outcomes(scene), published_count(scene.petition)) == (["counted", "unusable", "counted"], 2)
    second = scene.again()
    assert (second.rows_counted, second.rows_already, second.rows_unusable) == (2, 0, 1)
    assert list(second.rows.filter(unusable="struck_out").values_list("name", "person")) == [("", None)]
    scene.batch = first
    counted(scene)
    assert outcomes(scene) == ["already", "unusable"]


def begins_anew(batch: PaperBatch) -> None:
    """Nobody has keyed, checked or counted it, and it has no figures."""
    people = ("keyed_by", "keyed_at", "checked_by", "checked_at", "counted_by", "counted_at")
    assert ([getattr(batch, name) for name in people], batch.seed) == ([None] * 6, "")
    numbers = ("keyed", "drawn", "wrong", "counted", "already", "double", "unusable")
    assert [getattr(batch, f"rows_{name}") for name in numbers] == [0] * 7


@pytest.mark.any_database
def test_a_batch_that_is_taken_out_takes_nobody_else_along(scene: Scene) -> None:
    """Rowan had signed online, Kim stands on other sheets; Ash stands twice on these, and a line is bad."""
    at = scene.at
    online = sign(scene.petition, signer=rowan(), at=at).signature_id
    confirm(online, at=at)
    first, scene.batch = scene.batch, another(scene)
    counted(scene, "Kim Hale")
    scene.batch = first
    key(scene, name="R?", postcode="", unusable="illegible")
    counted(scene, "Rowan Ashby", "Ash Mossop", "Ash Mossop")
    assert outcomes(scene) == ["unusable", "already", "counted", "double"]
    ash = Signature.objects.get(identity__name="Ash Mossop").pk
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Blythe")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=scene.branch.region)
    take_out(scene.batch, reason="Sheets of another petition.", by=rhea, at=at)
    roll_up(at=at)
    assert (published_count(scene.petition), SignatureIdentity.objects.count()) == (2, 2)
    kept = Signature.objects.exclude(pk=ash).order_by("identity__name")
    assert list(kept.values_list("identity__name", "state", "source", "branch", "role")) == [
        ("Kim Hale", "confirmed", "paper", "NW-001", "Social worker"),
        ("Rowan Ashby", "confirmed", "online", "", ""),
    ]
    assert set(Consent.objects.values_list("signature", flat=True)) == {one.pk for one in kept}
    gone = Signature.objects.get(pk=ash)
    assert (gone.state, [getattr(gone, field) for field in OF_THE_PERSON]) == (
        "invalid",
        [""] * 6 + [batches.TAKEN_OUT],
    )
    nobody = ("", None, "", None)
    rows = PaperRow.objects.filter(batch=first).values_list("outcome", "person", "verdict", "checked_by")
    assert list(rows) == [nobody] * 4
    assert list(PaperRow.objects.exclude(batch=first).values_list("outcome", "verdict")) == [
        ("counted", "same")
    ]
    again = scene.again()
    begins_anew(again)
    entry = Entry.objects.get(action="petitions.paper_taken_out")
    assert (entry.by, entry.subject, entry.detail) == (rhea, f"paper_batch:{first.pk}", {"signatures": 1})
    with pytest.raises(PaperError, match="This batch is not in the count"):
        take_out(again, reason="Once more.", by=rhea, at=at)


def test_a_branch_officer_cannot_take_a_batch_out(scene: Scene) -> None:
    """Nor one who works for the office of another region too."""
    counted(scene, "Rowan Ashby")
    elsewhere = branch("SE-002").region
    assert elsewhere != scene.branch.region
    for region in (None, elsewhere):
        if region:
            Role.objects.create(user=scene.bram, kind=Role.Kind.REGIONAL_OFFICE, region=region)
        with pytest.raises(PaperError, match="Only the office of its region or the national office"):
            take_out(scene.batch, reason="Wrong.", by=scene.bram, at=scene.at)
    assert not batches.may_take_out(scene.batch, by=scene.bram)


@pytest.mark.parametrize(
    ("reason", "later", "sentence"), [("  ", 0, "Say why"), ("Wrong.", 30, "these are over")]
)
def test_taking_out_needs_a_reason_and_ends_after_thirty_days(
    scene: Scene, reason: str, later: int, sentence: str
) -> None:
    counted(scene, "Rowan Ashby")
    with pytest.raises(PaperError, match=sentence):
        take_out(scene.batch, reason=reason, by=scene.nell, at=scene.at + timedelta(days=later))
    assert Signature.objects.get().state == "confirmed"


def test_a_batch_is_taken_out_until_the_thirty_days_are_over(scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    later = scene.at + timedelta(days=30, seconds=-1)
    take_out(scene.batch, reason="  Sheets of another petition. ", by=scene.nell, at=later)
    taken = scene.again()
    assert (taken.state, taken.undone_at, taken.undone_reason) == (
        "printed",
        later,
        "Sheets of another petition.",
    )
    assert Entry.objects.get(action="petitions.paper_taken_out").detail == {"signatures": 1}


# --- by the clock -----------------------------------------------------------------------------------------


@pytest.mark.any_database
def test_whoever_confirms_online_afterwards_counts_once(scene: Scene) -> None:
    counted(scene, "Rowan Ashby", "Ash Ashby")
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    assert settle_paper_twins(at=scene.at) == 1
    twin = Signature.objects.get(source="paper", identity__name="Rowan Ashby")
    assert (twin.state, twin.held_reason) == ("invalid", batches.TWIN)
    roll_up(at=scene.at)
    assert published_count(scene.petition) == 2
    once = Figures(2, paper=1, held=0, removed=0, withdrawn=0, off_paper=1)
    assert figures(scene.petition, confirmed=2) == once
    cache.clear()
    assert settle_paper_twins(at=scene.at) == 0


def test_who_has_not_confirmed_online_and_who_signed_another_petition_counts_on_paper(scene: Scene) -> None:
    counted(scene, "Rowan Ashby", "Ash Mossop")
    waiting = sign(scene.petition, signer=rowan(), at=scene.at).signature_id
    other = open_petition(at=scene.at - timedelta(days=2), slug="other")
    elsewhere = replace(scene, petition=other)
    elsewhere.batch = another(elsewhere)
    counted(elsewhere, "Ash Mossop")
    ash = rowan(name="Ash Mossop", email="ash@example.org")
    confirm(sign(other, signer=ash, at=scene.at).signature_id, at=scene.at)
    assert batches.settle_twins_of(scene.petition) == 0
    assert set(Signature.objects.filter(source="paper").values_list("state", flat=True)) == {"confirmed"}
    confirm(waiting, at=scene.at)
    assert settle_paper_twins(at=scene.at) == 2
    roll_up(at=scene.at)
    assert (published_count(scene.petition), published_count(other)) == (2, 1)


def test_twins_are_looked_for_once_a_day(scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    assert settle_paper_twins(at=scene.at) == 0
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    assert settle_paper_twins(at=scene.at) == 0
    assert settle_paper_twins(at=scene.at + timedelta(hours=25)) == 1


def test_a_second_person_of_that_name_on_paper_stays_beside_the_one_online(scene: Scene) -> None:
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    checked(scene, "Rowan Ashby", "Rowan Ashby")
    say_two_people(scene.batch.rows.get(line=2), two=True, by=scene.bram)
    count_batch(scene.batch, by=scene.bram, at=scene.at)
    assert (outcomes(scene), settle_paper_twins(at=scene.at)) == (["already", "counted"], 0)


@pytest.mark.any_database
def test_whoever_withdraws_takes_the_keyed_row_along(scene: Scene) -> None:
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    counted(scene, "Rowan Ashby", "Ash Ashby")
    for signature in Signature.objects.all():
        withdraw(signature.pk, at=scene.at)
    assert PaperRow.objects.count() == 0
    roll_up(at=scene.at)
    assert published_count(scene.petition) == 0


@pytest.mark.parametrize(("days", "kept"), [(29, 1), (30, 0)])
def test_rows_and_scans_go_thirty_days_after_the_count(scene: Scene, days: int, kept: int) -> None:
    add_scan(scene.batch, content=jpeg(), by=scene.ines, at=scene.at)
    counted(scene, "Rowan Ashby")
    later = scene.at + timedelta(days=days)
    told = [line.n for line in shredding.expire(at=later, dry_run=True)]
    assert (told, PaperRow.objects.count(), PaperScan.objects.count()) == ([1 - kept, 1 - kept], 1, 1)
    assert [line.n for line in shredding.expire(at=later, dry_run=False)] == told
    assert shredding.expire(at=later, dry_run=False)[0].n == 0
    assert Entry.objects.filter(action="petitions.paper_shredded").count() == 1 - kept
    assert (PaperRow.objects.count(), PaperScan.objects.count()) == (kept, kept)
    assert (Signature.objects.get().state, scene.again().rows_counted) == ("confirmed", 1)


@pytest.mark.parametrize(("days", "kept"), [(182, 1), (183, 0)])
def test_uncounted_rows_go_half_a_year_after_the_close(scene: Scene, days: int, kept: int) -> None:
    keyed(scene, "Rowan Ashby")
    type(scene.petition).objects.update(state="closed", closing_at=scene.at)
    shredding.expire(at=scene.at + timedelta(days=days), dry_run=False)
    assert PaperRow.objects.count() == kept
