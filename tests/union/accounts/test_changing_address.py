"""Kit changes the address to sign in with: a code proves the new one, and until then nothing changes."""

import re

import pytest
from django.core import mail

from tests.conftest import SignIn, proved_just_now
from union.accounts.models import User
from union.accounts.welcoming import welcome

pytestmark = pytest.mark.django_db


def test_kit_proves_the_new_address_with_a_code(sign_in: SignIn) -> None:
    client = sign_in(kit := welcome("kit@example.org", name="Kit Marlowe"))
    asked = client.post("/accounts/email/", {"email": "kit.new@example.org", "action_add": ""})
    assert (asked.url, mail.outbox) == ("/accounts/2fa/reauthenticate/?next=%2Faccounts%2Femail%2F", [])
    proved_just_now(client, kit)
    asked = client.post("/accounts/email/", {"email": "kit.new@example.org", "action_add": ""}, follow=True)
    page = asked.content.decode()
    assert ("<h1>Type the code</h1>" in page, "kit.new@example.org" in page) == (True, True)
    [letter] = mail.outbox
    assert (letter.subject, letter.to) == ("The code for your e-mail address", ["kit.new@example.org"])
    for stranger in ("Kit Marlowe", "testserver", "register"):
        assert stranger not in letter.body
    wrong = client.post("/accounts/confirm-email/", {"code": "AAAA-BBBB"})
    assert "That is not the code" in wrong.content.decode()
    assert User.objects.get().email == "kit@example.org"
    code = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", letter.body, re.MULTILINE)
    client.post("/accounts/confirm-email/", {"code": code[0]})
    assert User.objects.get().email == "kit.new@example.org"
