"""Before a way to sign in is added, taken away or moved, somebody proves that it is still they."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from tests.conftest import SignIn, proved_just_now
from tests.once import told_once
from union.accounts.forms import NOT_TAKEN
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "/accounts/reauthenticate/code/", "/accounts/reauthenticate/code/confirm/"
APP, AGAIN = "/accounts/2fa/totp/activate/", "?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
OFF = "/accounts/2fa/totp/deactivate/"
REPLY = (
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30",'
    ' "signature": "eA", "authenticatorData": "eA", "userHandle": "MQ"}}'
)
KIT = {"recipient": "kit@example.org"}


@told_once
def kit() -> User:
    """Kit Marlowe works at the desk, and has no second factor yet."""
    found = welcome("kit@example.org", name="Kit Marlowe")
    Role.objects.create(user=found, kind=Role.Kind.NATIONAL_OFFICE)
    return found


def newest_code() -> str:
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def test_who_has_no_factor_yet_and_signed_in_a_while_ago_proves_it_by_a_mailed_code(
    client: Client, kit: User
) -> None:
    client.force_login(kit)
    assert client.get(APP).url == ASK + AGAIN
    page = client.get(ASK + AGAIN).content.decode()
    assert 'We send a code to <strong class="address">kit@example.org</strong>.' in page
    assert client.post(ASK, KIT | {"next": APP}).url == CONFIRM + AGAIN
    [letter] = mail.outbox
    assert (letter.subject, letter.to) == ("Your code to go on", ["kit@example.org"])
    assert "asked to change how this account is guarded.\n" in letter.body
    page = client.get(CONFIRM + AGAIN).content.decode()
    assert 'We have written to <strong class="address">kit@example.org</strong>.' in page
    wrong = client.post(CONFIRM, {"code": "AAAA-BBBB", "next": APP}).content.decode()
    assert ("<title>Error: Type the code" in wrong, "That is not the code" in wrong) == (True, True)
    assert client.post(CONFIRM, {"code": newest_code(), "next": APP}).url == APP
    assert client.get(APP).status_code == 200


def test_who_asks_for_such_codes_too_often_is_told_so(client: Client, kit: User) -> None:
    client.force_login(kit)
    pages = [client.post(ASK, KIT, follow=True).content.decode() for _ in range(4)]
    assert [len(mail.outbox), "That was tried too often" in pages[-1]] == [3, True]


def test_whoever_has_a_factor_is_proved_by_nothing_that_is_mailed(client: Client, kit: User) -> None:
    """Not even by a code that was asked for before the factor came."""
    client.force_login(kit)
    client.post(ASK, KIT)
    Authenticator.objects.create(user=kit, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    for page in (ASK, CONFIRM):
        assert client.get(page + AGAIN).url == "/accounts/2fa/reauthenticate/" + AGAIN, page
        assert client.post(page, {"code": newest_code()}).url == "/accounts/2fa/reauthenticate/", page
    assert client.post(OFF).url.startswith("/accounts/2fa/reauthenticate/")
    assert [len(mail.outbox), Authenticator.objects.count()] == [1, 1]
    Authenticator.objects.create(user=kit, type="webauthn", data={"name": "My phone"})
    assert client.post(OFF).url.startswith("/accounts/2fa/webauthn/reauthenticate/")  # the quickest


@pytest.mark.django_db(transaction=True)
def test_who_read_the_mailbox_before_kit_had_a_factor_does_not_come_in_with_it(sign_in: SignIn) -> None:
    kit = welcome("kit@example.org", name="Kit Marlowe")
    Role.objects.create(user=kit, kind=Role.Kind.NATIONAL_OFFICE)
    thief, laptop = Client(), Client()
    for browser in (thief, laptop):
        browser.post("/accounts/login/", {"login": "kit@example.org"})
        browser.post("/accounts/login/code/confirm/", {"code": newest_code()})
    assert [browser.get("/desk/").url for browser in (thief, laptop)] == ["/accounts/2fa/"] * 2
    _set_up_an_app(laptop)
    assert laptop.get("/desk/").status_code == 200
    assert thief.get("/desk/").url == "/accounts/login/?next=/desk/"
    phone = sign_in(User.objects.get())  # with the app, and so it stays when another factor comes
    Authenticator.objects.filter(type="totp").update(type="webauthn", data={"name": "My phone"})
    _set_up_an_app(laptop)
    assert [browser.get("/desk/").status_code for browser in (laptop, phone)] == [200, 200]


def _set_up_an_app(browser: Client) -> None:
    browser.get(APP)
    counter = next(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(browser.session["mfa.totp.secret"], counter))
    assert browser.post(APP, {"code": code}).status_code == 302


def test_nobody_who_is_signed_out_finds_these_pages(client: Client) -> None:
    for page in (ASK, CONFIRM):
        assert client.get(page).url == f"/accounts/login/?next={page}"


def test_a_passkey_that_is_not_taken_is_said_as_such_and_leads_back_to_its_page(
    client: Client, kit: User, sign_in: SignIn
) -> None:
    """At the door, at the second step, and in the middle of a change; nonsense too."""
    desk = sign_in(kit)
    proved_just_now(desk, kit)
    for nonsense in ("7", "[7]", '"x"', '{"id": "x"}', '{"id": "x", "rawId": "x", "response": {}}', REPLY):
        key = {"credential": nonsense}
        page = client.post("/accounts/2fa/webauthn/login/", key, follow=True).content.decode()
        added = desk.post("/accounts/2fa/webauthn/add/", key).content.decode()
        assert (NOT_TAKEN in page, NOT_TAKEN in added) == (True, True), nonsense
    client.post("/accounts/login/", {"login": "kit@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": newest_code()})
    page = client.post("/accounts/2fa/authenticate/", key).content.decode()
    assert ("<title>Error: Prove" in page, NOT_TAKEN in page, "Hidden field" in page) == (True, True, False)
    Authenticator.objects.create(user=kit, type="webauthn", data={"name": "My phone"})
    again = desk.post("/accounts/2fa/webauthn/reauthenticate/", key | {"next": APP})
    assert again.url == "/accounts/2fa/webauthn/reauthenticate/" + AGAIN
    assert NOT_TAKEN in desk.get("/accounts/2fa/").content.decode()
