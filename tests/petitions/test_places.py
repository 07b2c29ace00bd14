"""Where a signer lives and works: looked up in our own tables when the signature is confirmed."""

import uuid
from datetime import datetime

import pytest

from petitions.codes import code_for
from petitions.confirming import WrongCode, confirm, confirm_by_code
from petitions.counting import roll_up
from petitions.models import Postcode, Signature, SignatureIdentity, Tally
from petitions.signing import Origin, sign
from tests.petitions.factories import branch, member, open_petition, rowan
from union.members.models import Employer

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def confirmed(at: datetime, *, origin: Origin | None = None, **fields: str) -> Signature:
    entered = sign(open_petition(at=at), signer=rowan(**fields), origin=origin or Origin(), at=at)
    confirm(entered.signature_id, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def test_the_directory_tells_region_and_constituency(noon: datetime) -> None:
    Postcode.objects.create(postcode="SY1 1AA", constituency="E14001460", region="WM")
    signature = confirmed(noon, postcode="SY1 1AA")
    assert (signature.region, signature.constituency) == ("WM", "E14001460")


def test_without_the_directory_the_area_tells_the_region(noon: datetime) -> None:
    signature = confirmed(noon)
    assert (signature.region, signature.constituency) == ("YH", "")


def test_a_member_who_says_so_is_matched_with_the_roll(noon: datetime) -> None:
    member(email="rowan.ashby@example.org", branch=branch("NW-001"))
    assert confirmed(noon, email="Rowan.Ashby@Example.org", union_member="yes").branch == "NW-001"


@pytest.mark.parametrize("said", ["no", "unsaid", ""])
def test_whoever_does_not_say_so_is_not_matched(noon: datetime, said: str) -> None:
    member(email="rowan.ashby@example.org", branch=branch("NW-001"))
    assert confirmed(noon, union_member=said).branch == ""


def test_somebody_who_left_the_union_is_not_matched(noon: datetime) -> None:
    member(email="rowan.ashby@example.org", branch=branch("NW-001"), status="lapsed")
    assert confirmed(noon, union_member="yes").branch == ""


def test_no_address_is_no_match_with_a_member_who_has_none(noon: datetime) -> None:
    member(email="", branch=branch("NW-001"))
    entered = sign(open_petition(at=noon), signer=rowan(union_member="yes"), at=noon)
    SignatureIdentity.objects.update(email="")  # as on a sheet of paper
    confirm(entered.signature_id, at=noon)
    assert Signature.objects.get().branch == ""


def test_a_mailbox_of_two_branches_is_no_match(noon: datetime) -> None:
    for number, code in enumerate(["NW-001", "YH-002"]):
        member(number=f"M{number}", email="rowan.ashby@example.org", branch=branch(code))
    assert confirmed(noon, union_member="yes").branch == ""


def test_the_branch_of_a_stall_stands(noon: datetime) -> None:
    member(email="rowan.ashby@example.org", branch=branch("NW-001"))
    signature = confirmed(noon, origin=Origin(source="stall", branch="YH-002"), union_member="yes")
    assert (signature.branch, signature.source) == ("YH-002", "stall")


def test_an_employer_is_counted_under_the_name_on_our_list(noon: datetime) -> None:
    Employer.objects.create(name="Anytown Council")
    assert confirmed(noon, employer="anytown council").employer == "Anytown Council"


def test_an_employer_not_on_the_list_stays_as_written(noon: datetime) -> None:
    assert confirmed(noon, employer="Rosebank Fostering").employer == "Rosebank Fostering"


def test_each_place_is_counted_by_itself(noon: datetime) -> None:
    Postcode.objects.create(postcode="LS1 4AP", constituency="E14001316", region="YH")
    confirmed(noon, employer="Anytown Council", role="Social worker")
    roll_up(at=noon)
    cells = Tally.objects.exclude(key="").order_by("dimension").values_list("dimension", "key", "n")
    assert list(cells) == [
        ("constituency", "E14001316", 1),
        ("employer", "Anytown Council", 1),
        ("hour", "2022-03-15T12", 1),
        ("region", "YH", 1),
        ("role", "Social worker", 1),
        ("source", "online", 1),
    ]


def test_the_inviter_gets_a_number_and_the_friend_is_forgotten(noon: datetime) -> None:
    petition = open_petition(at=noon)
    rowans = sign(petition, signer=rowan(), at=noon).signature_id
    ash = rowan(name="Ash Ashby", email="ash@example.org")
    friends = sign(petition, signer=ash, origin=Origin(invited_by=rowans), at=noon).signature_id
    confirm(friends, at=noon)
    assert Signature.objects.get(pk=rowans).invited == 1
    assert Signature.objects.get(pk=friends).invited_by is None


def test_of_two_friends_the_inviter_gets_two_and_nobody_else_gets_any(noon: datetime) -> None:
    petition, other = open_petition(at=noon), open_petition(at=noon, slug="other")
    rowans = sign(petition, signer=rowan(), at=noon).signature_id
    elsewhere = sign(other, signer=rowan(), at=noon).signature_id
    for name, inviter in (("Ash", rowans), ("Bay", rowans), ("Cory", elsewhere)):
        friend = rowan(name=f"{name} Ashby", email=f"{name.lower()}@example.org")
        friends = sign(petition, signer=friend, origin=Origin(invited_by=inviter), at=noon).signature_id
        confirm(friends, at=noon)
    assert Signature.objects.get(pk=rowans).invited == 2
    assert set(Signature.objects.exclude(pk=rowans).values_list("invited", flat=True)) == {0}


def test_an_inviter_nobody_knows_is_no_error(noon: datetime) -> None:
    assert confirmed(noon, origin=Origin(invited_by=uuid.uuid4())).state == "confirmed"


def test_rowan_confirms_with_the_digits(noon: datetime) -> None:
    rowans = sign(open_petition(at=noon), signer=rowan(), at=noon).signature_id
    confirm_by_code(rowans, code=f" {code_for(rowans)[:3]} {code_for(rowans)[3:]} ", at=noon)
    assert Signature.objects.get().state == "confirmed"


def test_five_tries_and_then_only_the_link(noon: datetime) -> None:
    rowans = sign(open_petition(at=noon), signer=rowan(), at=noon).signature_id
    left = []
    for typed in ["000000", "", "é", "1234567", "no", code_for(rowans)]:
        with pytest.raises(WrongCode) as refused:
            confirm_by_code(rowans, code=typed, at=noon)
        left.append(refused.value.left)
    assert left == [4, 3, 2, 1, 0, 0]
    assert Signature.objects.get().state == "pending"
    confirm(rowans, at=noon)
    assert Signature.objects.get().state == "confirmed"


def test_a_code_for_nobody_is_a_wrong_code(noon: datetime) -> None:
    with pytest.raises(WrongCode):
        confirm_by_code(uuid.uuid4(), code="123456", at=noon)
    assert SignatureIdentity.objects.count() == 0
