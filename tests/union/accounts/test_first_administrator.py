"""The first administrator is made at the command line and signs in with one mailed code."""

import io
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from union.accounts.models import User

pytestmark = pytest.mark.django_db


def made(**options: object) -> str:
    out = io.StringIO()
    call_command("createsuperuser", stdout=out, **options)
    return out.getvalue()


def test_ada_is_made_without_a_password_and_signs_in_with_one_code(client: Client) -> None:
    said = made(email="Ada@example.org", name="Ada Quill")
    assert said == ("ada@example.org is an administrator and signs in at http://testserver/accounts/login/\n")
    ada = User.objects.get()
    assert (str(ada), ada.is_superuser, ada.has_usable_password()) == ("Ada Quill", True, False)
    client.post("/accounts/login/", {"login": "ada@example.org"})
    [letter] = mail.outbox
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(letter.body), re.MULTILINE)
    assert code is not None
    assert client.post("/accounts/login/code/confirm/", {"code": code[0]}).url == "/cms/"
    assert (client.get("/cms/").url, len(mail.outbox)) == ("/accounts/2fa/", 1)


def test_the_command_asks_for_the_address_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: " ada@example.org " if "E-mail" in prompt else "")
    made()
    assert [user.email for user in User.objects.all()] == ["ada@example.org"]


def test_where_nobody_sits_to_be_asked_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match=r"^Say who: --email somebody@example\.org$"):
        made()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"noinput": True}, "Say who: --email somebody@example.org"),
        ({"email": "ada"}, "“ada” is no e-mail address, so nobody was made."),
        (
            {"email": "kit@example.org"},
            "kit@example.org has an account already; an administrator changes it at /cms/users/.",
        ),
    ],
)
def test_what_cannot_be_an_administrator_is_said(options: dict[str, object], said: str) -> None:
    User.objects.create_user("kit@example.org")
    with pytest.raises(CommandError, match=f"^{re.escape(said)}$"):
        made(**options)
    assert User.objects.filter(is_superuser=True).count() == 0
