"""From the first day there is a group for those who look after pay scales; what somebody changed stays."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from union.accounts.welcoming import welcome

migration = import_module("union.pay.migrations.0011_staff_group")
pytestmark = pytest.mark.django_db


def given() -> list[str]:
    """The groups that may change pay scales."""
    right = Permission.objects.get(content_type__app_label="pay", codename="change_payscale")
    return list(right.group_set.values_list("name", flat=True))


def test_the_group_is_there_and_can_be_taken_back_and_made_again() -> None:
    ours = Group.objects.get(name="Pay officers")
    assert (given(), ours.permissions.filter(codename="access_admin").exists()) == (["Pay officers"], True)
    migration.revoke(apps, None)
    assert (given(), Group.objects.filter(name="Pay officers").exists()) == ([], False)
    migration.grant(apps, None)
    migration.grant(apps, None)
    ada = welcome("ada@example.org", name="Ada Whin", groups=("Pay officers",))
    assert (given(), ada.has_perm("pay.change_payscale")) == (["Pay officers"], True)
    migration.revoke(apps, None)
    assert (given(), Group.objects.get(name="Pay officers").user_set.count()) == ([], 1)
    migration.grant(apps, None)
    assert given() == []  # a group of that name is there: whoever looks after it decides


def test_where_an_administrator_has_given_the_right_nothing_is_changed() -> None:
    migration.revoke(apps, None)
    right = Permission.objects.get(content_type__app_label="pay", codename="change_payscale")
    finance = Group.objects.create(name="Finance")
    finance.permissions.add(right)
    migration.grant(apps, None)
    assert given() == ["Finance"]
    finance.permissions.clear()
    welcome("sana@example.org", name="Sana Mirza").user_permissions.add(right)
    migration.grant(apps, None)
    assert given() == []
