"""The structure test: shares by workplace and branch, and nothing that gives a few people away."""

import csv
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from petitions.models import Petition, Signature
from petitions.structure import ELSEWHERE, Line, Structure, as_of, by_branch, by_workplace, structure
from petitions.withdrawing import withdraw
from tests.conftest import SignIn
from tests.petitions.factories import branch
from tests.petitions.paper_scenes import officer
from tests.petitions.reading import words
from union.accounts.models import Role, User
from union.members.models import Branch, Employer, Member

CELLS = st.dictionaries(
    st.sampled_from([f"Workplace {c}" for c in "ABCDEFGH"]), st.tuples(st.integers(0, 40), st.integers(0, 40))
)


def table(cells: dict[str, tuple[int, int]]) -> Structure:
    return structure({k: v[0] for k, v in cells.items()}, {k: v[1] for k, v in cells.items()})


# --- pure


@given(CELLS)
@example({"A": (30, 40), "B": (4, 20)})  # the total without A would be B
@example({"A": (30, 40), "B": (4, 5), "C": (3, 3)})  # the total without A says that B and C are seven
@example({"A": (9, 40), "B": (9, 40), "C": (20, 40)})
@example({"A": (30, 40), "B": (4, 20), "C": (0, 20)})  # nobody signed in C: the total without A would be B
def test_no_hidden_cell_can_be_worked_out(cells: dict[str, tuple[int, int]]) -> None:
    made = table(cells)
    for line in made.lines:
        assert (line.signers, line.members) == cells[line.name]
        assert min(line.signers, line.members) >= 10
    if made.total is None:
        assert made.lines == ()
        return
    assert made.total.signers >= 10
    assert made.total.members >= 10
    for part, total in ((0, made.total.signers), (1, made.total.members)):
        rest = total - sum((line.signers, line.members)[part] for line in made.lines)
        hidden = [cells[name][part] for name in made.hidden]
        assert rest == sum(hidden)
        # Where one to nine people are hidden, two cells or more hold at least ten: many numbers sum to that.
        few = [n for n in hidden if 0 < n < 10]
        assert not few or (len(hidden) >= 2 and rest >= 10)


@given(CELLS)
def test_every_cell_with_somebody_in_it_is_shown_or_named(cells: dict[str, tuple[int, int]]) -> None:
    made = table(cells)
    named = [*(line.name for line in made.lines), *made.hidden]
    assert sorted(named) == sorted(name for name, cell in cells.items() if any(cell))


def test_a_branch_that_collects_alone_is_shown_beside_those_where_nobody_has_signed() -> None:
    made = table({"A": (89, 400), "B": (0, 70), "C": (0, 5)})
    assert (made.lines, made.hidden) == ((Line("A", 89, 400),), ("B", "C"))


def test_the_largest_share_comes_first() -> None:
    made = table({"A": (10, 40), "B": (30, 40), "C": (24, 32)})
    assert [(line.name, line.share) for line in made.lines] == [("B", 75), ("C", 75), ("A", 25)]
    assert made.total == Line("All together", 64, 112)


def test_a_share_is_rounded_half_up_and_may_pass_a_hundred() -> None:
    for signers, members, share in [(1, 8, 13), (1, 3, 33), (2, 3, 67), (30, 20, 150)]:
        line = Line("A", signers, members)
        assert (line.share, line.bar) == (share, min(share, 100)), signers


# --- from the tables


@pytest.fixture(autouse=True)
def nobody_has_looked_today() -> None:
    cache.clear()


@pytest.fixture
def north(db: None) -> Branch:
    return branch("NW-001")


def members(at_branch: Branch, n: int, employer: str = "") -> None:
    works = Employer.objects.get_or_create(name=employer)[0] if employer else None
    start = Member.objects.count()
    Member.objects.bulk_create(
        Member(number=f"N{start + i}", name="A B", branch=at_branch, employer=works, joined=date(2015, 9, 1))
        for i in range(n)
    )


