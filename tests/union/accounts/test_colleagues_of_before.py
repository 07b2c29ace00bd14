"""Colleagues who were added before, with an empty password and an address as it was typed."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client

from tests.conftest import proved_just_now
from union.accounts.models import User

migration = import_module("union.accounts.migrations.0002_nobody_has_a_password")
pytestmark = pytest.mark.django_db


def added_before(email: str) -> User:
    user = User.objects.create(email=email, name="Nia Rees")
    User.objects.filter(pk=user.pk).update(password="")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_nia_sets_up_a_second_factor_after_the_migration(client: Client) -> None:
    nia = added_before("Nia@Example.org")
    migration.put_right(apps, None)
    nia.refresh_from_db()
    assert (nia.email, nia.has_usable_password()) == ("nia@example.org", False)
    assert list(EmailAddress.objects.values_list("email", "user")) == [("nia@example.org", nia.pk)]
    client.force_login(nia)
    proved_just_now(client, nia)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_an_address_that_somebody_else_has_in_small_letters_stays() -> None:
    User.objects.create_user("nia@example.org")
    added_before("Nia@example.org")
    migration.put_right(apps, None)
    assert sorted(User.objects.values_list("email", flat=True)) == ["Nia@example.org", "nia@example.org"]
