"""Whose account is opened in another way from now on is told so, at an address they still read."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.conftest import SignIn, proved_just_now
from union.accounts.letters import tell_of_change
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.audit.models import Entry
from union.mail.models import Message
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def nell(db: None) -> User:
    """Nell Avery works in the national ballot office."""
    return welcome("nell@example.org", name="Nell Avery & Co")


def letters() -> list[tuple[str, str]]:
    """To whom they went, and what had changed."""
    mail.outbox.clear()
    send_due(at=timezone.now())
    return [(letter.to[0], letter.body.split("\n\n")[2]) for letter in mail.outbox]


def test_nell_is_told_of_new_codes_and_of_a_factor_that_went(
    sign_in: SignIn, nell: User, django_capture_on_commit_callbacks: Any
) -> None:
    laptop = sign_in(nell)
    Authenticator.objects.filter(user=nell).update(data={"secret": "JBSWY3DPEHPK3PXP"})
    codes = RecoveryCodes.activate(nell).get_unused_codes()
    laptop.post("/accounts/2fa/reauthenticate/", {"code": codes[0]})
    with django_capture_on_commit_callbacks(execute=True):
        assert laptop.post("/accounts/2fa/recovery-codes/generate/").status_code == 302
    assert laptop.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert sorted(letters()) == [
        ("nell@example.org", "New recovery codes were made; the old ones no longer work."),
        ("nell@example.org", "The authenticator app was taken away."),
    ]


def test_the_letter_says_when_what_to_do_and_not_from_where(nell: User) -> None:
    tell_of_change(nell, "webauthn_added", at=NOON)
    send_due(at=NOON + timedelta(minutes=1))
    [letter] = mail.outbox
    assert letter.subject == "A change to your account at http://testserver"
    assert letter.body.startswith(
        "Hello Nell Avery & Co,\n\nsomething has changed that opens your account at http://testserver,"
        " on Monday 4 May 2026 at 1:00pm:"
        "\n\nA passkey or security key was added.\n\nIf it was you, there is nothing to do."
    )
    assert "signs out every other browser:\nhttp://testserver/accounts/2fa/\n" in letter.body
    assert "127.0.0.1" not in letter.body
    html = letter.alternatives[0].content
    assert ("Hello Nell Avery &amp; Co," in html, 'href="http://testserver/accounts/2fa/"' in html) == (
        True,
        True,
    )


def test_a_change_of_address_is_told_to_the_address_before(sign_in: SignIn, nell: User) -> None:
    laptop = sign_in(nell)
    proved_just_now(laptop, nell)
    laptop.post("/accounts/email/", {"email": "nell.avery@example.org", "action_add": ""})
    code = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[0].body, re.MULTILINE)
    laptop.post("/accounts/confirm-email/", {"code": code[0]})
    moved = "It has another e-mail address now: codes to sign in no longer come to this one."
    assert letters() == [("nell@example.org", moved)]
    assert "/accounts/2fa/" not in mail.outbox[0].body
    ada = sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))
    form = {"email": "n.avery@example.org", "name": "Nell Avery", "is_active": "on"}
    assert ada.post(f"/cms/users/edit/{nell.pk}/", form).status_code == 302
    assert letters() == [("nell.avery@example.org", moved)]
    ada.post(f"/cms/users/edit/{nell.pk}/", form | {"name": "Nell Hart"})
    assert letters() == []


def test_the_same_change_is_told_once_in_a_minute_and_again_in_the_next(nell: User) -> None:
    for seconds in (0, 20, 70):
        tell_of_change(nell, "webauthn_added", at=NOON + timedelta(seconds=seconds))
    assert Message.objects.filter(kind="account_changed").count() == 2


def test_whose_account_is_gone_is_not_written_to(nell: User) -> None:
    tell_of_change(nell, "totp_activated", at=NOON)
    nell.delete()
    assert letters() == []


def test_nell_has_lost_every_factor_and_sets_up_another(sign_in: SignIn, nell: User) -> None:
    laptop = sign_in(nell)
    out = StringIO()
    call_command("reset_factors", " Nell@example.org ", stdout=out)
    assert "nell@example.org is signed out and sets up another factor" in out.getvalue()
    assert Authenticator.objects.filter(user=nell).count() == 0
    assert laptop.get("/accounts/2fa/").url == "/accounts/login/?next=/accounts/2fa/"
    assert [entry.subject for entry in Entry.objects.filter(action="account.factors_reset")] == [
        f"user:{nell.pk}"
    ]
    [(to, change)] = letters()
    assert (to, change.startswith("Every passkey, app and recovery code was taken away")) == (
        "nell@example.org",
        True,
    )
    call_command("reset_factors", "nell@example.org", stdout=out)
    assert "had no second factor" in out.getvalue()
    assert (Entry.objects.filter(action="account.factors_reset").count(), letters()) == (1, [])
    with pytest.raises(CommandError, match=r"Nobody signs in with “nobody@example\.org”"):
        call_command("reset_factors", "nobody@example.org")