def signers(petition: Petition, n: int, *, at: datetime, code: str = "NW-001", employer: str = "") -> None:
    Signature.objects.bulk_create(
        Signature(
            petition=petition,
            state="confirmed",
            signed_at=at,
            confirmed_at=at,
            branch=code,
            employer=employer,
        )
        for _ in range(n)
    )


@pytest.fixture
def yesterday(at: datetime) -> datetime:
    return as_of(at) - timedelta(hours=1)


@pytest.fixture
def filled(petition: Petition, north: Branch, yesterday: datetime) -> Petition:
    """Town hall 12 of 40, library 20 of 25, a school with 3 of 12, elsewhere 11 of 15."""
    for employer, n, could in [("Town Hall", 12, 40), ("Library", 20, 25), ("School", 3, 12), ("", 8, 15)]:
        members(north, could, employer)
        signers(petition, n, at=yesterday, employer=employer.upper())
    signers(petition, 3, at=yesterday, employer="A works that nobody knows")
    return petition


@pytest.mark.django_db
def test_workplaces_are_met_by_name_and_the_others_are_elsewhere(
    filled: Petition, north: Branch, at: datetime
) -> None:
    made = by_workplace(filled, branch=north, at=at)
    assert made.lines == (Line("Library", 20, 25), Line("Town Hall", 12, 40))
    assert made.hidden == ("School", ELSEWHERE)
    assert made.total == Line("All together", 46, 92)


@pytest.mark.django_db
def test_only_confirmed_signatures_until_last_midnight_are_in_it(
    filled: Petition, north: Branch, at: datetime, yesterday: datetime
) -> None:
    before = by_workplace(filled, branch=north, at=at)
    signers(filled, 5, at=as_of(at), employer="Library")
    signers(filled, 5, at=yesterday, code="SE-002", employer="Library")
    Signature.objects.bulk_create(
        Signature(petition=filled, state="pending", signed_at=yesterday, branch="NW-001", employer="Library")
        for _ in range(5)
    )
    cache.clear()
    assert by_workplace(filled, branch=north, at=at) == before


@pytest.mark.django_db
def test_who_takes_their_name_off_leaves_the_table_at_night(
    filled: Petition, north: Branch, at: datetime
) -> None:
    """Sam, who looks before and after a talk with Ash, does not read in the figures what Ash did then."""
    nine = as_of(at) + timedelta(hours=9)
    tables = [by_workplace(filled, branch=north, at=nine)]
    ash = Signature.objects.filter(employer="LIBRARY").earliest("pk")
    withdraw(ash.pk, at=nine + timedelta(hours=1))
    tables.append(by_workplace(filled, branch=north, at=nine + timedelta(hours=2)))
    whole = by_branch(filled, branches=Branch.objects.all(), at=nine + timedelta(hours=2))
    tables.append(by_workplace(filled, branch=north, at=nine + timedelta(hours=25)))
    assert [table.lines[0].signers for table in tables] == [20, 20, 19]
    assert whole.lines[0].signers == 46


@pytest.mark.django_db
def test_an_office_sees_branches_beside_each_other(
    filled: Petition, north: Branch, at: datetime, yesterday: datetime
) -> None:
    for code, n in (("SE-002", 4), ("SE-003", 9), ("SE-004", 30)):
        members(branch(code), 50)
        signers(filled, n, at=yesterday, code=code)
    made = by_branch(filled, branches=Branch.objects.all(), at=at)
    assert [(line.code, line.signers, line.share) for line in made.lines] == [
        ("SE-004", 30, 60),
        ("NW-001", 46, 50),
    ]
    assert made.hidden == ("Branch SE-002", "Branch SE-003")


# --- the page

PAGE = "/desk/petitions/ten-points/structure/"


def office() -> User:
    user = User.objects.create_user("nell@example.org", name="Nell Avery")
    Role.objects.create(user=user, kind=Role.Kind.NATIONAL_OFFICE)
    return user


