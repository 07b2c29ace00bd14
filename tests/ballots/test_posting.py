"""Letters by post: Ines has them made for members without an address, and nobody else reads them."""

import logging
import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from ballots import due, errors, posting
from ballots.codes import code_for, credential_from_code, tidy
from ballots.linking import credential_of, token_for
from ballots.models import Ballot, LetterBatch, LetterFile, RollEntry, State
from ballots.posted_letters import letters_html, letters_pdf
from ballots.posting import ask_for_letters, forget_letters, prepare_letters, take_file
from tests.ballots import scenes
from tests.ballots.scenes import A, Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.bouncing import suppress
from union.mail.sending import recipient_hash
from union.members.models import Member

pytestmark = pytest.mark.django_db
LETTERS = "/desk/ballots/njc-pay-claim-2022/letters/"


@told_once
def scene(at: datetime) -> Scene:
    """Northside of twelve members; the last, Member 11, has no e-mail address."""
    return scenes.opened(at, members=12)


def words_of(document: bytes) -> list[str]:
    """The text of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(document)).pages]


def asked(scene: Scene, *, language: str = "en", renew: bool = False) -> LetterBatch:
    return ask_for_letters(scene.ballot, language=language, renew=renew, by=scene.ines, at=scene.at)


def made(scene: Scene, *, language: str = "en", renew: bool = False) -> LetterBatch:
    batch = asked(scene, language=language, renew=renew)
    prepare_letters(at=scene.at)
    batch.refresh_from_db()
    return batch


@pytest.mark.pdf
def test_a_letter_is_a_page_with_the_square_and_a_code_that_opens_the_booth(
    scene: Scene, at: datetime
) -> None:
    Member.objects.filter(number="NW-001-0011").update(address="7 Chapel Row\nNorthport\nZZ1 4ZZ")
    batch = made(scene)
    [page] = words_of(take_file(batch, 1, by=scene.ines, at=at))
    posted = scene.entry(11)
    assert (batch.state, batch.letters) == ("ready", 1)
    assert page.startswith("Tenpoint Union Member 11 7 Chapel Row Northport ZZ1 4ZZ")
    assert "http://testserver/vote/" in page
    assert "Cymraeg: http://testserver/cy/vote/" in page
    assert code_for(posted) in page
    assert credential_from_code(tidy(code_for(posted))) == credential_of(posted)


def test_the_square_holds_the_link_and_the_address_stands_in_the_window(scene: Scene, at: datetime) -> None:
    html = letters_html(scene.ballot, [scene.entry(11)], language="cy", at=at)
    assert html.count("data:image/svg+xml") == 1
    assert '<html lang="cy">' in html
    assert "http://testserver/cy/vote/" in html
    assert ".to { position: absolute; top: 55mm; left: 24mm; width: 78mm; height: 27mm;" in html


@pytest.mark.pdf
def test_the_longest_title_stays_on_the_page_of_its_letter(
    scene: Scene, at: datetime, settings: LazySettings
) -> None:
    settings.BASE_URL = "https://ballots.a-long-name-of-a-union.example.org"
    scene.ballot.title = "Every member is asked about the offer. " * 4
    two = [scene.entry(10), scene.entry(11)]
    pages = words_of(letters_pdf(scene.ballot, two, language="cy", at=at))
    ends = [(page[:14], page[-10:]) for page in pages]
    assert ends == [("Tenpoint Union", ".org/vote/"), ("Tenpoint Union", ".org/vote/")]


def in_the_window(scene: Scene, at: datetime, *, address: str) -> str:
    Member.objects.filter(number="NW-001-0011").update(address=address)
    html = letters_html(scene.ballot, [scene.entry(11)], language="en", at=at)
    [window] = re.findall(r'<p class="(to.*?)</p>', html)
    return window


def test_the_postal_address_stands_in_the_window(scene: Scene, at: datetime) -> None:
    assert in_the_window(scene, at, address="7 Chapel Row\nNorthport\nZZ1 4ZZ") == (
        'to">Member 11<br>7 Chapel Row<br>Northport<br>ZZ1 4ZZ'
    )


def test_without_a_postal_address_there_are_lines_to_write_it_on(scene: Scene, at: datetime) -> None:
    assert in_the_window(scene, at, address="") == (
        'to">Member 11<br>Northside Local Government' + '<span class="to__line"></span>' * 3
    )


def test_a_long_address_is_printed_smaller_and_a_very_long_one_in_a_row(scene: Scene, at: datetime) -> None:
    seven = "Flat 3\nChapel House\n7 Chapel Row\nOldtown\nNorthport\nZZ1 4ZZ"
    assert in_the_window(scene, at, address=seven) == 'to to--small">Member 11<br>' + seven.replace(
        "\n", "<br>"
    )
    nine = f"Care of A & B\nRoom 12\n{seven}"
    assert in_the_window(scene, at, address=nine) == (
        'to to--small">Member 11<br>Care of A &amp; B, Room 12, ' + seven.replace("\n", ", ")
    )


def test_mail_that_came_back_brings_a_letter(scene: Scene, at: datetime) -> None:
    suppress(recipient_hash("member3.nw-001@example.org"), reason="550 5.1.1", at=at)
    found = list(posting._unreached(scene.ballot, after=0))
    assert [entry.member.name for entry in found] == ["Member 3", "Member 11"]


def test_who_has_voted_gets_a_letter_too_and_who_was_struck_none_whatever_came_of_it(
    scene: Scene, at: datetime
) -> None:
    Member.objects.filter(number__in=["NW-001-0001", "NW-001-0002"]).update(email="")
    scenes.cast(scene.entry(1), A, at=at)
    scenes.cast(scene.entry(11), A, at=at)
    RollEntry.objects.filter(pk=scene.entry(1).pk).update(strike_asked=True)  # came too late
    RollEntry.objects.filter(pk=scene.entry(2).pk).update(strike_asked=True, struck=True)
    assert [entry.member.name for entry in posting._unreached(scene.ballot, after=0)] == ["Member 11"]
    assert posting.without_address(scene.ballot) == 1


def test_a_strike_that_nobody_asked_for_is_refused_by_the_database(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RollEntry.objects.filter(pk=scene.entry().pk).update(struck=True)


@pytest.mark.pdf
@pytest.mark.any_database
def test_fifty_letters_make_a_file_and_a_worker_goes_on_where_another_stopped(
    scene: Scene, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Member.objects.update(email="")
    monkeypatch.setattr(posting, "A_FILE", 5)
    monkeypatch.setattr(posting, "FILES_A_PASS", 2)
    batch = asked(scene)
    assert [prepare_letters(at=at) for _ in range(3)] == [10, 12, 0]
    batch.refresh_from_db()
    assert list(batch.files.values_list("number", "letters")) == [(1, 5), (2, 5), (3, 2)]
    pages = [page for n in (1, 2, 3) for page in words_of(take_file(batch, n, by=scene.ines, at=at))]
    assert [
        entry.member.name in page for entry, page in zip(scene.ballot.roll.order_by("pk"), pages, strict=True)
    ] == [True] * 12
    assert (batch.state, batch.letters) == ("ready", 12)


@pytest.mark.pdf
def test_printing_again_prints_the_same_codes_unless_new_ones_are_asked_for(
    scene: Scene, at: datetime
) -> None:
    made(scene)
    code = code_for(scene.entry(11))
    made(scene)
    assert code_for(scene.entry(11)) == code
    batch = made(scene, renew=True)
    assert code_for(scene.entry(11)) != code
    assert code_for(scene.entry(11)) in words_of(take_file(batch, 1, by=scene.ines, at=at))[0]
    with pytest.raises(errors.LinkReplaced):
        credential_from_code(tidy(code))
    assert scene.entry(0).issue == 1  # whom mail reaches keeps the link


@pytest.mark.pdf
def test_new_codes_come_to_those_who_have_voted_as_well_or_a_code_would_tell(
    scene: Scene, at: datetime
) -> None:
    before = code_for(scene.entry(11))
    scenes.cast(scene.entry(11), A, at=at)
    made(scene, renew=True)
    assert code_for(scene.entry(11)) != before


@pytest.mark.pdf
def test_nothing_in_the_database_reads_as_a_letter(scene: Scene, at: datetime) -> None:
    made(scene)
    kept = bytes(LetterFile.objects.get().sealed)
    assert (b"%PDF" in kept, len(kept) > 10_000) == (False, True)
    [entry] = [scene.entry(11)]
    everything = str([list(model.objects.values()) for model in (LetterBatch, Entry)])
    for secret in (code_for(entry), tidy(code_for(entry)), token_for(entry), "Member 11"):
        assert secret not in everything


@pytest.mark.pdf
def test_a_file_of_another_batch_does_not_open(scene: Scene, at: datetime) -> None:
    first, second = made(scene), made(scene)
    LetterFile.objects.filter(batch=second).update(sealed=first.files.get().sealed)
    with pytest.raises(errors.LettersGone):
        take_file(second, 1, by=scene.ines, at=at)


@pytest.mark.pdf
def test_letters_made_before_the_key_of_the_links_was_changed_are_gone(
    scene: Scene, at: datetime, settings: LazySettings
) -> None:
    """Their links and codes open nothing any more; what Ines asks for anew does."""
    before = made(scene)
    settings.BALLOT_LINK_KEY = "another-link-key-0123456789-0123456789-0123456789"
    with pytest.raises(errors.LettersGone):
        take_file(before, 1, by=scene.ines, at=at)
    assert not Entry.objects.filter(action="ballot.letters_taken").exists()
    assert take_file(made(scene), 1, by=scene.ines, at=at).startswith(b"%PDF")


@pytest.mark.pdf
def test_letters_go_after_a_day(scene: Scene, at: datetime) -> None:
    batch = made(scene)
    assert forget_letters(at=at + timedelta(hours=23)) == 0
    with pytest.raises(errors.LettersGone):
        take_file(batch, 1, by=scene.ines, at=at + timedelta(hours=24))
    assert [forget_letters(at=at + timedelta(hours=24)) for _ in range(2)] == [1, 0]
    batch.refresh_from_db()
    assert (batch.state, LetterFile.objects.count()) == ("gone", 0)


def test_a_batch_with_nobody_says_so(scene: Scene) -> None:
    Member.objects.filter(email="").update(email="last@example.org")
    batch = made(scene)
    assert (batch.state, batch.fault) == ("failed", errors.NobodyToWriteTo.sentence)


def test_a_batch_that_kills_three_workers_is_given_up(scene: Scene, at: datetime) -> None:
    batch = asked(scene)
    LetterFile.objects.create(batch=batch, number=1, letters=50, sealed=b"links that open the booth")
    LetterBatch.objects.update(tries=3)
    assert prepare_letters(at=at) == 0
    batch.refresh_from_db()
    assert (batch.state, batch.fault, batch.files.count()) == ("failed", posting.GAVE_UP, 0)


def test_a_batch_that_the_close_overtakes_ends_and_keeps_no_letter(scene: Scene, at: datetime) -> None:
    """One file was drawn when the ballot closed."""
    for renew in (False, True):
        Ballot.objects.update(state=State.OPEN)
        batch = asked(scene, renew=renew)
        LetterFile.objects.create(batch=batch, number=1, letters=50, sealed=b"links that opened the booth")
        Ballot.objects.update(state=State.CLOSED)
        assert prepare_letters(at=at) == 0
        batch.refresh_from_db()
        assert (batch.state, batch.fault, batch.files.count()) == ("failed", posting.TOO_LATE, 0)
    assert scene.entry(11).issue == 1


def test_a_batch_in_the_hands_of_one_worker_is_left_by_another(scene: Scene, at: datetime) -> None:
    batch = asked(scene)
    LetterBatch.objects.update(leased_until=at + timedelta(minutes=1))
    assert prepare_letters(at=at) == 0
    batch.refresh_from_db()
    assert batch.state == "preparing"


def test_asking_twice_makes_one_batch_and_each_asking_is_audited(scene: Scene) -> None:
    assert asked(scene) == asked(scene)
    entries = Entry.objects.filter(action="ballot.letters_asked").values_list("by", "detail")
    assert list(entries) == [(scene.ines.pk, {"batch": LetterBatch.objects.get().pk, "renews": False})]


def test_the_sweep_makes_letters() -> None:
    assert {prepare_letters, forget_letters} <= set(due.STEPS)


def test_letters_are_for_officers_of_the_branch_while_the_ballot_may_still_be_voted_in(scene: Scene) -> None:
    with pytest.raises(errors.NotYours):
        ask_for_letters(scene.ballot, language="en", renew=False, by=scene.orla, at=scene.at)
    Ballot.objects.update(state=State.CLOSED)
    with pytest.raises(errors.WrongMoment):
        asked(scene)


# --- at the desk


@pytest.fixture
def desk(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.ines)


@pytest.mark.pdf
def test_ines_asks_waits_and_downloads(desk: Client, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert "Members without an e-mail address: 1 ." in text_of(desk.get(LETTERS))
    waiting = desk.post(LETTERS, {"language": "en"}, follow=True)
    assert (waiting.redirect_chain, waiting["Refresh"]) == ([(LETTERS, 302)], "5")
    assert "Being made: 0 so far." in text_of(waiting)
    prepare_letters(at=scene.at)
    page = desk.get(LETTERS)
    assert ("Refresh" in page, "1 letter. Kept for a day, and then deleted." in text_of(page)) == (
        False,
        True,
    )
    found = re.search(r'action="(/desk/\S+/1/)"', page.content.decode())
    assert found
    answer = desk.post(found[1])
    assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (
        200,
        "application/pdf",
        b"%PDF",
    )
    assert answer["Content-Disposition"] == 'attachment; filename="njc-pay-claim-2022-letters-1.pdf"'
    assert "no-store" in answer["Cache-Control"]
    taken = Entry.objects.get(action="ballot.letters_taken")
    assert (taken.by_id, taken.detail["file"]) == (scene.ines.pk, 1)
    said = "\n".join(record.getMessage() for record in caplog.records)
    entry = scene.entry(11)
    for secret in (code_for(entry), token_for(entry), "Member 11"):
        assert secret not in said
    LetterBatch.objects.update(ready_at=scene.at - timedelta(days=2))
    gone = desk.post(found[1])
    assert (gone.status_code, "kept for a day" in text_of(gone)) == (410, True)


def test_a_language_is_needed(desk: Client) -> None:
    page = desk.post(LETTERS, {"renew": "on"})
    assert (page.status_code, "Choose the language of the letters." in text_of(page)) == (422, True)


def test_after_the_close_the_page_says_why_not(desk: Client, scene: Scene) -> None:
    Ballot.objects.update(state=State.CLOSED)
    assert "Make the letters" not in text_of(desk.get(LETTERS))
    assert desk.post(LETTERS, {"language": "en"}).status_code == 409


def test_other_branches_find_no_letters(scene: Scene, sign_in: SignIn) -> None:
    batch = asked(scene)
    orla = sign_in(scene.orla)
    addresses = [LETTERS, f"{LETTERS}{batch.pk}/1/"]
    assert [orla.post(address).status_code for address in addresses] == [404, 404]
    assert orla.get(LETTERS).status_code == 404


def test_scrutineers_read_the_page_of_a_national_ballot_and_print_nothing(
    scene: Scene, sign_in: SignIn
) -> None:
    batch = asked(scene)
    Ballot.objects.update(branch=None)
    ola = User.objects.create_user("ola@example.org", name="Ola Berg")
    Role.objects.create(user=ola, kind=Role.Kind.SCRUTINEER)
    browser = sign_in(ola)
    tries = [browser.post(LETTERS, {"language": "en"}), browser.post(f"{LETTERS}{batch.pk}/1/")]
    assert [page.status_code for page in (browser.get(LETTERS), *tries)] == [200, 403, 403]


def test_a_download_by_get_is_refused(desk: Client) -> None:
    assert desk.get(f"{LETTERS}1/1/").status_code == 405


@pytest.mark.pdf
@pytest.mark.parametrize("batches", [1, 3])
def test_the_page_asks_the_database_little(
    desk: Client, scene: Scene, batches: int, django_assert_num_queries: object
) -> None:
    for _ in range(batches):
        made(scene)
    desk.get(LETTERS)
    with django_assert_num_queries(8):  # type: ignore[operator]
        desk.get(LETTERS)
