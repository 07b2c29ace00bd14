"""The scrutineers' page at the desk: who sees it, who may do what there, and when."""

import re
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from ballots.appointing import appoint_scrutineer
from ballots.models import Appointment, Ballot, Count, FilePiece, SplitKey, State
from ballots.scrutiny.ceremony import answer_trial
from ballots.scrutiny.public import write_public
from ballots.scrutiny.signing import PUBLIC, make_signing_key, read_signing_key, write_signature
from ballots.scrutiny.trial import read_trial
from tests.ballots import factories
from tests.ballots.factories import a_branch, ines
from tests.ballots.scrutineers import (
    Scrutiny,
    a_key,
    a_national_draft,
    amal,
    appointed,
    bo,
    certified,
    cleo,
    closed,
    count_of,
    counted_in,
    nell,
    opened,
    published,
    ready,
    rehearsed,
    signature_by,
    somebody,
)
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role
from union.jobs import working

pytestmark = pytest.mark.django_db
BALLOT = "/desk/ballots/national/"
PAGE = f"{BALLOT}scrutiny/"
ACTS = ["appoint/", "dismiss/1/", "accept/", "key/", "rehearsal/", "count/", "count/stop/"]
READS = ["", "trial.json", "export.zip"]


@told_once
def draft(at: datetime) -> Ballot:
    a_branch(members=12)
    return a_national_draft(at)


