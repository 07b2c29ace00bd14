"""The code of a posted letter: however it is typed it lets in its member, and nobody can make one."""

import re
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots import errors, limiting
from ballots.booth.doors import COOKIE
from ballots.casting import CROCKFORD
from ballots.codes import code_for, credential_from_code, tidy
from ballots.inviting import renew_link
from ballots.limiting import CODES, forget_knocks, knock, take_back
from ballots.linking import credential_of
from ballots.models import DoorWindow, RollEntry
from tests.ballots import scenes
from tests.ballots.scenes import B, Scene
from tests.ballots.test_booth import slip_in, text_of
from tests.once import told_once
from union.expiring import Expired
from union.networks import network_of

pytestmark = pytest.mark.django_db


@told_once
def open_ballot(at: datetime) -> Scene:
    return scenes.opened(at)


def typed(code: str) -> str:
    return tidy(code)


def test_a_code_is_four_groups_of_four_and_the_same_each_time(open_ballot: Scene) -> None:
    code = code_for(open_ballot.entry())
    assert re.fullmatch(f"[{CROCKFORD}]{{4}}( [{CROCKFORD}]{{4}}){{3}}", code)
    assert code == code_for(open_ballot.entry())


def test_a_code_may_be_typed_as_people_type(open_ballot: Scene) -> None:
    for slip in [
        str,
        str.lower,
        lambda code: code.replace(" ", "-"),
        lambda code: code.replace(" ", ""),
        lambda code: f" {code} ".replace("0", "O").replace("1", "l"),
        lambda code: code.lower().replace("0", "o").replace("1", "I"),
    ]:
        for entry in open_ballot.ballot.roll.all():
            assert credential_from_code(typed(slip(code_for(entry)))) == credential_of(entry)


def test_every_code_differs_and_no_other_letter_in_it_will_do(open_ballot: Scene) -> None:
    codes = {code_for(entry) for entry in open_ballot.ballot.roll.all()}
    assert len(codes) == 40
    right = typed(codes.pop())
    for place in range(16):
        other = CROCKFORD[(CROCKFORD.index(right[place]) + 1) % 32]
        with pytest.raises(errors.CodeUnknown):
            credential_from_code(right[:place] + other + right[place + 1 :])


def test_what_has_not_the_shape_of_a_code_is_none(subtests: pytest.Subtests, open_ballot: Scene) -> None:
    for code in ["", "0", "0" * 15, "0" * 17, "U" * 16, "é" * 16]:
        with subtests.test(code=code), pytest.raises(errors.CodeUnknown):
            credential_from_code(typed(code))


def test_whoever_reads_the_database_without_the_key_makes_no_code(
    open_ballot: Scene, settings: LazySettings
) -> None:
    settings.BALLOT_LINK_KEY = "another-key-0123456789-0123456789-0123456789"
    forged = typed(code_for(open_ballot.entry()))
    settings.BALLOT_LINK_KEY = "tests-link-key-0123456789-0123456789-0123456789"
    with pytest.raises(errors.CodeUnknown):
        credential_from_code(forged)


@pytest.mark.any_database
def test_a_new_issue_voids_the_code(open_ballot: Scene, at: datetime) -> None:
    old = typed(code_for(open_ballot.entry()))
    renew_link(open_ballot.entry(), at=at)
    with pytest.raises(errors.LinkReplaced):
        credential_from_code(old)
    assert credential_from_code(typed(code_for(open_ballot.entry()))).issue == 2


def test_members_whose_codes_begin_alike_are_told_apart(open_ballot: Scene) -> None:
    first, second = open_ballot.entry(0), open_ballot.entry(1)
    RollEntry.objects.filter(pk=second.pk).update(link_id=first.link_id ^ 1)
    second.refresh_from_db()
    assert code_for(first)[:4] == code_for(second)[:4]
    assert credential_from_code(typed(code_for(second))) == credential_of(second)


# --- at the door


def test_rowan_types_the_code_and_votes_in_four_pages(client: Client, open_ballot: Scene) -> None:
    outside = client.get("/vote/")
    assert 'action="/vote/code/"' in outside.content.decode()
    paper = client.post("/vote/code/", {"code": code_for(open_ballot.entry()).lower()}, follow=True)
    assert paper.redirect_chain == [("/vote/", 302)]
    review = client.post("/vote/review/", {"question_1": str(B)})
    receipt = client.post("/vote/cast/", {"slip": slip_in(review)})
    assert "Your vote is recorded" in text_of(receipt)
    assert open_ballot.entry().has_voted


