"""Booth and letters read a member's entry by SQL of ours: what they get is what the ORM would give."""

from datetime import datetime

import pytest
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from ballots.inviting import INVITATION, MAY_STILL_VOTE, STAYS, entry_to_write_to
from ballots.linking import credential_of, entry_of
from ballots.models import Ballot, RollEntry
from tests.ballots import scenes
from union.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def fields_of(record: Model | None) -> dict[str, object] | None:
    """Every column, byte strings as bytes."""
    if record is None:
        return None
    found = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in found.items()}


def test_the_entry_behind_a_link_is_what_the_orm_reads(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rowan = scenes.opened(noon).entry(0)
    with django_assert_num_queries(1):
        found = entry_of(credential_of(rowan))
        records = [found, found.ballot, found.ballot.branch, found.unit]
    same = RollEntry.objects.select_related("ballot__branch", "unit").get(pk=rowan.pk)
    expected = [same, same.ballot, same.ballot.branch, same.unit]
    assert [fields_of(one) for one in records] == [fields_of(one) for one in expected]
    assert [type(one) for one in records] == [type(one) for one in expected]
    assert (found._state.adding, found._state.db) == (False, "default")


def test_the_entry_of_a_letter_is_what_the_orm_reads(noon: datetime) -> None:
    rowan = scenes.opened(noon).entry(0)
    found = entry_to_write_to(Message(kind=INVITATION, subject=f"entry:{rowan.pk}"), among=STAYS)
    assert found
    same = RollEntry.objects.select_related("ballot__branch", "member").get(pk=rowan.pk)
    assert [fields_of(one) for one in (found, found.ballot, found.ballot.branch, found.member)] == [
        fields_of(one) for one in (same, same.ballot, same.ballot.branch, same.member)
    ]


def test_a_ballot_of_the_whole_union_has_no_branch(noon: datetime) -> None:
    rowan = scenes.opened(noon).entry(0)
    Ballot.objects.update(branch=None)
    found = entry_of(credential_of(rowan))
    assert (found.ballot.branch_id, found.ballot.branch) == (None, None)


def test_reminders_leave_out_who_has_voted_and_invitations_only_whose_strike_was_asked_for(
    noon: datetime,
) -> None:
    scene = scenes.opened(noon)
    RollEntry.objects.filter(pk=scene.entry(0).pk).update(has_voted=True)
    RollEntry.objects.filter(pk=scene.entry(1).pk).update(has_voted=True, strike_asked=True)
    RollEntry.objects.filter(pk=scene.entry(2).pk).update(struck=True, strike_asked=True)

    def written_to(among: str) -> list[bool]:
        letters = [Message(kind=INVITATION, subject=f"entry:{scene.entry(n).pk}") for n in range(4)]
        return [entry_to_write_to(letter, among=among) is not None for letter in letters]

    assert written_to(MAY_STILL_VOTE) == [False, False, False, True]
    assert written_to(STAYS) == [True, False, False, True]
    Ballot.objects.update(state="closed")
    assert written_to(MAY_STILL_VOTE) == written_to(STAYS) == [False] * 4
