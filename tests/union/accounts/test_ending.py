"""A phone is lost, a colleague leaves: what was open under their name is shut, and what they did stays."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.db import transaction
from django.test import Client

from tests.conftest import SignIn, proved_just_now
from tests.once import told_once
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.audit.recording import record

pytestmark = pytest.mark.django_db


@told_once
def ada() -> User:
    """Ada Quill looks after the accounts."""
    return welcome("ada@example.org", name="Ada Quill", superuser=True)


@told_once
def nell() -> User:
    """Nell Avery works in the national ballot office; her laptop is stolen."""
    found = welcome("nell@example.org", name="Nell Avery")
    Role.objects.create(user=found, kind=Role.Kind.NATIONAL_OFFICE)
    return found


ACTIVE = {"email": "nell@example.org", "name": "Nell Avery", "is_active": "on"}
SHUT = {"email": "nell@example.org", "name": "Nell Avery"}


def _edit(office: Client, user: User, form: dict[str, str]) -> None:
    assert office.post(f"/cms/users/edit/{user.pk}/", form).status_code == 302


def test_a_stolen_laptop_stays_signed_out_when_the_account_is_opened_again(
    sign_in: SignIn, ada: User, nell: User
) -> None:
    office, laptop = sign_in(ada), sign_in(nell)
    assert laptop.get("/desk/").status_code == 200
    _edit(office, nell, SHUT)
    _edit(office, nell, ACTIVE)
    assert laptop.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_the_same_goes_for_many_accounts_at_once(sign_in: SignIn, ada: User, nell: User) -> None:
    office, laptop = sign_in(ada), sign_in(nell)
    many = f"/cms/bulk/accounts/user/set_active_state/?id={nell.pk}"
    for active in ("False", "True"):
        assert office.post(many, {"mark_as_active": active}).status_code == 302
    assert laptop.get("/desk/").url == "/accounts/login/?next=/desk/"
    again = sign_in(User.objects.get(pk=nell.pk))
    assert office.post(many, {"mark_as_active": "True"}).status_code == 302
    assert again.get("/desk/").status_code == 200


def test_another_address_signs_out_and_another_name_does_not(sign_in: SignIn, ada: User, nell: User) -> None:
    office, laptop = sign_in(ada), sign_in(nell)
    _edit(office, nell, ACTIVE | {"name": "Nell Avery-Hart"})
    assert laptop.get("/desk/").status_code == 200
    _edit(office, nell, ACTIVE | {"email": "nell.avery@example.org"})
    assert laptop.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_nell_takes_away_her_lost_phone_and_only_the_browser_in_her_hand_stays(nell: User) -> None:
    """By a recovery code: the phone that is lost held her authenticator app."""
    Authenticator.objects.create(user=nell, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    codes = RecoveryCodes.activate(nell).get_unused_codes()
    phone, laptop = Client(), Client()
    phone.force_login(nell)
    laptop.post("/accounts/login/", {"login": "nell@example.org"})
    mailed = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[0].body, re.MULTILINE)
    laptop.post("/accounts/login/code/confirm/", {"code": mailed[0]})
    assert laptop.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert laptop.post("/accounts/2fa/reauthenticate/", {"code": codes[1]}).status_code == 302
    assert laptop.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert phone.get("/accounts/2fa/").url == "/accounts/login/?next=/accounts/2fa/"
    assert laptop.get("/accounts/2fa/").status_code == 200


def test_nell_changes_her_address_and_only_the_browser_in_her_hand_stays(sign_in: SignIn, nell: User) -> None:
    phone, laptop = sign_in(nell), sign_in(nell)
    proved_just_now(laptop, nell)
    laptop.post("/accounts/email/", {"email": "nell.avery@example.org", "action_add": ""})
    code = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[0].body, re.MULTILINE)
    laptop.post("/accounts/confirm-email/", {"code": code[0]})
    assert User.objects.get(pk=nell.pk).email == "nell.avery@example.org"
    assert phone.get("/desk/").url == "/accounts/login/?next=/desk/"
    assert laptop.get("/desk/").status_code == 200


@pytest.mark.parametrize("door", ["/cms/users/delete/{}/", "/cms/bulk/accounts/user/delete/?id={}"])
def test_the_account_of_somebody_who_decided_something_stays_and_ada_is_told_why(
    sign_in: SignIn, ada: User, nell: User, door: str
) -> None:
    with transaction.atomic():
        record("role.given", subject="user:1", by=nell, at=datetime(2026, 5, 4, 12, tzinfo=UTC))
    answer = sign_in(ada).post(door.format(nell.pk), follow=True)
    assert "Nothing was deleted: what Nell Avery did here stays under that name" in answer.content.decode()
    assert User.objects.filter(pk=nell.pk).exists()


def test_an_account_that_did_nothing_is_deleted(sign_in: SignIn, ada: User, nell: User) -> None:
    assert sign_in(ada).post(f"/cms/users/delete/{nell.pk}/").url == "/cms/users/"
    assert not User.objects.filter(pk=nell.pk).exists()