def test_a_get_with_a_code_in_the_address_lets_nobody_in(client: Client, open_ballot: Scene) -> None:
    page = client.get("/vote/code/", {"code": code_for(open_ballot.entry())})
    assert (page.status_code, COOKIE in page.cookies) == (200, False)
    assert code_for(open_ballot.entry()) not in page.content.decode()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Enter the code from your letter."),
        ("7K2M 9QX4", "A code has 16 characters, letters and digits only"),
        ("UUUU UUUU UUUU UUUU", "A code has 16 characters, letters and digits only"),
        ("7K2M 9QX4 TD7K 2M9Q", "This code does not open the booth: check each character"),
    ],
)
def test_a_wrong_code_is_told_so_and_kept_in_the_field(
    client: Client, open_ballot: Scene, code: str, sentence: str
) -> None:
    page = client.post("/vote/code/", {"code": code})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not code or f'value="{code}"' in page.content.decode()
    assert COOKIE not in page.cookies


def answer_to(client: Client, code: str) -> tuple[int, str, list[str]]:
    """Status, words and statements of one try."""
    with CaptureQueriesContext(connection) as captured:
        page = client.post("/vote/code/", {"code": code})
    words = text_of(page).replace(code, "")
    return (
        page.status_code,
        words,
        [re.split(r" WHERE | \(", query["sql"])[0] for query in captured.captured_queries],
    )


def test_wrong_and_unknown_codes_are_answered_alike(client: Client, open_ballot: Scene) -> None:
    right = typed(code_for(open_ballot.entry()))
    wrong = right[:15] + ("0" if right[15] != "0" else "1")
    taken = {typed(code_for(entry))[:5] for entry in open_ballot.ballot.roll.all()}
    unknown = next(letter * 16 for letter in CROCKFORD if letter * 5 not in taken)
    client.get("/vote/code/")  # settings of the site are kept from here on
    first = answer_to(client, wrong)
    assert answer_to(client, unknown) == first
    assert len(first[2]) == 2  # the count of tries, and the look-up


def test_a_code_of_another_issue_says_that_a_newer_exists(client: Client, open_ballot: Scene) -> None:
    old = code_for(open_ballot.entry())
    renew_link(open_ballot.entry(), at=open_ballot.at)
    assert client.post("/vote/code/", {"code": old}).status_code == 410


def test_sixty_codes_a_day_from_one_internet_address(
    client: Client, open_ballot: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "CODES", limiting.Door("codes", 3))
    tries = [client.post("/vote/code/", {"code": "7" * 16}).status_code for _ in range(4)]
    assert tries == [422, 422, 422, 429]
    page = client.post("/vote/code/", {"code": code_for(open_ballot.entry())})
    assert (page.status_code, COOKIE in page.cookies) == (429, False)
    assert "Too many tries have come from your internet connection today." in text_of(page)
    elsewhere = client.post("/vote/code/", {"code": "7" * 16}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 422


@pytest.mark.any_database
def test_right_codes_shut_nobody_out_who_shares_an_internet_address(
    client: Client, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    monkeypatch.setattr(limiting, "CODES", limiting.Door("codes", 3))
    scene = scenes.opened(at)
    for entry in scene.ballot.roll.all()[:6]:
        assert client.post("/vote/code/", {"code": code_for(entry)}).status_code == 302
    assert DoorWindow.objects.get().n == 0


def test_knocks_are_counted_by_place_and_day_and_forgotten_the_next(noon: datetime) -> None:
    assert CODES.most == 60
    for _ in range(60):
        knock(CODES, address="192.0.2.1", at=noon)
    with pytest.raises(errors.TooManyKnocks):
        knock(CODES, address="192.0.2.1", at=noon)
    knock(CODES, address="192.0.2.2", at=noon)
    knock(limiting.LOST_LINKS, address="192.0.2.1", at=noon)
    tomorrow = noon.replace(day=16)
    knock(CODES, address="192.0.2.1", at=tomorrow)
    assert sorted(DoorWindow.objects.values_list("n", flat=True)) == [1, 1, 1, 61]
    assert "192.0.2" not in str(list(DoorWindow.objects.values()))
    for _ in range(2):  # who came in twice by one try takes nothing from anybody else
        take_back(CODES, address="192.0.2.2", at=noon)
    assert sorted(DoorWindow.objects.values_list("n", flat=True)) == [0, 1, 1, 61]
    for dry_run in (True, False):
        assert forget_knocks(at=tomorrow, dry_run=dry_run) == [
            Expired("counts of knocks at the booth", "a day", 3)
        ]
    assert DoorWindow.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_a_place_is_an_address_or_half_of_a_long_one(address: str, place: str) -> None:
    assert network_of(address) == place
