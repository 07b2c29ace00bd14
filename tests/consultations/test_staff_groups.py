"""From the first day there is a group for each who works with members' views; what somebody changed stays."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from campaigns.consultations.models import Consultation
from union.accounts.welcoming import welcome

migration = import_module("campaigns.consultations.migrations.0002_staff_groups")
pytestmark = pytest.mark.django_db
OURS = {
    "Organisers": ["draft_consultations"],
    "Keyers of paper": ["key_replies"],
    "Safeguarding leads": ["see_safeguarding"],
    "Researchers": ["code_replies", "export_replies"],
    "Moderators": ["moderate_replies"],
}


def given() -> dict[str, list[str]]:
    """Who may do what with members' views, group by group."""
    rights = Permission.objects.filter(content_type__app_label=Consultation._meta.app_label)
    found: dict[str, list[str]] = {}
    pairs = rights.exclude(group=None).values_list("group__name", "codename").order_by("codename")
    for group, codename in pairs:
        found.setdefault(group, []).append(codename)
    return found


def test_a_new_installation_has_a_group_for_each_kind_of_work() -> None:
    assert given() == OURS
    for name in OURS:
        assert Group.objects.get(name=name).permissions.filter(codename="access_admin").exists()


def test_it_can_be_taken_back_and_made_again() -> None:
    migration.revoke(apps, None)
    assert (given(), Group.objects.filter(name__in=OURS).count()) == ({}, 1)
    migration.grant(apps, None)
    migration.grant(apps, None)
    assert given() == OURS


def test_a_group_with_somebody_in_it_stays() -> None:
    welcome("owen@example.org", name="Owen Tarrant", groups=("Organisers",))
    migration.revoke(apps, None)
    assert Group.objects.get(name="Organisers").user_set.count() == 1


def test_where_an_administrator_has_given_one_of_the_rights_nothing_is_changed() -> None:
    migration.revoke(apps, None)
    readers = Group.objects.create(name="Readers of replies")
    readers.permissions.add(Permission.objects.get(codename="moderate_replies"))
    migration.grant(apps, None)
    assert given() == {"Readers of replies": ["moderate_replies"]}


def test_nor_where_one_person_has_it() -> None:
    migration.revoke(apps, None)
    sana = welcome("sana@example.org", name="Sana Mirza")
    sana.user_permissions.add(Permission.objects.get(codename="moderate_replies"))
    migration.grant(apps, None)
    assert given() == {}


def test_a_group_that_somebody_made_under_the_same_name_keeps_its_rights() -> None:
    migration.revoke(apps, None)
    Group.objects.create(name="Organisers")
    migration.grant(apps, None)
    assert "Organisers" not in given()