def text_of(answer: HttpResponse) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def file(content: bytes, name: str = "file.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def told(client: Client, path: str, data: dict[str, Any]) -> str:
    """What the page says after something was sent and done."""
    answer = client.post(PAGE + path, data, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    return answer.content.decode()


def refused(client: Client, path: str, data: dict[str, Any], *, status: int) -> str:
    answer = client.post(PAGE + path, data)
    assert answer.status_code == status
    return text_of(answer)


# --- who comes in


@pytest.mark.parametrize("path", READS)
def test_nobody_but_office_and_scrutineers_finds_the_page(
    sign_in: SignIn, at: datetime, draft: Ballot, path: str
) -> None:
    rehearsed_by = ready(at, slug="other")  # so that people and roles are there
    assert rehearsed_by
    assert Client().get(PAGE + path).status_code == 302
    assert sign_in(ines(a_branch())).get(PAGE + path).status_code == 404
    member = somebody("Rae Quill", Role.Kind.SCRUTINEER)
    member.roles.all().delete()
    assert sign_in(member).get(PAGE + path).status_code == 404
    assert sign_in(nell()).post(PAGE + path).status_code == 405


@pytest.mark.parametrize("path", ACTS)
def test_acts_are_for_post_and_for_office_and_scrutineers(sign_in: SignIn, draft: Ballot, path: str) -> None:
    assert sign_in(ines(a_branch())).post(PAGE + path).status_code == 404
    assert sign_in(nell()).get(PAGE + path).status_code == 405
    assert Client().post(PAGE + path).status_code == 302


@pytest.mark.parametrize("path", [*READS, *ACTS])
def test_branch_ballot_has_no_such_page(sign_in: SignIn, at: datetime, path: str) -> None:
    branch = a_branch(members=12)
    factories.a_draft(branch, noon=at)
    for user in (nell(), ines(branch)):
        client, url = sign_in(user), f"/desk/ballots/pay-claim/scrutiny/{path}"
        assert (client.post(url) if path in ACTS else client.get(url)).status_code == 404


# --- appointments


def test_office_appoints_and_takes_back(sign_in: SignIn, draft: Ballot) -> None:
    office = sign_in(nell())
    assert "Amal Haddad" not in text_of(office.get(PAGE))
    assert "The scrutineer is appointed" in told(office, "appoint/", {"user": amal().pk})
    assert "Amal Haddad Has not accepted yet." in text_of(office.get(PAGE))
    pk = Appointment.objects.get().pk
    assert "The appointment is taken back" in told(office, f"dismiss/{pk}/", {})
    assert office.post(f"{PAGE}dismiss/{pk}/").status_code == 404


def test_nobody_is_appointed_twice_or_by_others(sign_in: SignIn, draft: Ballot) -> None:
    office = sign_in(nell())
    told(office, "appoint/", {"user": amal().pk})
    assert "Choose one of the list" in refused(office, "appoint/", {"user": amal().pk}, status=422)
    assert "Choose a scrutineer" in refused(office, "appoint/", {}, status=422)
    refused(sign_in(amal()), "appoint/", {"user": bo().pk}, status=403)


def test_scrutineer_accepts_with_the_public_half_of_a_key(
    sign_in: SignIn, draft: Ballot, tmp_path: Path, at: datetime
) -> None:
    appoint_scrutineer(draft, amal(), by=nell(), at=at)
    client = sign_in(amal())
    assert "Accept your appointment as scrutineer." in text_of(client.get("/desk/ballots/"))
    make_signing_key(tmp_path / "amal")
    public = (tmp_path / "amal" / PUBLIC).read_bytes()
    private = (tmp_path / "amal" / "scrutineer.key").read_bytes()
    secret = refused(client, "accept/", {"signing_key": file(private)}, status=422)
    assert "This is scrutineer.key, the secret half of your key, and it has left your laptop now." in secret
    assert "Choose your file" in refused(client, "accept/", {}, status=422)
    assert "is empty" in refused(client, "accept/", {"signing_key": file(b"")}, status=422)
    assert "too large" in refused(client, "accept/", {"signing_key": file(b"x" * 20_001)}, status=422)
    assert "You are a scrutineer of this ballot" in told(client, "accept/", {"signing_key": file(public)})
    assert Appointment.objects.get().signing_key == read_signing_key(public)
    assert Appointment.objects.get().fingerprint in text_of(client.get(PAGE))
    assert "Waiting for you" not in text_of(client.get("/desk/ballots/"))
    refused(sign_in(bo()), "accept/", {"signing_key": file(public)}, status=403)


# --- key and rehearsal


def test_office_places_the_key_and_sees_its_fingerprint(sign_in: SignIn, draft: Ballot) -> None:
    office, key = sign_in(nell()), a_key()
    assert '--ballot "NJC pay claim 2022"' in text_of(office.get(PAGE))
    Ballot.objects.update(title="Pay in $ and `euros`")
    assert "--ballot 'Pay in $ and `euros`' --out" in text_of(office.get(PAGE))
    Ballot.objects.update(title=draft.title)
    assert office.get(f"{PAGE}trial.json").status_code == 404
    public = write_public(key.public)
    assert "Read its fingerprint aloud" in told(office, "key/", {"public": file(public)})
    assert key.public.fingerprint in text_of(office.get(PAGE))
    assert "The title of the ballot has changed since" not in text_of(office.get(PAGE))
    Ballot.objects.update(title="NJC pay claim 2023")
    page = text_of(office.get(PAGE))
    assert "They name “NJC pay claim 2022”." in page
    assert "The title of the ballot has changed since: give it back" in page
    wrong = write_public(a_key("Cinema club").public)
    assert "made for “Cinema club”" in refused(office, "key/", {"public": file(wrong)}, status=409)
    assert "no public.json" in refused(office, "key/", {"public": file(b"sheet")}, status=422)
    sheet = file(b"SCRUTINEER'S SHEET FOR A CONSULTATIVE BALLOT. SECRET.")
    assert "Hold the ceremony again" in refused(office, "key/", {"public": sheet}, status=422)
    refused(sign_in(cleo()), "key/", {"public": file(public)}, status=403)
    assert SplitKey.objects.get().fingerprint == key.public.fingerprint


def test_scrutineer_opens_the_trial_and_answers(sign_in: SignIn, draft: Ballot, at: datetime) -> None:
    appointed(draft, noon=at)
    key = a_key()
    told(sign_in(nell()), "key/", {"public": file(write_public(key.public))})
    client = sign_in(amal())
    assert "Rehearse the key with the other scrutineers." in text_of(client.get("/desk/ballots/"))
    answer = client.get(f"{PAGE}trial.json")
    assert answer["Content-Disposition"] == 'attachment; filename="trial.json"'
    secret = answer_trial(read_trial(answer.content), key.sheets[1:])
    sent = {"answer": secret, "fingerprint": key.public.fingerprint}
    assert "not what stands in" in refused(client, "rehearsal/", sent | {"answer": "0" * 10}, status=409)
    assert "Type the ten" in refused(client, "rehearsal/", sent | {"answer": ""}, status=422)
    refused(sign_in(nell()), "rehearsal/", sent, status=403)
    assert "the ballot can be fixed" in told(client, "rehearsal/", sent)
    assert "Amal Haddad told on" in text_of(client.get(PAGE))
    sign_in(nell()).post(f"{BALLOT}freeze/propose/")
    final = text_of(client.get(f"{BALLOT}freeze/approve/"))
    assert (key.public.fingerprint in final, "Cleo Marsh Signs with" in final) == (True, True)


def test_freeze_is_refused_at_the_desk_without_a_rehearsal(
    sign_in: SignIn, draft: Ballot, at: datetime
) -> None:
    appointed(draft, noon=at)
    office = sign_in(nell())
    answer = office.post(f"{BALLOT}freeze/propose/")
    assert (answer.status_code, "key is missing" in text_of(answer)) == (409, True)
    told(office, "key/", {"public": file(write_public(a_key().public))})
    answer = office.post(f"{BALLOT}freeze/propose/")
    assert (answer.status_code, "has not been rehearsed" in text_of(answer)) == (409, True)
    rehearsed(draft, a_key(), noon=at)
    assert office.post(f"{BALLOT}freeze/propose/").status_code == 302


def test_nothing_is_offered_or_taken_once_the_ballot_is_fixed(sign_in: SignIn, noon: datetime) -> None:
    a_branch(members=12)
    scrutiny = opened(noon)
    office, amals = sign_in(nell()), sign_in(amal())
    for client in (office, amals):
        assert "<form" not in client.get(PAGE).content.decode().partition("<main")[2]
    public = {"public": file(write_public(a_key().public))}
    assert "fixed and can no longer be changed" in refused(office, "key/", public, status=409)
    assert office.get(f"{PAGE}export.zip").status_code == 409
    assert amals.get(f"{PAGE}export.zip").status_code == 409
    assert Ballot.objects.get().public_key == scrutiny.key.public.key


# --- export and count


@told_once
def scrutiny(noon: datetime) -> Scrutiny:
    return closed(noon)


def test_box_is_handed_to_office_and_scrutineers(sign_in: SignIn, scrutiny: Scrutiny, tmp_path: Path) -> None:
    dana = somebody("Dana Okoro", Role.Kind.SCRUTINEER)
    assert sign_in(dana).get(f"{PAGE}export.zip").status_code == 404
    for user in (nell(), bo()):
        answer = sign_in(user).get(f"{PAGE}export.zip")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
        assert answer["Content-Disposition"] == 'attachment; filename="EXPORT.zip"'
        assert b"".join(answer.streaming_content)[:4] == b"PK\x03\x04"


def sent(scrutiny: Scrutiny, content: bytes, *signers: Ed25519PrivateKey) -> dict[str, Any]:
    counted = counted_in(content)
    signatures = [file(write_signature(signature_by(key, counted.digest))) for key in signers]
    return {"count": file(content, "COUNT.zip"), "signatures": signatures}


def test_count_is_brought_by_a_scrutineer_and_nobody_sees_it_yet(
    sign_in: SignIn, scrutiny: Scrutiny, tmp_path: Path
) -> None:
    content, client = count_of(scrutiny, tmp_path), sign_in(bo())
    assert "Count the votes with the other scrutineers." in text_of(client.get("/desk/ballots/"))
    one, two, three = scrutiny.signing
    stranger = Ed25519PrivateKey.generate()
    for signers, said in (((one,), "and 1 has"), ((one, two, stranger), "is not a scrutineer")):
        assert said in refused(client, "count/", sent(scrutiny, content, *signers), status=409)
    for missing in ("count", "signatures"):
        data = sent(scrutiny, content, one, two)
        del data[missing]
        assert "Choose the" in refused(client, "count/", data, status=422)
    data = sent(scrutiny, content, one, two) | {"count": file(content[:-1] + b"x")}
    assert "no COUNT.zip, or it has been altered" in refused(client, "count/", data, status=422)
    data = sent(scrutiny, content, one, two) | {"count": file(b"x" * 1_025_001)}
    assert "too large" in refused(client, "count/", data, status=422)
    data = sent(scrutiny, content) | {"signatures": [file(b"{}") for _ in range(21)]}
    assert "Choose at most 20 files" in refused(client, "count/", data, status=422)
    dana = sign_in(somebody("Dana Okoro", Role.Kind.SCRUTINEER))
    refused(dana, "count/", sent(scrutiny, content, one, two), status=403)
    assert Count.objects.count() == 0

    assert "is being checked" in told(client, "count/", sent(scrutiny, content, one, three))
    waiting = client.get(PAGE)
    assert ("Waiting for a worker" in text_of(waiting), waiting["Refresh"]) == (True, "3")
    assert "Bring the count" not in text_of(waiting)
    assert "under way already" in refused(client, "count/", sent(scrutiny, content, one, two), status=409)
    assert Ballot.objects.get().state == State.CLOSED
    assert working.run_waiting(at=timezone.now()) == 1
    page = client.get(PAGE)
    assert ("The count is certified" in text_of(page), "Refresh" in page) == (True, False)
    assert Ballot.objects.get().state == State.CERTIFIED
    again = refused(client, "count/", sent(scrutiny, content, one, two), status=409)
    assert "has been counted and certified already" in again
    assert client.get(f"{PAGE}export.zip").status_code == 409
    for user in (nell(), bo()):
        shown = text_of(sign_in(user).get(PAGE)) + text_of(sign_in(user).get(BALLOT))
        assert not re.search(r"\b(13|12)\b", re.sub(r"\b\d\d?:\d\d", "", shown))
        assert "52.0" not in shown


def test_page_says_why_a_count_was_refused_and_takes_another(
    sign_in: SignIn, scrutiny: Scrutiny, tmp_path: Path
) -> None:
    content, client = count_of(scrutiny, tmp_path), sign_in(bo())
    told(client, "count/", sent(scrutiny, content, *scrutiny.signing))
    Ballot.objects.update(roll_root="00" * 32)  # as if this were another ballot's roll
    assert working.run_waiting(at=timezone.now()) == 1
    page = client.get(PAGE)
    assert "Checking the count: not done" in text_of(page)
    assert "This count is of another box, form or key than this ballot has" in text_of(page)
    assert ("Bring the count" in text_of(page), "Refresh" in page) == (True, False)


def test_check_is_stopped_by_its_button(sign_in: SignIn, scrutiny: Scrutiny, tmp_path: Path) -> None:
    content, client = count_of(scrutiny, tmp_path), sign_in(bo())
    told(client, "count/", sent(scrutiny, content, *scrutiny.signing))
    assert "is not checked any further" in told(client, "count/stop/", {})
    assert "Stopped before the end. Nothing was changed." in text_of(client.get(PAGE))
    assert (Count.objects.count(), FilePiece.objects.count()) == (0, 0)
    dana = sign_in(somebody("Dana Okoro", Role.Kind.SCRUTINEER))
    refused(dana, "count/stop/", {}, status=403)


def test_page_ends_with_the_published_result(sign_in: SignIn, scrutiny: Scrutiny, tmp_path: Path) -> None:
    certified(scrutiny, tmp_path)
    assert "The ballot office asks for it, and has a letter" in text_of(sign_in(amal()).get(BALLOT))
    published(scrutiny)
    text = text_of(sign_in(amal()).get(PAGE))
    assert "The result is published, with the scrutineers’ signatures" in text
    assert text.count("Has signed the count.") == 2


# --- what is asked of the database


def test_page_asks_as_often_for_three_scrutineers_as_for_one(
    sign_in: SignIn, draft: Ballot, at: datetime, django_assert_num_queries: Any
) -> None:
    office = sign_in(nell())
    appoint_scrutineer(draft, amal(), by=nell(), at=at)
    office.get(PAGE)
    with django_assert_num_queries(12):
        office.get(PAGE)
    appoint_scrutineer(draft, bo(), by=nell(), at=at)
    appoint_scrutineer(draft, cleo(), by=nell(), at=at)
    with django_assert_num_queries(12):
        office.get(PAGE)


def test_list_asks_as_often_for_three_waiting_ballots_as_for_one(
    sign_in: SignIn, draft: Ballot, at: datetime, django_assert_num_queries: Any
) -> None:
    appoint_scrutineer(draft, amal(), by=nell(), at=at)
    client = sign_in(amal())
    client.get("/desk/ballots/")
    with django_assert_num_queries(9):
        client.get("/desk/ballots/")
    for slug in ("second", "third"):
        appoint_scrutineer(a_national_draft(at, slug=slug), amal(), by=nell(), at=at)
    with django_assert_num_queries(9):
        client.get("/desk/ballots/")
