"""Sana rules on many signatures at once: exactly, and so that it can be undone."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from petitions import counting, ruling
from petitions.confirming import confirm
from petitions.models import Petition, RuledSignature, Ruling, Signature, SignatureIdentity, Tally, TallyDelta
from petitions.ruling import RulingRefused
from petitions.signing import Outcome, sign
from petitions.withdrawing import withdraw
from tests.once import told_once
from tests.petitions.factories import open_petition, rowan
from union.accounts.models import User
from union.audit.models import Entry
from union.mail.models import Message
from union.mail.sending import send_due

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = timedelta(days=1)


@told_once
def sana() -> User:
    return User.objects.create_user("sana@example.org", name="Sana Mirza")


def signed(petition: Petition, number: int, *, at: datetime, doubt: str = "") -> Signature:
    signer = rowan(name=f"Person {number}", email=f"person.{number}@example.org")
    return Signature.objects.get(pk=sign(petition, signer=signer, doubt=doubt, at=at).signature_id)


def confirmed(petition: Petition, number: int, *, at: datetime) -> Signature:
    signature = signed(petition, number, at=at)
    confirm(signature.pk, at=at)
    return signature


def held(petition: Petition, count: int, *, at: datetime) -> QuerySet[Signature]:
    for number in range(count):
        signed(petition, number, at=at, doubt="too quick")
    return Signature.objects.filter(state="held")


def states() -> list[str]:
    return sorted(Signature.objects.values_list("state", flat=True))


def cells() -> dict[tuple[str, str], int]:
    counting.roll_up(at=timezone.now())
    return {(c.dimension, c.key): c.n for c in Tally.objects.exclude(n=0)}


# --- release ----------------------------------------------------------------------------------------------


def test_released_people_get_a_letter_that_confirms(petition: Petition, sana: User, at: datetime) -> None:
    held(petition, 3, at=at)
    send_due(at=at)
    assert ([m.to for m in mail.outbox], set(Message.objects.values_list("state", flat=True))) == (
        [],
        {"cancelled"},
    )
    done = ruling.release(petition, Signature.objects.all(), by=sana, reason="a real branch", at=at)
    assert (done.n, done.counted, done.letters, states()) == (3, 0, 3, ["pending"] * 3)
    send_due(at=at)
    assert sorted(m.to[0] for m in mail.outbox) == [f"person.{n}@example.org" for n in range(3)]
    assert "/petitions/confirm/" in str(mail.outbox[0].body)
    for signature in Signature.objects.all():
        confirm(signature.pk, at=at)
    assert cells()["all", ""] == 3


def test_a_letter_that_still_waited_while_held_is_not_sent_beside_the_new_one(
    petition: Petition, sana: User, at: datetime
) -> None:
    chosen = held(petition, 1, at=at)
    ruling.release(petition, chosen, by=sana, reason="known", at=at)
    send_due(at=at)
    assert len(mail.outbox) == 1
    assert SignatureIdentity.objects.get().letters == 1


def test_signing_five_times_while_held_costs_nobody_the_letter(
    petition: Petition, sana: User, at: datetime
) -> None:
    for _ in range(6):
        sign(petition, signer=rowan(), doubt="too quick", at=at)
    assert SignatureIdentity.objects.get().letters == 0
    done = ruling.release(petition, Signature.objects.all(), by=sana, reason="known", at=at)
    for _ in range(6):
        assert sign(petition, signer=rowan(), at=at).outcome == Outcome.AGAIN
    send_due(at=at)
    assert (done.letters, len(mail.outbox), SignatureIdentity.objects.get().letters) == (1, 5, 5)


def test_released_undone_and_released_again_gets_a_second_letter(
    petition: Petition, sana: User, at: datetime
) -> None:
    chosen = held(petition, 1, at=at)
    ruling.undo(ruling.release(petition, chosen, by=sana, reason="known", at=at), by=sana, at=at)
    ruling.release(petition, chosen, by=sana, reason="known after all", at=at)
    send_due(at=at)
    assert (len(mail.outbox), SignatureIdentity.objects.get().letters) == (2, 2)


def test_a_mailbox_that_has_had_five_letters_gets_no_sixth(
    petition: Petition, sana: User, at: datetime
) -> None:
    sign(petition, signer=rowan(), at=at)
    sign(petition, signer=rowan(name="Sam Ashby"), doubt="too quick", at=at)
    for _ in range(4):
        sign(petition, signer=rowan(), at=at)
    done = ruling.release(petition, Signature.objects.all(), by=sana, reason="a couple", at=at)
    send_due(at=at)
    assert (done.n, done.letters, len(mail.outbox)) == (1, 0, 5)


def test_a_couple_released_together_shares_what_is_left_of_five(
    petition: Petition, sana: User, at: datetime
) -> None:
    for name in ("Rowan Ashby", "Sam Ashby"):
        sign(petition, signer=rowan(name=name), doubt="too quick", at=at)
    SignatureIdentity.objects.filter(slot=1).update(letters=4)
    done = ruling.release(petition, Signature.objects.all(), by=sana, reason="a couple", at=at)
    assert (done.n, done.letters) == (2, 1)
    assert list(SignatureIdentity.objects.order_by("slot").values_list("letters", flat=True)) == [5, 0]


def test_what_can_no_longer_be_confirmed_is_not_released(
    petition: Petition, sana: User, at: datetime
) -> None:
    held(petition, 2, at=at)
    Signature.objects.filter(identity__name="Person 0").update(signed_at=at - 30 * DAY)
    assert ruling.release(petition, Signature.objects.all(), by=sana, reason="known", at=at).n == 1
    assert states() == ["held", "pending"]


def test_nothing_is_released_after_the_end(petition: Petition, sana: User, at: datetime) -> None:
    chosen = held(petition, 1, at=at)
    Petition.objects.update(state="closed", closing_at=at - 3 * DAY, closed_at=at)
    petition.refresh_from_db()
    with pytest.raises(RulingRefused, match="has ended"):
        ruling.release(petition, chosen, by=sana, reason="known", at=at)
    assert (states(), Ruling.objects.count()) == (["held"], 0)


# --- striking out -----------------------------------------------------------------------------------------


def test_struck_out_leave_every_cell_and_come_back_to_the_same(
    petition: Petition, sana: User, at: datetime
) -> None:
    for number in range(4):
        confirmed(petition, number, at=at - number * timedelta(hours=1))
    before = cells()
    signed(petition, 8, at=at)
    signed(petition, 9, at=at, doubt="too quick")
    done = ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="a machine", at=at)
    assert (done.n, done.counted, done.letters, states()) == (6, 4, 0, ["invalid"] * 6)
    assert cells() == {}
    assert ruling.undo(done, by=sana, at=at + DAY) == 6
    assert (cells(), states()) == (before, ["confirmed"] * 4 + ["held", "pending"])


def test_only_this_petition_is_ruled_on(petition: Petition, sana: User, at: datetime) -> None:
    other = open_petition(at=at - DAY, slug="other")
    signed(other, 1, at=at)
    with pytest.raises(RulingRefused, match="None of these"):
        ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="a machine", at=at)
    assert states() == ["pending"]


def test_struck_out_cannot_be_confirmed_and_signing_again_changes_nothing(
    petition: Petition, sana: User, at: datetime
) -> None:
    signature = signed(petition, 1, at=at)
    ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="a machine", at=at)
    signed(petition, 1, at=at)
    send_due(at=at)
    assert (states(), len(mail.outbox), Signature.objects.get().pk) == (["invalid"], 0, signature.pk)


# --- undoing ----------------------------------------------------------------------------------------------


def test_who_withdrew_or_confirmed_meanwhile_stays_so(petition: Petition, sana: User, at: datetime) -> None:
    people = [confirmed(petition, number, at=at) for number in range(3)]
    struck = ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="a machine", at=at)
    withdraw(people[0].pk, at=at)
    assert (ruling.undo(struck, by=sana, at=at), states()) == (2, ["confirmed", "confirmed", "withdrawn"])
    assert cells()["all", ""] == 2
    late = signed(petition, 7, at=at, doubt="too quick")
    freed = ruling.release(petition, Signature.objects.filter(pk=late.pk), by=sana, reason="known", at=at)
    confirm(late.pk, at=at)
    assert ruling.undo(freed, by=sana, at=at) == 0
    assert cells()["all", ""] == 3


def test_undoing_holds_again_what_was_released(petition: Petition, sana: User, at: datetime) -> None:
    done = ruling.release(petition, held(petition, 2, at=at), by=sana, reason="known", at=at)
    assert ruling.undo(done, by=sana, at=at) == 2
    assert Signature.objects.filter(state="held", held_reason="too quick").count() == 2
    done.refresh_from_db()
    assert (done.undone_at, done.undone_by, done.back) == (at, sana, 2)


def test_undone_once_and_within_thirty_days(petition: Petition, sana: User, at: datetime) -> None:
    done = ruling.invalidate(petition, held(petition, 2, at=at), by=sana, reason="a machine", at=at)
    with pytest.raises(RulingRefused, match="more than 30 days ago"):
        ruling.undo(done, by=sana, at=at + 30 * DAY)
    assert ruling.undo(done, by=sana, at=at + 29 * DAY) == 2
    with pytest.raises(RulingRefused, match="undone already"):
        ruling.undo(done, by=sana, at=at + 29 * DAY)


def test_purged_signatures_do_not_hinder_an_undoing(petition: Petition, sana: User, at: datetime) -> None:
    done = ruling.invalidate(petition, held(petition, 2, at=at), by=sana, reason="a machine", at=at)
    Signature.objects.filter(identity__name="Person 0").delete()
    assert (ruling.undo(done, by=sana, at=at), done.n, states()) == (1, 2, ["held"])


# --- records ----------------------------------------------------------------------------------------------


def test_the_entries_hold_numbers_only(petition: Petition, sana: User, at: datetime) -> None:
    confirmed(petition, 1, at=at)
    done = ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="Person 1 is false", at=at)
    ruling.undo(done, by=sana, at=at)
    told = {"ruling": done.pk, "kind": "invalidate", "n": 1, "counted": 1}
    assert list(Entry.objects.order_by("pk").values_list("action", "subject", "detail")) == [
        ("petitions.ruled", f"petition:{petition.pk}", {**told, "letters": 0}),
        ("petitions.ruling_undone", f"petition:{petition.pk}", {**told, "back": 1}),
    ]
    assert RuledSignature.objects.values_list("before", flat=True).get() == "confirmed"


def test_as_many_statements_for_one_as_for_thirty(petition: Petition, sana: User, at: datetime) -> None:
    def statements(count: int) -> int:
        chosen = held(petition, count, at=at)
        with CaptureQueriesContext(connection) as captured:
            assert ruling.release(petition, chosen, by=sana, reason="known", at=at).n == count
        Signature.objects.all().delete()
        return len(captured) - (connection.vendor == "postgresql")

    assert [statements(1), statements(30)] == [14, 14]


def test_the_database_refuses_what_the_verbs_would_never_write(
    petition: Petition, sana: User, at: datetime
) -> None:
    done = ruling.invalidate(petition, held(petition, 2, at=at), by=sana, reason="a machine", at=at)
    ruled = RuledSignature.objects.all()
    wrongs = [
        lambda: Ruling.objects.update(reason=""),
        lambda: Ruling.objects.update(n=0),
        lambda: Ruling.objects.update(back=3, undone_at=at, undone_by=sana),
        lambda: Ruling.objects.update(undone_at=at),
        lambda: Ruling.objects.update(undone_at=done.undo_until, undone_by=sana),
        lambda: ruled.update(before="withdrawn"),
        lambda: RuledSignature.objects.create(ruling=done, signature=ruled[0].signature, before="held"),
    ]
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    assert TallyDelta.objects.count() == 0
