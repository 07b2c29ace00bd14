"""An administrator appoints who works at the desk, and takes the role away again."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.letters import ROLE, render_role
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.audit.models import Entry
from union.mail.models import Message
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db
ADD = "/cms/desk-roles/new/"


@told_once
def harbour() -> Branch:
    return Branch.objects.create(
        code="NW-Harbour", name="Harbour", region=Region.objects.create(code="NW", name="North West")
    )


@told_once
def ines() -> User:
    """Ines Okafor is to be an officer of Harbour."""
    return welcome("ines@example.org", name="Ines Okafor")


@pytest.fixture
def ada(sign_in: SignIn) -> Client:
    """Ada Quill looks after the site."""
    return sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))


def entries() -> list[tuple[str, str, dict[str, object]]]:
    return list(Entry.objects.order_by("pk").values_list("action", "subject", "detail"))


def test_an_officer_is_appointed_works_at_the_desk_and_is_dismissed(
    ada: Client, sign_in: SignIn, ines: User, harbour: Branch
) -> None:
    assert sign_in(ines).get("/desk/").status_code == 403
    sent = ada.post(ADD, {"user": ines.pk, "kind": "branch_officer", "branch": harbour.pk, "region": ""})
    role = Role.objects.get()
    assert (sent.url, str(role), role.user) == (
        "/cms/desk-roles/",
        "Branch officer, Harbour",
        ines,
    )
    page = ada.get("/cms/desk-roles/").content.decode()
    shown = ("Ines Okafor", "ines<wbr>@example.org", "Harbour", f"/cms/desk-roles/delete/{role.pk}/")
    assert [each in page for each in shown] == [True] * 4
    assert sign_in(ines).get("/desk/").status_code == 200
    message = Message.objects.get(kind=ROLE)
    letter = render_role(message)
    assert letter is not None
    assert (message.recipient, letter.subject) == (ines.email, "You have a role at the desk")
    assert "Branch officer, Harbour." in letter.text
    assert "http://testserver/desk/" in letter.text
    User.objects.filter(pk=ines.pk).update(email="ines.okafor@example.org")
    assert render_role(message) is None  # the mailbox it is for may be another's by now
    User.objects.filter(pk=ines.pk).update(email=ines.email)
    ada.post(f"/cms/desk-roles/delete/{role.pk}/")
    assert render_role(message) is None
    assert sign_in(ines).get("/desk/").status_code == 403
    about = {"kind": "branch_officer", "branch": harbour.pk}
    assert entries() == [
        ("role.given", f"user:{ines.pk}", about),
        ("role.taken", f"user:{ines.pk}", about),
    ]


def test_a_regional_office_is_appointed_for_its_region(ada: Client, ines: User, harbour: Branch) -> None:
    region = harbour.region
    ada.post(ADD, {"user": ines.pk, "kind": "regional_office", "branch": "", "region": region.pk})
    role = Role.objects.get()
    assert (str(role), role.branch, role.region) == ("Regional ballot office, North West", None, region)
    assert entries() == [
        ("role.given", f"user:{ines.pk}", {"kind": "regional_office", "region": region.pk}),
    ]


def test_a_role_with_the_wrong_scope_is_refused_in_words(
    subtests: pytest.Subtests, ada: Client, ines: User, harbour: Branch
) -> None:
    for kind, scope, said in [
        ("branch_officer", None, "Choose the branch: this role is for one branch."),
        ("regional_office", None, "Choose the region: this role is for one region."),
        ("scrutineer", "branch", "Leave this empty: scrutineer is not for one branch."),
        ("national_office", "branch", "Leave this empty: national ballot office is not for one branch."),
        ("king", None, "Select a valid choice. king is not one of the available choices."),
    ]:
        with subtests.test(kind=kind, scope=scope, said=said):
            more = {scope: harbour.pk} if scope else {}
            page = ada.post(ADD, {"user": ines.pk, "kind": kind, **more})
            text = page.content.decode()
            assert (page.status_code, said in text, "Constraint" in text) == (200, True, False)
            assert Role.objects.count() == 0


def test_all_that_is_missing_is_said_at_once(ada: Client) -> None:
    text = ada.post(ADD, {"kind": "regional_office"}).content.decode()
    said = ("This field is required.", "Choose the region: this role is for one region.", "Constraint")
    assert [each in text for each in said] == [True, True, False]


def test_a_role_is_held_once(ada: Client, ines: User) -> None:
    pages = [ada.post(ADD, {"user": ines.pk, "kind": "scrutineer"}) for _ in range(2)]
    assert [page.status_code for page in pages] == [302, 200]
    assert "Ines Okafor holds this role already." in pages[1].content.decode()
    assert Role.objects.count() == 1


def test_nobody_but_an_administrator_appoints_and_no_role_becomes_another(
    ada: Client, sign_in: SignIn, ines: User
) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors", "Moderators")))
    role = Role.objects.create(user=ines, kind=Role.Kind.SCRUTINEER)
    given = {"user": ines.pk, "kind": "national_office"}
    for address in ("/cms/desk-roles/", ADD, f"/cms/desk-roles/delete/{role.pk}/"):
        assert (kit.get(address).url, kit.post(address, given).url) == ("/cms/", "/cms/")
    assert ada.post(f"/cms/desk-roles/edit/{role.pk}/", given).url == "/cms/"
    assert [role.kind for role in Role.objects.all()] == ["scrutineer"]


def test_no_group_is_offered_what_no_group_may_do(ada: Client) -> None:
    offered = " ".join(ada.get("/cms/groups/new/").content.decode().split())
    roles = Permission.objects.filter(content_type__app_label="accounts", content_type__model="role")
    assert roles.count() == 4
    assert [role.name for role in roles if f'name="permissions" value="{role.pk}"' in offered] == []
    assert 'name="permissions" value="' in offered
