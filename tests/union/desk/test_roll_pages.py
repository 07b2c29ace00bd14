"""The roll at the desk: Ines of Northside finds her members; Orla of Harbour finds none of them."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.bouncing import suppress
from union.mail.sending import recipient_hash
from union.members.models import Branch, Employer, Member, Region
from union.members.spreadsheet import as_csv, safe

pytestmark = pytest.mark.django_db


@dataclass
class Union:
    northside: Branch
    harbour: Branch
    ines: User
    orla: User
    nell: User
    joss: User


def somebody(email: str, kind: Role.Kind, branch: Branch | None = None) -> User:
    user = User.objects.create_user(email, name=email.split("@")[0].title())
    Role.objects.create(user=user, kind=kind, branch=branch)
    return user


def member(number: str, branch: Branch, **fields: object) -> Member:
    values = {
        "name": f"Member {number}",
        "email": f"{number.lower()}@example.org",
        "joined": date(2015, 9, 1),
    }
    return Member.objects.create(number=number, branch=branch, **{**values, **fields})


@told_once
def union() -> Union:
    region = Region.objects.create(code="NW", name="North West")
    northside = Branch.objects.create(code="NW-001", name="Northside", region=region)
    harbour = Branch.objects.create(code="NW-002", name="Harbour", region=region)
    return Union(
        northside,
        harbour,
        somebody("ines@example.org", Role.Kind.BRANCH_OFFICER, northside),
        somebody("orla@example.org", Role.Kind.BRANCH_OFFICER, harbour),
        somebody("nell@example.org", Role.Kind.NATIONAL_OFFICE),
        somebody("joss@example.org", Role.Kind.SCRUTINEER),
    )


def pages(union: Union) -> list[str]:
    rowan = member("TP1", union.northside)
    return [f"/desk/roll/members/{rowan.pk}/"] + [
        f"/desk/roll/branches/NW-001/{end}" for end in ("", "unreachable/")
    ]


# --- the door


def test_anonymous_people_are_sent_to_the_login(client: Client, union: Union) -> None:
    for page in [*pages(union), "/desk/roll/", "/desk/roll/search/", "/desk/roll/uploads/new/"]:
        assert client.get(page)["Location"] == f"/accounts/login/?next={page}"


def test_what_is_of_another_branch_is_not_there(sign_in: SignIn, union: Union) -> None:
    found = {page: sign_in(union.ines).get(page).status_code for page in pages(union)}
    assert set(found.values()) == {200}
    for stranger in (union.orla, union.joss, User.objects.create_user("rowan@example.org")):
        client = sign_in(stranger)
        assert {client.get(page).status_code for page in found} == {404}
        assert client.post("/desk/roll/branches/NW-001/unreachable.csv").status_code == 404
    assert {sign_in(union.nell).get(page).status_code for page in found} == {200}


def test_a_scrutineer_has_no_roll(sign_in: SignIn, union: Union) -> None:
    joss = sign_in(union.joss)
    assert "/desk/roll/" not in joss.get("/desk/").content.decode()
    for page in ("/desk/roll/", "/desk/roll/search/", "/desk/roll/uploads/new/"):
        assert joss.get(page).status_code == 404


def test_what_is_read_takes_no_posts_and_the_list_no_gets(sign_in: SignIn, union: Union) -> None:
    ines = sign_in(union.ines)
    for page in [*pages(union), "/desk/roll/"]:
        assert ines.post(page).status_code == 405
    assert ines.get("/desk/roll/branches/NW-001/unreachable.csv").status_code == 405
    assert ines.put("/desk/roll/search/").status_code == 405


# --- my branch


def test_an_officer_sees_her_branch_in_numbers(sign_in: SignIn, union: Union) -> None:
    council, small = Employer.objects.create(name="Council"), Employer.objects.create(name="Care Trust")
    for n in range(12):
        member(f"C{n}", union.northside, employer=council, email="" if n < 3 else f"c{n}@example.org")
    for n in range(9):
        member(f"S{n}", union.northside, employer=small)
    for n in range(4):
        member(f"N{n}", union.northside)
    member("L1", union.northside, status="lapsed", email="")
    member("H1", union.harbour)
    suppress(recipient_hash("s1@example.org"), reason="550 5.1.1", at=timezone.now())
    ines = sign_in(union.ines)
    text = text_of(ines.get("/desk/roll/branches/NW-001/"))
    assert "Active members 25 Can be reached 21 by e-mail Cannot be reached 4 have no e-mail" in text
    assert "Council 12 All others 13" in text
    assert "Care Trust" not in text
    front = text_of(ines.get("/desk/roll/"))
    assert "Northside 25 3" in front
    assert "Harbour" not in front


def test_the_pages_ask_the_same_few_questions_for_1_and_3(
    sign_in: SignIn, union: Union, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nell = sign_in(union.nell)
    member("TP1", union.northside, email="")
    counted = {
        "/desk/roll/": 9,
        "/desk/roll/branches/NW-001/": 10,
        "/desk/roll/branches/NW-001/unreachable/": 8,
    }
    nell.get("/desk/roll/")
    for again in range(2):
        for page, n in counted.items():
            with django_assert_num_queries(n):
                assert nell.get(page).status_code == 200
        with django_assert_num_queries(8):
            assert nell.post("/desk/roll/search/", {"term": "member"}).status_code == 200
        member(f"A{again}", union.northside, email="")
        member(f"B{again}", union.northside, email="")
        Branch.objects.create(
            code=f"NW-{Branch.objects.count() + 1:03}", name="New", region_id=union.harbour.region_id
        )


def test_nell_finds_one_of_sixty_branches_and_only_a_page_of_them_is_counted(
    sign_in: SignIn, union: Union, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nell, region = sign_in(union.nell), union.harbour.region
    assert "A part of the name" not in text_of(nell.get("/desk/roll/"))
    Branch.objects.bulk_create(
        Branch(code=f"NW-9{n:02}", name=f"Quayside {n:02}", region=region) for n in range(60)
    )
    member("TP1", union.northside, email="")
    with django_assert_num_queries(9):
        first = text_of(nell.get("/desk/roll/"))
    assert ("Northside 1 1" in first, "Quayside 47 0 0" in first, "Quayside 48" in first) == (
        True,
        True,
        False,
    )
    assert "The next fifty" in first
    second = text_of(nell.get("/desk/roll/?page=2"))
    assert ("Quayside 48 0 0" in second, "Northside" in second, "The next" in second) == (True, False, False)
    found = text_of(nell.get("/desk/roll/?q=nw-907"))
    assert ("Quayside 07 0 0" in found, "Quayside 08" in found) == (True, False)
    assert "No branch of yours is called so." in text_of(nell.get("/desk/roll/?q=Zzyzx&page=x"))
    assert "Quayside" not in text_of(sign_in(union.ines).get("/desk/roll/?q=quayside"))


# --- the search


def test_a_member_is_found_by_number_name_or_address(sign_in: SignIn, union: Union) -> None:
    rowan = member("TP0001", union.northside, name="Rowan Ashby", email="rowan.ashby@example.org")
    ines, orla = sign_in(union.ines), sign_in(union.orla)
    for term in ["tp000", "rowan", "ASHBY", "ashby@exa"]:
        page = ines.post("/desk/roll/search/", {"term": term})
        assert "1 member found" in text_of(page), term
        assert f'href="/desk/roll/members/{rowan.pk}/"' in page.content.decode(), term
        assert "0 members found" in text_of(orla.post("/desk/roll/search/", {"term": term})), term


def test_at_most_50_are_shown(sign_in: SignIn, union: Union) -> None:
    Member.objects.bulk_create(
        Member(number=f"TP{n:03}", name=f"Same {n:03}", branch=union.northside, joined=date(2015, 9, 1))
        for n in range(51)
    )
    ines = sign_in(union.ines)
    with CaptureQueriesContext(connection) as captured:
        text = text_of(ines.post("/desk/roll/search/", {"term": "same"}))
    assert [q["sql"][-8:] for q in captured if "LIKE" in q["sql"]] == ["LIMIT 51"]
    assert ("The first 50 members" in text, "Same 049" in text, "Same 050" in text) == (True, True, False)
    Member.objects.get(number="TP050").delete()
    assert "50 members found" in text_of(ines.post("/desk/roll/search/", {"term": "same"}))


def test_a_term_that_finds_everybody_is_asked_again(sign_in: SignIn, union: Union) -> None:
    ines = sign_in(union.ines)
    for term, sentence in [
        ("", "Enter a number, a name or an address, or a part of one."),
        ("ro", "Enter at least three letters or digits."),
        ("x\0yz", "Null characters are not allowed."),
    ]:
        page = ines.post("/desk/roll/search/", {"term": term})
        assert (page.status_code, sentence in text_of(page)) == (422, True), term


def test_a_term_in_the_address_is_not_searched_for(sign_in: SignIn, union: Union) -> None:
    member("TP0001", union.northside, name="Rowan Ashby")
    text = text_of(sign_in(union.ines).get("/desk/roll/search/?term=rowan"))
    assert ("found" in text, "Rowan" in text) == (False, False)


def test_a_members_line_is_read(sign_in: SignIn, union: Union) -> None:
    rowan = member("TP1", union.northside, address="12 Larch Row\nQuarnthwaite", job_role="Clerk")
    text = text_of(sign_in(union.ines).get(f"/desk/roll/members/{rowan.pk}/"))
    assert "E-mail tp1@example.org Mobile None Postal address 12 Larch Row Quarnthwaite" in text
    assert "Job role Clerk Pay point None Joined 1 September 2015" in text


# --- who cannot be reached


def test_the_list_of_who_cannot_be_reached_is_told_and_taken_along(
    sign_in: SignIn, union: Union, noon: datetime
) -> None:
    member("TP1", union.northside, name="=Siân", email="", mobile="07700900001", address="12 Larch Row\nQ")
    member("0012", union.northside, name="Sana Mirza", email="sana@example.org")
    member("TP3", union.northside)
    suppress(recipient_hash("sana@example.org"), reason="550 5.1.1", at=noon)
    ines = sign_in(union.ines)
    text = text_of(ines.get("/desk/roll/branches/NW-001/unreachable/"))
    assert "2 active members of Northside" in text
    assert "Sana Mirza 0012 The address refused our letters" in text
    assert Entry.objects.count() == 0
    done = ines.post("/desk/roll/branches/NW-001/unreachable.csv")
    assert done["Content-Disposition"] == 'attachment; filename="cannot-be-reached-NW-001.csv"'
    # The mark without which a spreadsheet garbles accents, and apostrophes without which it drops zeros.
    assert done.content.startswith(b"\xef\xbb\xbf")
    assert done.content.decode("utf-8-sig").splitlines() == [
        "membership number,name,e-mail,mobile,employer,address,why",
        "TP1,'=Siân,,'07700900001,,\"12 Larch Row",
        'Q",No e-mail address',
        "'0012,Sana Mirza,sana@example.org,,,,The address refused our letters",
    ]
    entry = Entry.objects.get()
    assert (entry.action, entry.by, entry.subject) == (
        "roll.unreachable",
        union.ines,
        f"branch:{union.northside.pk}",
    )
    assert entry.detail == {"members": 2}


def test_nobody_who_cannot_be_reached(sign_in: SignIn, union: Union) -> None:
    member("TP1", union.northside)
    text = text_of(sign_in(union.ines).get("/desk/roll/branches/NW-001/unreachable/"))
    assert "Everybody here has an e-mail address" in text


def test_no_cell_is_a_formula() -> None:
    for start in ["=", "+", "-", "@", "\t", "\t=", "\r", "|", " =", "\n=", "\n+", "＝"]:
        assert safe(f"{start}1") == f"'{start}1", start
    assert (safe("1=1"), safe("")) == ("1=1", "")
    line = b"".join(as_csv([(12, "Rowan Ashby", "", "=1")])).decode("utf-8-sig")
    assert line == "12,Rowan Ashby,,'=1\r\n"