@pytest.mark.django_db
def test_ines_sees_the_workplaces_of_her_branch(sign_in: SignIn, filled: Petition, north: Branch) -> None:
    page = sign_in(officer("ines@example.org", "Ines Okafor", north)).get(PAGE)
    text = words(page.content)
    assert page.status_code == 200
    assert "Confirmed signatures for every 100 active members, by workplace" in text
    assert "Library 20 25 80" in text
    assert "School not shown" in text
    assert "All together 46 92 50" in text


@pytest.mark.django_db
def test_a_table_under_ten_says_so(sign_in: SignIn, petition: Petition, north: Branch) -> None:
    text = words(sign_in(officer("ines@example.org", "Ines Okafor", north)).get(PAGE).content)
    assert "There are fewer than ten signatures or members to show here." in text


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["", "?branch=NW-001", "?branch=nowhere"])
def test_orla_never_sees_northside(sign_in: SignIn, filled: Petition, ending: str) -> None:
    page = sign_in(officer("orla@example.org", "Orla Keane", branch("SE-002"))).get(PAGE + ending)
    assert page.status_code == (404 if ending else 200)
    assert "Library" not in page.content.decode()


@pytest.mark.django_db
def test_the_office_opens_a_branch_only_where_it_is_shown(
    sign_in: SignIn, filled: Petition, yesterday: datetime
) -> None:
    for code, n in (("SE-002", 12), ("SE-003", 9)):
        members(branch(code), 50)
        signers(filled, n, at=yesterday, code=code)
    client = sign_in(office())
    text = words(client.get(PAGE).content)
    assert ("Branch NW-001 46" in text, "Branch SE-002 not shown" in text) == (True, True)
    assert client.get(f"{PAGE}?branch=NW-001").status_code == 200
    assert client.get(f"{PAGE}?branch=SE-002").status_code == 404


@pytest.mark.django_db
def test_many_hidden_branches_are_one_line(sign_in: SignIn, filled: Petition, yesterday: datetime) -> None:
    for number in range(13):
        members(branch(f"SE-{number:03}"), 50)
        signers(filled, 1, at=yesterday, code=f"SE-{number:03}")
    text = words(sign_in(office()).get(PAGE).content)
    assert ("13 others not shown" in text, "Which 13 are not shown" in text) == (True, True)


@pytest.mark.django_db
def test_the_csv_holds_what_the_page_shows_and_no_formula(
    sign_in: SignIn, filled: Petition, north: Branch, yesterday: datetime
) -> None:
    members(north, 30, " =HYPERLINK(1)")
    signers(filled, 15, at=yesterday, employer=" =HYPERLINK(1)")
    answer = sign_in(officer("ines@example.org", "Ines Okafor", north)).get(PAGE[:-1] + ".csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")  # else a spreadsheet garbles accents
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert answer.headers["Content-Disposition"] == ('attachment; filename="ten-points-NW-001-structure.csv"')
    assert rows == [
        ["Workplace", "Signed", "Members", "Per 100 members"],
        ["Library", "20", "25", "80"],
        ["' =HYPERLINK(1)", "15", "30", "50"],
        ["Town Hall", "12", "40", "30"],
        ["School", "under 10 or hidden", "under 10 or hidden", ""],
        [ELSEWHERE, "under 10 or hidden", "under 10 or hidden", ""],
        ["All together", "61", "122", "50"],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", [PAGE, PAGE[:-1] + ".csv"])
def test_the_structure_test_is_for_the_desk_only(
    client: Client, sign_in: SignIn, petition: Petition, north: Branch, address: str
) -> None:
    assert client.get(address).status_code == 302
    assert sign_in(User.objects.create_user("rowan@example.org")).get(address).status_code == 404
    ines = sign_in(officer("ines@example.org", "Ines Okafor", north))
    assert ines.post(address).status_code == 405
    Petition.objects.update(state="draft")
    assert ines.get(address).status_code == 404
