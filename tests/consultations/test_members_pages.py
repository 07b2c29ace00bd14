"""Where Rowan begins: the link in her letter, the start page behind it, and the link sent again."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.consultations.codes import hash_of
from campaigns.consultations.linking import token_for
from campaigns.consultations.models import Answer, Consultation, Participation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.resending import AGAIN, TRIES_A_DAY, ask_again
from tests.consultations.factories import opened
from tests.consultations.members import ROWAN, a_branch, answered, begin, place_of, put_to_members
from tests.once import told_once
from union.mail.composing import render
from union.mail.models import Message
from union.members.models import Member

pytestmark = pytest.mark.django_db
ROOT = "/views/workload/"
CODE = re.compile(r'<p class="tracker">([0-9A-Z-]{19})</p>')


@pytest.fixture(scope="module")
def at() -> datetime:
    return timezone.now()


@told_once
def consultation(at: datetime) -> Consultation:
    return put_to_members(at, branch=a_branch(members=20))


def asked_as(mode: str, at: datetime) -> Consultation:
    return put_to_members(at, mode=mode, branch=a_branch(members=20))


def link(consultation: Consultation, number: int = 1) -> str:
    return f"{ROOT}m/{token_for(place_of(consultation, number))}/"


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def press_start(client: Client) -> str:
    """Rowan presses the button of the start page; where it led."""
    page = client.get(f"{ROOT}m/").content.decode()
    offered = re.search(r'name="code" value="([^"]+)"', page)
    assert offered
    return client.post(f"{ROOT}m/", {"code": offered[1]}).headers["Location"]


def test_the_link_may_be_fetched_for_ever_and_spends_nothing(
    client: Client, consultation: Consultation
) -> None:
    for _ in range(3):
        answer = client.get(link(consultation))
        assert (answer.status_code, answer["Location"]) == (302, f"{ROOT}m/")
        assert (answer["Referrer-Policy"], answer.cookies["invited"]["path"]) == ("no-referrer", ROOT)
        page = client.get(f"{ROOT}m/")
        assert "How your reply stays anonymous" in words(page.content)
        assert "What this does not hide" in words(page.content)
    assert (Reply.objects.count(), place_of(consultation).answered_on) == (0, None)


def test_rowan_uses_her_link_once_and_is_told_so_when_she_comes_again(
    client: Client, consultation: Consultation
) -> None:
    client.get(link(consultation))
    assert press_start(client) == f"{ROOT}q/worried/"
    assert client.cookies["invited"].value == ""
    first = client.get(f"{ROOT}q/worried/").content.decode()
    code = CODE.search(first)
    assert code
    assert Reply.objects.get().code_hash == hash_of(code[1])
    elsewhere = Client()
    again = elsewhere.get(link(consultation), follow=True)
    assert (
        "This link was used. Your receipt code opens your reply; a lost code cannot be recovered."
        in words(again.content)
    )
    assert elsewhere.post(f"{ROOT}m/", {"code": "x"}).status_code == 409
    assert Reply.objects.count() == 1


def test_pressing_the_button_twice_leads_to_one_reply(client: Client, consultation: Consultation) -> None:
    client.get(link(consultation))
    offered = re.search(r'name="code" value="([^"]+)"', client.get(f"{ROOT}m/").content.decode())
    assert offered
    cookie = client.cookies["invited"].value
    first = client.post(f"{ROOT}m/", {"code": offered[1]})
    client.cookies["invited"] = cookie
    second = client.post(f"{ROOT}m/", {"code": offered[1]})
    assert first["Location"] == second["Location"] == f"{ROOT}q/worried/"
    assert Reply.objects.count() == 1


def test_a_code_that_was_made_up_or_offered_to_another_is_not_taken(
    client: Client, consultation: Consultation
) -> None:
    client.get(link(consultation, 2))
    of_another = re.search(r'name="code" value="([^"]+)"', client.get(f"{ROOT}m/").content.decode())
    assert of_another
    for number, offered in enumerate([of_another[1], "7K2M-9XQ4-B0TV-R8WN", ""], 3):
        browser = Client()
        browser.get(link(consultation, number))
        assert browser.post(f"{ROOT}m/", {"code": offered}).status_code == 302
        assert hash_of(offered) not in Reply.objects.values_list("code_hash", flat=True)
    assert Reply.objects.count() == 3


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("confidential", "Moderators read your answers without your name."),
        ("named", "Moderators see your name beside your answers"),
    ],
)
def test_a_known_member_goes_on_by_the_same_link_and_whoever_sees_the_letter_reads_no_sent_reply(
    client: Client, at: datetime, mode: str, sentence: str
) -> None:
    consultation = asked_as(mode, at)
    page = client.get(link(consultation), follow=True)
    assert sentence in words(page.content)
    assert "You answer as Rowan 1 Ashby ." in words(page.content)
    assert press_start(client) == f"{ROOT}q/worried/"
    assert CODE.search(client.get(f"{ROOT}q/worried/").content.decode()) is None
    client.post(f"{ROOT}q/worried/", {"answer": "yes"})
    elsewhere = Client()
    assert "Go on with my reply" in words(elsewhere.get(link(consultation), follow=True).content)
    assert press_start(elsewhere) == f"{ROOT}check/"
    elsewhere.post(f"{ROOT}q/worried/?check", {"answer": "no"})
    sent = elsewhere.post(f"{ROOT}check/", {"consents": []}, follow=True)
    assert "The link in your letter does not open it any more." in words(sent.content)
    assert Answer.objects.get().value == "no"
    colleague = Client()
    for seen in (
        colleague.get(link(consultation), follow=True),
        colleague.post(f"{ROOT}m/", {"code": "x"}),
    ):
        told = words(seen.content)
        assert ("You have sent your reply" in told, "Go to my own desk" in told) == (True, True)
        assert ("Start now" in told, "You answer as" in told) == (False, False)
    assert (seen.status_code, "reply" in colleague.cookies) == (409, False)
    assert colleague.get(f"{ROOT}check/").status_code == 302
    ask_again(consultation, ROWAN, language="en", at=at)
    letter = render(Message.objects.get(kind=AGAIN))
    assert letter
    assert ("http://testserver/me/" in letter.text, link(consultation) in letter.text) == (True, False)


def test_after_the_close_no_link_opens_anything(at: datetime) -> None:
    known = asked_as("confidential", at)
    answered(place_of(known), at=at)
    close_consultation(known, by=None, at=at)
    browser = Client()
    page = words(browser.get(link(known), follow=True).content)
    assert ("Go to my own desk" in page, "Read my reply" in page) == (True, False)
    assert browser.post(f"{ROOT}m/").status_code == 409
    late = Client()
    late.get(link(known, 2))
    assert late.post(f"{ROOT}m/").status_code == 409


def test_a_year_after_the_close_the_page_promises_nothing_that_is_gone(
    client: Client, at: datetime, consultation: Consultation
) -> None:
    last_day = at.replace(year=2022, month=3, day=1)
    Consultation.objects.update(state="closed", closed_at=at - timedelta(days=365), report_by=last_day.date())
    answer = client.get(f"{ROOT}m/{'A' * 54}/")
    page = words(answer.content)
    assert (answer.status_code, "ask for it again" in page) == (410, False)
    assert "The union has not reported on it yet, and wanted to by 1 March 2022." in page
    assert "Replies were deleted a year after the close." in page
    assert "you can still read your reply" not in page
    Consultation.objects.update(closed_at=at - timedelta(days=364), report_by=timezone.localdate(at))
    page = words(client.get(ROOT).content)
    assert "The union reports on it by" in page
    assert "you can still read your reply and stop the union from quoting it" in page


def test_without_a_link_nobody_starts(client: Client, consultation: Consultation) -> None:
    page = words(client.get(ROOT).content)
    assert ("Open your own link to answer" in page, "Start now" in page) == (True, False)
    refused = client.post(ROOT)
    assert (refused.status_code, Reply.objects.count()) == (403, 0)
    assert "Only members answer here" in words(refused.content)
    assert client.get(f"{ROOT}m/").headers["Location"] == ROOT


@pytest.mark.parametrize("token", ["x", "A" * 54, "é" * 10])
def test_a_wrong_link_says_what_to_do(client: Client, consultation: Consultation, token: str) -> None:
    answer = client.get(f"{ROOT}m/{token}/")
    assert (answer.status_code, "invited" in answer.cookies) == (404, False)
    assert "Copy it whole from your letter, or ask for it again below." in words(answer.content)
    assert "Send me my link again" in words(answer.content)


def test_a_forged_cookie_and_one_of_another_consultation_prove_nothing(
    client: Client, at: datetime, consultation: Consultation
) -> None:
    other = put_to_members(at, slug="other", branch=place_of(consultation).member.branch)
    client.get(f"/views/other/m/{token_for(place_of(other))}/")
    genuine = client.cookies["invited"].value
    for forged in (str(place_of(consultation).link_id), genuine):
        browser = Client()
        browser.cookies["invited"] = forged
        assert browser.get(f"{ROOT}m/").headers["Location"] == ROOT


def test_the_proof_lasts_half_an_hour(at: datetime) -> None:
    with time_machine.travel(at, tick=False) as clock:
        consultation = put_to_members(at, branch=a_branch(members=20))
        browser = Client()
        browser.get(link(consultation))
        clock.shift(timedelta(minutes=29))
        assert browser.get(f"{ROOT}m/").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert browser.get(f"{ROOT}m/").status_code == 302


def test_whoever_reads_the_page_for_longer_than_half_an_hour_is_told_what_to_do(at: datetime) -> None:
    asked_as("confidential", at)
    with time_machine.travel(at, tick=False):
        client = Client()
        client.get(link(Consultation.objects.get()))
    with time_machine.travel(at + timedelta(minutes=31), tick=False):
        pressed = client.post(f"{ROOT}m/", {"code": ""})
        assert pressed.status_code == 403
        assert "Half an hour has passed since you opened your link" in words(pressed.content)
        assert Reply.objects.count() == 0
        client.get(link(Consultation.objects.get()))
        press_start(client)
        again = client.post(f"{ROOT}m/", {"code": ""})
        assert (again.status_code, again["Location"]) == (302, ROOT)


def test_no_script_reads_the_proof(client: Client, consultation: Consultation) -> None:
    client.get(link(consultation))
    assert [client.cookies[name]["httponly"] for name in ("invited", "invited-cy")] == [True, True]


def test_the_welsh_page_takes_the_same_link(client: Client, consultation: Consultation) -> None:
    answer = client.get(f"/cy{link(consultation)}")
    assert answer["Location"] == f"/cy{ROOT}m/"
    assert client.get(f"/cy{ROOT}m/").status_code == 200


# --- the lost link


def test_a_lost_link_is_sent_to_the_mailbox_that_is_on_the_roll(
    client: Client, consultation: Consultation
) -> None:
    answer = client.post(f"{ROOT}link/", {"address": ROWAN.upper()})
    assert (answer.status_code, answer["Location"]) == (302, f"{ROOT}link/sent/")
    letter = render(Message.objects.get(kind=AGAIN))
    assert letter
    assert re.findall(r"^http\S+", letter.text, re.M) == [f"http://testserver{link(consultation)}"]


def test_the_answer_is_the_same_for_known_and_unknown_in_page_and_statements(
    client: Client, consultation: Consultation
) -> None:
    told = []
    for address in (ROWAN, "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            answer = client.post(f"{ROOT}link/", {"address": address})
        told.append(
            (answer.status_code, answer["Location"], [q["sql"].split('"s1')[0][:40] for q in statements])
        )
    assert told[0] == told[1]
    assert [render(m) is None for m in Message.objects.order_by("pk")] == [False, True]


def test_somebody_who_answered_anonymously_is_told_so_in_the_mailbox(
    at: datetime, consultation: Consultation
) -> None:
    begin(place_of(consultation), at=at)
    ask_again(consultation, ROWAN, language="en", at=at)
    letter = render(Message.objects.get(kind=AGAIN))
    assert letter
    assert "a lost code cannot be recovered" in letter.text
    assert token_for(place_of(consultation)) not in letter.text


def test_two_of_one_household_both_get_their_links_whoever_answered(
    at: datetime, consultation: Consultation
) -> None:
    Member.objects.filter(number="NW-001-00002").update(email=ROWAN, name="Ash Ashby")
    begin(place_of(consultation), at=at)
    ask_again(consultation, ROWAN, language="en", at=at)
    letter = render(Message.objects.get(kind=AGAIN))
    assert letter
    assert re.findall(r"^For .*", letter.text, re.M) == ["For Rowan 1 Ashby:", "For Ash Ashby:"]
    assert [token_for(place_of(consultation, n)) in letter.text for n in (1, 2)] == [True, True]


def test_three_letters_a_day_to_an_address(at: datetime, consultation: Consultation) -> None:
    for _ in range(5):
        ask_again(consultation, ROWAN, language="en", at=at)
    assert Message.objects.filter(kind=AGAIN).count() == 3


def test_a_link_asked_for_before_the_close_is_not_sent_after_it(
    at: datetime, consultation: Consultation
) -> None:
    ask_again(consultation, ROWAN, language="en", at=at)
    message = Message.objects.get(kind=AGAIN)
    assert render(message)
    close_consultation(consultation, by=None, at=at)
    assert render(message) is None


def test_thirty_tries_a_day_from_one_place(client: Client, consultation: Consultation) -> None:
    for n in range(TRIES_A_DAY):
        assert client.post(f"{ROOT}link/", {"address": f"n{n}@example.org"}).status_code == 302
    refused = client.post(f"{ROOT}link/", {"address": ROWAN})
    assert (refused.status_code, "Try again tomorrow" in words(refused.content)) == (429, True)
    assert Message.objects.count() == TRIES_A_DAY
    assert client.post(f"{ROOT}link/", {"address": ROWAN}, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_an_address_that_is_none_is_named(client: Client, consultation: Consultation) -> None:
    page = client.post(f"{ROOT}link/", {"address": "rowan"})
    assert (page.status_code, "name@example.org" in words(page.content)) == (422, True)


def test_a_public_consultation_has_no_links_to_send(client: Client, at: datetime) -> None:
    opened(at)
    assert client.get(f"{ROOT}link/").headers["Location"] == ROOT


def test_no_page_of_a_member_starts_a_session(client: Client, consultation: Consultation) -> None:
    client.get(link(consultation))
    press_start(client)
    client.post(f"{ROOT}link/", {"address": ROWAN})
    assert "sessionid" not in client.cookies
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
    assert Participation.objects.filter(answered_on__isnull=False).count() == 1
