"""Signing: who is new, who is not, and what reaches the mailbox."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from petitions.confirming import Standing, confirm, standing
from petitions.links import LINK_LIVES
from petitions.models import Consent, Petition, Signature, SignatureIdentity
from petitions.signing import NotTakingSignatures, Origin, Outcome, sign
from tests.petitions.factories import open_petition, rowan
from union.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def letters() -> list[tuple[str, str, int]]:
    return list(Message.objects.order_by("pk").values_list("kind", "recipient", "version"))


def test_rowan_signs_and_a_letter_waits_in_the_outbox(noon: datetime) -> None:
    petition = open_petition(at=noon)
    signer = rowan(role="Senior social worker", employer="Anytown Council", union_member="yes")
    assert sign(petition, signer=signer, at=noon).outcome == Outcome.NEW
    signature = Signature.objects.select_related("identity").get()
    assert (signature.state, signature.signed_at, signature.confirmed_at) == ("pending", noon, None)
    assert (signature.region, signature.role, signature.employer) == (
        "",
        "Senior social worker",
        "Anytown Council",
    )
    person = signature.identity
    assert (person.name, person.email, person.postcode, person.slot, person.letters) == (
        "Rowan Ashby",
        "rowan.ashby@example.org",
        "LS1 4AP",
        1,
        1,
    )
    assert letters() == [("petition_confirm", "rowan.ashby@example.org", 1)]


def test_what_rowan_wrote_is_shown_to_nobody_and_judged_by_nobody_yet(noon: datetime) -> None:
    """A reason waits for a moderator; of reminders, tries of the code and people invited there are none."""
    origin = Origin(source="stall", language="cy", branch="NW-001", address_hash="a" * 32)
    sign(open_petition(at=noon), signer=rowan(reason="Our wards are empty."), origin=origin, at=noon)
    signature = Signature.objects.select_related("identity").get()
    person = signature.identity
    shown = (person.reason, person.reason_chosen, person.reason_judged)
    assert shown == ("Our wards are empty.", False, False)
    assert (person.reminders, person.code_tries, person.address_hash) == (0, 0, "a" * 32)
    assert (signature.source, signature.language, signature.branch) == ("stall", "cy", "NW-001")
    assert (signature.invited, signature.invited_by, signature.held_reason) == (0, None, "")
    assert set(Consent.objects.values_list("number", "source")) == {(1, "stall")}


def test_each_consent_is_an_event_with_its_wording_whether_ticked_or_not(noon: datetime) -> None:
    sign(open_petition(at=noon), signer=rowan(consents=["decision_maker"]), at=noon)
    assert list(Consent.objects.values_list("purpose", "given", "wording", "at", "source")) == [
        ("decision_maker", True, 1, noon, "online"),
        ("petition_news", False, 1, noon, "online"),
        ("public_name", False, 1, noon, "online"),
        ("union_campaigns", False, 1, noon, "online"),
    ]


def test_rowan_signs_again_before_confirming_and_only_the_letter_is_new(noon: datetime) -> None:
    petition = open_petition(at=noon)
    sign(petition, signer=rowan(), at=noon)
    again = rowan(name="ROWAN  ashby", role="Thief", consents=["public_name"])
    assert sign(petition, signer=again, at=noon + timedelta(hours=1)).outcome == Outcome.AGAIN
    signature = Signature.objects.get()
    assert (signature.role, signature.signed_at) == ("", noon)
    assert Consent.objects.filter(given=True).count() == 0
    assert letters() == [
        ("petition_confirm", "rowan.ashby@example.org", 1),
        ("petition_confirm", "rowan.ashby@example.org", 2),
    ]


def test_who_signs_again_after_a_month_has_still_signed_then(noon: datetime) -> None:
    petition, later = open_petition(at=noon), noon + LINK_LIVES + timedelta(days=1)
    confirm(sign(petition, signer=rowan(), at=noon).signature_id, at=noon)
    assert sign(petition, signer=rowan(), at=later).outcome == Outcome.AGAIN
    signature = Signature.objects.get()
    assert (signature.state, signature.signed_at, signature.confirmed_at) == ("confirmed", noon, noon)


def test_who_is_held_and_signs_again_has_all_letters_still_to_come(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for _ in range(3):
        sign(petition, signer=rowan(), at=noon, doubt="too quick")
    person = SignatureIdentity.objects.select_related("signature").get()
    assert (person.letters, person.signature.state) == (0, "held")
    assert letters() == [("petition_confirm", "rowan.ashby@example.org", 0)]


def test_rowan_signs_again_after_confirming_and_is_told_by_mail(noon: datetime) -> None:
    petition = open_petition(at=noon)
    sign(petition, signer=rowan(), at=noon)
    confirm(Signature.objects.get().pk, at=noon)
    assert sign(petition, signer=rowan(), at=noon).outcome == Outcome.AGAIN
    assert Signature.objects.get().state == "confirmed"
    assert letters()[1:] == [("petition_already_signed", "rowan.ashby@example.org", 2)]


def test_rowan_signs_again_after_the_link_has_expired_and_the_new_letter_leaves(noon: datetime) -> None:
    petition, later = open_petition(at=noon), noon.astimezone(UTC) + LINK_LIVES
    first = sign(petition, signer=rowan(), at=noon)
    sign(petition, signer=rowan(), at=later - timedelta(seconds=1))
    assert Signature.objects.get().signed_at == noon
    again = sign(petition, signer=rowan(), at=later)
    signature = Signature.objects.get()
    assert (again.outcome, again.signature_id, signature.signed_at) == (
        Outcome.AGAIN,
        first.signature_id,
        later,
    )
    assert standing(signature, at=later) == Standing.WAITING
    assert letters()[-1] == ("petition_confirm", "rowan.ashby@example.org", 3)


def test_an_alias_of_the_mailbox_is_the_same_person_and_the_letter_goes_to_the_first_address(
    noon: datetime,
) -> None:
    petition = open_petition(at=noon)
    sign(petition, signer=rowan(email="rowan.ashby@gmail.com"), at=noon)
    assert sign(petition, signer=rowan(email="RowanAshby+x@googlemail.com"), at=noon).outcome == Outcome.AGAIN
    assert [recipient for _, recipient, _ in letters()] == ["rowan.ashby@gmail.com"] * 2


def test_at_most_five_letters_leave_for_a_mailbox_whatever_happens(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for _ in range(4):
        sign(petition, signer=rowan(), at=noon)
    confirm(Signature.objects.get().pk, at=noon)
    for _ in range(4):
        assert sign(petition, signer=rowan(), at=noon).outcome == Outcome.AGAIN
    assert sign(petition, signer=rowan(name="Ash Ashby"), at=noon).outcome == Outcome.AGAIN
    assert [(kind, version) for kind, _, version in letters()] == [
        ("petition_confirm", 1),
        ("petition_confirm", 2),
        ("petition_confirm", 3),
        ("petition_confirm", 4),
        ("petition_already_signed", 5),
    ]
    assert SignatureIdentity.objects.get().letters == 5


def test_ash_signs_from_the_mailbox_they_share_with_rowan(noon: datetime) -> None:
    petition = open_petition(at=noon)
    sign(petition, signer=rowan(), at=noon)
    assert sign(petition, signer=rowan(name="Ash Ashby"), at=noon).outcome == Outcome.NEW
    people = SignatureIdentity.objects.order_by("slot").values_list("name", "slot", "letters")
    assert list(people) == [("Rowan Ashby", 1, 1), ("Ash Ashby", 2, 1)]


def test_two_people_on_one_mailbox_share_its_five_letters(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for name in ("Rowan Ashby", "Ash Ashby") * 4:
        sign(petition, signer=rowan(name=name), at=noon)
    people = SignatureIdentity.objects.order_by("slot").values_list("name", "letters")
    assert list(people) == [("Rowan Ashby", 3), ("Ash Ashby", 2)]
    assert Message.objects.count() == 5


def test_another_name_from_another_postcode_on_one_mailbox_enters_nothing(noon: datetime) -> None:
    petition = open_petition(at=noon)
    sign(petition, signer=rowan(), at=noon)
    stranger = rowan(name="Max Muster", postcode="M1 1AE")
    assert sign(petition, signer=stranger, at=noon).outcome == Outcome.AGAIN
    assert SignatureIdentity.objects.get().name == "Rowan Ashby"


def test_a_third_person_on_one_mailbox_enters_nothing(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for name in ("Rowan Ashby", "Ash Ashby", "Elm Ashby"):
        sign(petition, signer=rowan(name=name), at=noon)
    assert SignatureIdentity.objects.count() == 2


def test_one_mailbox_signs_two_petitions(noon: datetime) -> None:
    for slug in ("ten-points", "five-demands"):
        assert sign(open_petition(at=noon, slug=slug), signer=rowan(), at=noon).outcome == Outcome.NEW
    assert Signature.objects.count() == 2


def test_a_doubtful_signature_is_held_with_its_reason(noon: datetime) -> None:
    petition = open_petition(at=noon)
    assert sign(petition, signer=rowan(), doubt="trap filled", at=noon).outcome == Outcome.HELD
    signature = Signature.objects.get()
    assert (signature.state, signature.held_reason) == ("held", "trap filled")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft", "opened_at": None},
        {"state": "paused"},
        {"state": "closed", "closing_at": datetime.fromisoformat("2022-03-01T12:00+00:00")},
        {"closes_at": datetime.fromisoformat("2022-03-15T12:00+00:00")},
        {"state": "scheduled", "opens_at": datetime.fromisoformat("2022-03-15T12:01+00:00")},
    ],
)
def test_a_petition_that_is_not_open_takes_nothing(noon: datetime, fields: dict[str, object]) -> None:
    petition = open_petition(at=noon, **fields)
    with pytest.raises(NotTakingSignatures):
        sign(petition, signer=rowan(), at=noon)
    assert (Signature.objects.count(), Message.objects.count()) == (0, 0)


def statements(petition: Petition, *, name: str = "Rowan Ashby", at: datetime) -> list[str]:
    """The SQL of one signing, without its values."""
    with CaptureQueriesContext(connection) as captured:
        sign(petition, signer=rowan(name=name), at=at)
    return [shape(query["sql"]) for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]


def shape(sql: str) -> str:
    """What a statement does to which table."""
    return sql.split(" (" if sql.startswith("INSERT") else " WHERE ")[0]


def test_every_path_runs_the_same_statements(noon: datetime) -> None:
    petition = open_petition(at=noon)
    new = statements(petition, at=noon)
    assert [part.rpartition(" INTO ")[2] for part in new[1:]] == [
        '"petitions_signature"',
        '"petitions_signatureidentity"',
        '"petitions_consent"',
        '"mail_message"',
    ]
    assert statements(petition, at=noon) == new  # pending
    assert statements(petition, name="Ash Ashby", at=noon) == new  # second person
    assert statements(petition, name="Elm Ashby", at=noon) == new  # one too many
    confirm(Signature.objects.get(identity__slot=1).pk, at=noon)
    assert statements(petition, at=noon) == new  # confirmed, and the last letter
    assert statements(petition, at=noon) == new  # no letter left


@pytest.mark.parametrize("change", [{"slot": 3}, {"slot": 1, "email_hash": "same"}])
def test_the_database_itself_refuses_a_third_slot_and_a_slot_twice(
    noon: datetime, change: dict[str, object]
) -> None:
    petition = open_petition(at=noon)
    values = {"petition": petition, "email_hash": "same", "name": "R", "email": "r@example.org"}
    first = Signature.objects.create(petition=petition, signed_at=noon)
    SignatureIdentity.objects.create(signature=first, slot=1, postcode="LS1 4AP", **values)
    second = Signature.objects.create(petition=petition, signed_at=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignatureIdentity.objects.create(signature=second, postcode="LS1 4AP", **{**values, **change})


def test_no_petition_may_be_called_confirm(noon: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        open_petition(at=noon, slug="confirm")
