"""An administrator sets limits and lists workplaces; both are in force at once."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client, TestCase

from petitions import bounding, limiting
from petitions.models import Limits, Petition, WorkplaceRange
from petitions.showing import shown
from tests.conftest import SignIn
from tests.petitions.reading import words
from tests.petitions.test_cms import staff
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
WORKPLACES = "/cms/petitions/workplaces/"
USUAL = {
    "address_minute": 10,
    "address_hour": 40,
    "address_day": 150,
    "workplace_hour": 600,
    "stall": 200,
    "domain_alert": 100,
    "domain_hold": 200,
}


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in(User.objects.create_superuser("admin@example.org", name="Ada"))


def limits_of(petition: Petition) -> str:
    return f"/cms/petitions/{petition.pk}/limits/"


def test_the_form_shows_the_usual_limits(admin: Client, petition: Petition) -> None:
    page = admin.get(limits_of(petition))
    assert (page.status_code, bounding.usual()) == (200, USUAL)
    assert ("Usually 150." in words(page.content), 'value="600"' in page.content.decode()) == (True, True)
    assert ('name="reset"' in page.content.decode(), Limits.objects.count()) == (False, 0)


def test_a_new_limit_is_in_force_for_the_next_signing(
    admin: Client, petition: Petition, at: datetime
) -> None:
    assert shown("ten-points").guard.limits.address_minute == 10
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = admin.post(limits_of(petition), {**USUAL, "address_minute": 1})
    assert (answer.status_code, shown("ten-points").guard.limits.address_minute) == (302, 1)
    entry = Entry.objects.get(action="petitions.limits_set")
    assert (entry.subject, entry.detail) == (f"petition:{petition.pk}", {"address_minute": [10, 1]})
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin.post(limits_of(petition), {"reset": "1"})
    assert (Limits.objects.count(), shown("ten-points").guard.limits.address_minute) == (0, 10)
    assert Entry.objects.filter(action="petitions.limits_reset").count() == 1


def test_saving_the_same_changes_nothing(admin: Client, petition: Petition) -> None:
    admin.post(limits_of(petition), USUAL)
    admin.post(limits_of(petition), {"reset": "1"})
    assert (Limits.objects.count(), Entry.objects.count()) == (0, 0)


def test_nonsense_is_answered_in_a_sentence_and_kept(admin: Client, petition: Petition) -> None:
    for wrong, sentence in [
        ({"address_hour": ""}, "Write a number; the usual one is 40."),
        ({"address_hour": "many"}, "Write a whole number, such as 40."),
        ({"address_hour": "0"}, "Write 1 or more: with 0 every signature would be held."),
        ({"domain_alert": "300"}, "Alert earlier than you hold"),
    ]:
        page = admin.post(limits_of(petition), {**USUAL, "stall": 77, **wrong})
        assert (page.status_code, sentence in words(page.content)) == (422, True), wrong
        assert ('value="77"' in page.content.decode(), Limits.objects.count()) == (True, 0), wrong


def test_a_workplace_is_listed_changed_and_removed_for_every_petition(
    admin: Client, petition: Petition
) -> None:
    def workplace_here() -> str | None:
        found = shown("ten-points").guard.workplace_of("192.0.2.7")
        return found.name if found else None

    assert workplace_here() is None
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = admin.post(WORKPLACES, {"name": "City Hall", "network": " 192.0.2.0/24 "})
    assert (answer.headers["Location"], workplace_here()) == (WORKPLACES, "City Hall")
    listed = WorkplaceRange.objects.get()
    one = f"{WORKPLACES}{listed.pk}/"
    assert "192.0.2.0/24" in admin.get(one).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin.post(one, {"name": "Town Hall", "network": "192.0.2.0/25"})
    assert (workplace_here(), limiting.guard_of(petition).workplace_of("192.0.2.200")) == ("Town Hall", None)
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin.post(one, {"remove": "1"})
    assert (workplace_here(), admin.get(one).status_code) == (None, 404)
    actions = list(Entry.objects.order_by("pk").values_list("action", "subject", "detail"))
    subject = f"workplace:{listed.pk}"
    assert actions == [
        ("petitions.workplace_written", subject, {}),
        ("petitions.workplace_written", subject, {}),
        ("petitions.workplace_removed", subject, {}),
    ]


def test_a_network_that_cannot_be_is_refused_in_a_sentence(admin: Client) -> None:
    WorkplaceRange.objects.create(name="City Hall", network="198.51.100.0/24")
    for network, sentence in [
        ("", "Write the network, like 192.0.2.0/24."),
        ("the office", "Write the network like 192.0.2.0/24 or 2001:db8::/32."),
        ("192.0.2.0/33", "Write the network like"),
        ("192.0.2.7/24", "Did you mean 192.0.2.0/24?"),
        ("2001:db8::7/32", "Did you mean 2001:db8::/32?"),
        ("10.0.0.0/8", "10.0.0.0/8 is wider than any workplace: /16 is the widest we take."),
        ("2001:db8::/31", "2001:db8::/31 is wider than any workplace"),
        ("198.51.100.128/25", "is already listed: City Hall has 198.51.100.0/24."),
    ]:
        page = admin.post(WORKPLACES, {"name": "Depot", "network": network})
        assert (page.status_code, sentence in words(page.content)) == (422, True), network
        kept = ('value="Depot"' in page.content.decode(), WorkplaceRange.objects.count())
        assert kept == (True, 1), network


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("192.0.2.9", "192.0.2.9/32"), ("10.9.0.0/16", "10.9.0.0/16"), ("2001:DB8:0::/32", "2001:db8::/32")],
)
def test_one_address_and_another_spelling_are_taken(typed: str, kept: str) -> None:
    assert bounding.workplace_network(typed) == kept


@pytest.mark.parametrize("groups", [["Editors", "Moderators"], []])
def test_only_superusers_set_limits(
    sign_in: SignIn, client: Client, petition: Petition, groups: list[str]
) -> None:
    listed = WorkplaceRange.objects.create(name="City Hall", network="198.51.100.0/24")
    sent: dict[str, Any] = {**USUAL, "stall": 1, "name": "X", "network": "192.0.2.0/24"}
    for browser in (sign_in(staff("sana", *groups)), client):
        for address in (limits_of(petition), WORKPLACES, f"{WORKPLACES}{listed.pk}/"):
            assert browser.get(address).status_code in (302, 403)
            assert browser.post(address, sent).status_code in (302, 403)
            assert browser.post(address, {"remove": "1", "reset": "1"}).status_code in (302, 403)
    assert (Limits.objects.count(), list(WorkplaceRange.objects.values_list("name", flat=True))) == (
        0,
        ["City Hall"],
    )


def test_other_methods_are_refused(admin: Client, petition: Petition) -> None:
    for address in (limits_of(petition), WORKPLACES):
        assert admin.put(address).status_code == 405
    assert admin.get("/cms/petitions/999/limits/").status_code == 404
