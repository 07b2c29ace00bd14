"""Which branches each kind of role works for: asked all at once, of one branch, and of any at all."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from union.accounts.models import Role, User
from union.accounts.roles import branches_of, is_of, works_at_the_desk, works_for_a_branch
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches() -> dict[str, Branch]:
    """Northside and Harbour in the North West, Moor in the South West, which has no other."""
    west, south = (
        Region.objects.create(code="NW", name="North"),
        Region.objects.create(code="SW", name="South"),
    )
    places = {"Northside": west, "Harbour": west, "Moor": south}
    return {
        name: Branch.objects.create(code=f"{region.code}-{name}", name=name, region=region)
        for name, region in places.items()
    }


def with_roles(*roles: dict[str, object]) -> User:
    user = User.objects.create_user("ines@example.org", name="Ines Okafor")
    for role in roles:
        Role.objects.create(user=user, **role)
    return user


def works_for(user: User | AnonymousUser, branches: dict[str, Branch]) -> list[str]:
    """The names of the branches; both ways of asking give the same."""
    names = [name for name, branch in branches.items() if is_of(user, branch)]
    assert sorted(branches_of(user).values_list("name", flat=True)) == sorted(names)
    assert works_for_a_branch(user) is bool(names)
    return names


def test_an_officer_works_for_her_branch_and_a_region_for_its_own(branches: dict[str, Branch]) -> None:
    officer = {"kind": Role.Kind.BRANCH_OFFICER, "branch": branches["Harbour"]}
    region = {"kind": Role.Kind.REGIONAL_OFFICE, "region": branches["Moor"].region}
    ines = with_roles(officer)
    assert works_for(ines, branches) == ["Harbour"]
    Role.objects.create(user=ines, **region)
    assert works_for(ines, branches) == ["Harbour", "Moor"]
    ines.roles.filter(kind=Role.Kind.BRANCH_OFFICER).delete()
    assert works_for(ines, branches) == ["Moor"]


def test_the_national_office_works_for_all_and_a_scrutineer_for_none(branches: dict[str, Branch]) -> None:
    ines = with_roles({"kind": Role.Kind.SCRUTINEER})
    assert (works_for(ines, branches), works_at_the_desk(ines)) == ([], True)
    nell = User.objects.create_user("nell@example.org")
    assert (works_for(nell, branches), works_at_the_desk(nell)) == ([], False)
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    assert works_for(User.objects.get(pk=nell.pk), branches) == ["Northside", "Harbour", "Moor"]
    assert (works_for(AnonymousUser(), branches), works_at_the_desk(AnonymousUser())) == ([], False)


def test_at_the_desk_the_roles_are_read_once(
    branches: dict[str, Branch], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ines = with_roles({"kind": Role.Kind.BRANCH_OFFICER, "branch": branches["Northside"]})
    with django_assert_num_queries(1):
        assert works_at_the_desk(ines)
        assert works_for_a_branch(ines)
        assert is_of(ines, branches["Northside"])
        assert [role.branch.name for role in ines.roles.all()] == ["Northside"]
