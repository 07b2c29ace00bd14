"""The membership extract comes in: all of it, or nothing."""

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from union.audit.models import Entry
from union.members import staging
from union.members.enrolling import RollReport, RollStale, RollUnreadable, Terms, enrol_roll
from union.members.extract import REQUIRED
from union.members.founding import BranchRow, found_branches
from union.members.models import Branch, Employer, Member

pytestmark = pytest.mark.django_db
NEW = 26  # statements of an extract with a new employer


@pytest.fixture(autouse=True)
def _union(noon: datetime) -> None:
    small_union(at=noon)


@pytest.mark.any_database
def test_three_people_join_the_roll(noon: datetime) -> None:
    report = enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=noon)
    assert report == RollReport(added=3, new_employers=1)
    rowan = Member.objects.select_related("branch__region", "employer", "pay_point").get(number="TP1")
    assert (rowan.name, rowan.email, rowan.mobile) == (
        "Rowan Ashby",
        "rowan.ashby@example.org",
        "07700 900001",
    )
    assert (rowan.branch.code, rowan.branch.region.code) == ("NW-001", "NW")
    assert rowan.employer is not None
    assert rowan.pay_point is not None
    assert (rowan.employer.name, rowan.pay_point.number) == ("Quarnthwaite Council", 21)
    assert (rowan.sector, rowan.job_role) == ("Local government", "Social worker")
    assert (rowan.joined, rowan.status) == (date(2015, 9, 1), "active")


@pytest.mark.any_database
def test_the_same_extract_again_changes_nobody(noon: datetime) -> None:
    data = extract_of(ROWAN, SANA, BRAM).encode()
    enrol_roll(data, by=None, at=noon)
    assert enrol_roll(data, by=None, at=noon) == RollReport(unchanged=3)


@pytest.mark.any_database
def test_changes_and_lapses_are_told_apart(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA, BRAM).encode(), by=None, at=noon)
    moved = SANA | {"employer": "Tarrowthwaite Care Trust", "pay scale": "", "pay point": ""}
    gone = BRAM | {"status": "Lapsed"}
    report = enrol_roll(extract_of(ROWAN, moved, gone).encode(), by=None, at=noon)
    assert report == RollReport(
        changed=2,
        lapsed=1,
        unchanged=1,
        new_employers=1,
        changes={"employer": 1, "pay point": 1, "status": 1},
    )
    sana = Member.objects.select_related("employer").get(number="TP2")
    assert sana.employer is not None
    assert (sana.employer.name, sana.pay_point_id) == ("Tarrowthwaite Care Trust", None)
    assert Member.objects.get(number="TP3").status == "lapsed"


@pytest.mark.any_database
def test_a_dry_run_tells_the_same_and_writes_nothing(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    before = (list(Member.objects.values()), Employer.objects.count(), Entry.objects.count())
    moved = ROWAN | {"employer": "Tarrowthwaite Care Trust"}
    report = enrol_roll(extract_of(moved, SANA).encode(), by=None, at=noon, dry_run=True)
    assert report == RollReport(added=1, changed=1, new_employers=1, changes={"employer": 1}, dry_run=True)
    assert (list(Member.objects.values()), Employer.objects.count(), Entry.objects.count()) == before


@pytest.mark.any_database
def test_who_is_not_in_the_extract_stays_as_she_is(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon)
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    assert Member.objects.get(number="TP2").status == "active"


@pytest.mark.any_database
def test_the_import_is_audited_with_counts_only(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon)
    entry = Entry.objects.get(action="roll.imported")
    assert (entry.subject, entry.by, entry.at) == ("roll", None, noon)
    assert entry.detail == {
        "added": 2,
        "changed": 0,
        "lapsed": 0,
        "unchanged": 0,
        "not_added": 0,
        "new_employers": 1,
        "missing_lapsed": 0,
    }


@pytest.mark.any_database
def test_a_chosen_layout_may_leave_columns_to_the_roll(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    data = b"Nr;Who;Unit;Since;State;Post\nTP1;Rowan Ash;NW-001;2015-09-01;retired;Clerk\n"
    layout = ["membership number", "name", "branch code", "joined", "status", ""]
    report = enrol_roll(data, by=None, at=noon, terms=Terms(layout=layout))
    assert report == RollReport(changed=1, changes={"name": 1, "status": 1}, ignored=["Post"])
    rowan = Member.objects.get()
    assert (rowan.name, rowan.status, rowan.email) == ("Rowan Ash", "retired", "rowan.ashby@example.org")
    assert (rowan.job_role, rowan.pay_point is not None) == ("Social worker", True)


@pytest.mark.parametrize(
    ("layout", "sentence"),
    [
        (["membership number", "name", "branch code", "joined"], "missing: status."),
        ([*REQUIRED, "pay scale"], "Pay scale and pay point go together"),
        ([*REQUIRED, "name"], "Two columns have the heading name"),
        ([*REQUIRED, ""], "The file has other columns than before: upload it again."),
    ],
)
def test_a_layout_that_cannot_be_is_refused(noon: datetime, layout: list[str], sentence: str) -> None:
    with pytest.raises(RollUnreadable, match=sentence):
        enrol_roll(b"a,b,c,d,e\n1,2,3,4,5\n", by=None, at=noon, terms=Terms(layout=layout))


@pytest.mark.any_database
def test_only_lines_and_members_of_the_branches_one_looks_after(noon: datetime) -> None:
    found_branches([BranchRow("NW-002", "Tarrowthwaite", "NW")], by=None, at=noon)
    own = Branch.objects.get(code="NW-002")
    enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    theirs = SANA | {"branch code": "nw-001"}
    taken = ROWAN | {"branch code": "NW-002"}
    data = extract_of(theirs, taken, BRAM | {"branch code": "NW-002"}).encode()
    report = enrol_roll(data, by=None, at=noon, terms=Terms(within=[own.pk]))
    assert [str(fault) for fault in report.faults] == [
        "Line 2, branch code: “nw-001” is not a branch that you look after: take the line out of the file.",
        "Line 3, membership number: “TP1” is in a branch that you do not look after: take the line out.",
    ]
    assert (Member.objects.count(), report.faults_found) == (1, 2)


def test_a_line_of_another_branch_is_found_among_plain_ones(noon: datetime) -> None:
    found_branches([BranchRow("NW-002", "Tarrowthwaite", "NW")], by=None, at=noon)
    own = Branch.objects.get(code="NW-001")
    data = extract_of(ROWAN, SANA, BRAM | {"branch code": "NW-002"}).encode()
    report = enrol_roll(data, by=None, at=noon, terms=Terms(within=[own.pk]))
    assert [str(fault) for fault in report.faults] == [
        "Line 4, branch code: “NW-002” is not a branch that you look after: take the line out of the file."
    ]


@pytest.mark.any_database
def test_a_number_that_lost_its_first_zeros_is_nobody_new(noon: datetime) -> None:
    """Else Rowan would stand on the roll twice, and be sent two votes."""
    padded, other = ROWAN | {"membership number": "0012345"}, SANA | {"membership number": "00120"}
    enrol_roll(extract_of(padded, other).encode(), by=None, at=noon)
    report = enrol_roll(extract_of(ROWAN | {"membership number": "12345"}, BRAM).encode(), by=None, at=noon)
    assert [str(fault) for fault in report.faults] == [
        "Line 2, membership number: “12345” is “0012345” on the roll: "
        "format the column as text and export it again."
    ]
    assert Member.objects.count() == 2
    assert enrol_roll(extract_of(padded, BRAM).encode(), by=None, at=noon).added == 1


@pytest.mark.any_database
def test_who_is_missing_is_told_and_lapses_only_on_demand(noon: datetime) -> None:
    found_branches([BranchRow("NW-002", "Tarrowthwaite", "NW")], by=None, at=noon)
    elsewhere = BRAM | {"branch code": "NW-002"}
    enrol_roll(extract_of(ROWAN, SANA, elsewhere).encode(), by=None, at=noon)
    data = extract_of(ROWAN).encode()
    report = enrol_roll(data, by=None, at=noon)
    assert (report.missing, report.missing_numbers, report.missing_lapsed) == (1, ["TP2"], 0)
    report = enrol_roll(data, by=None, at=noon, terms=Terms(lapse=True))
    assert (report.missing_lapsed, report.unchanged) == (1, 1)
    states = Member.objects.order_by("number").values_list("number", "status")
    assert list(states) == [("TP1", "active"), ("TP2", "lapsed"), ("TP3", "active")]
    assert enrol_roll(data, by=None, at=noon, terms=Terms(lapse=True)).missing == 0


@pytest.mark.any_database
def test_a_report_holds_until_the_roll_changes_under_it(noon: datetime) -> None:
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon)
    data = extract_of(ROWAN | {"name": "Rowan Ash"}, SANA).encode()
    seal = enrol_roll(data, by=None, at=noon, dry_run=True).seal
    assert enrol_roll(data, by=None, at=noon, dry_run=True, terms=Terms(seal=seal)).changed == 1
    # As many changes as before, but of another member.
    enrol_roll(extract_of(ROWAN | {"name": "Rowan Ash"}, SANA | {"name": "S"}).encode(), by=None, at=noon)
    with pytest.raises(RollStale, match="Check it again, then write it"):
        enrol_roll(data, by=None, at=noon, terms=Terms(seal=seal))
    assert Member.objects.get(number="TP2").name == "S"


def test_more_new_employers_than_there_are_is_a_wrong_column(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "MOST_EMPLOYERS", 1)
    people = [ROWAN, SANA | {"employer": "Tarrowthwaite Care Trust"}]
    with pytest.raises(RollUnreadable, match="look whether the right column was chosen"):
        enrol_roll(extract_of(*people).encode(), by=None, at=noon)
    assert (Member.objects.count(), Employer.objects.count()) == (0, 0)


@pytest.mark.any_database
def test_what_could_break_a_copy_is_kept_as_it_came(noon: datetime) -> None:
    odd = ROWAN | {"name": "Ro\\wan\\N", "job role": "\\.", "employer": "\\t Council", "sector": "\\N"}
    enrol_roll(extract_of(odd).encode(), by=None, at=noon)
    rowan = Member.objects.select_related("employer").get()
    assert (rowan.name, rowan.job_role, rowan.sector) == ("Ro\\wan\\N", "\\.", "\\N")
    assert rowan.employer is not None
    assert rowan.employer.name == "\\t Council"


def test_1_and_3_people_take_the_same_number_of_queries(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # savepoint and release, pay points, branches, employers; 3 x 3 for the tables beside the roll, lines in,
    # who is twice, who lost zeros, what differs, who is missing and which, which employers are new,
    # employers in, their numbers, the roll, audit
    with django_assert_num_queries(NEW):
        enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
    people = [p | {"employer": "Tarrowthwaite Care Trust"} for p in (ROWAN, SANA, BRAM)]
    with django_assert_num_queries(NEW):
        enrol_roll(extract_of(*people).encode(), by=None, at=noon)
    with django_assert_num_queries(NEW - 3):
        enrol_roll(extract_of(*people).encode(), by=None, at=noon)


def test_2000_people_take_no_more(noon: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    data = extract_of(*[ROWAN | {"membership number": f"TP{n}"} for n in range(2000)]).encode()
    with django_assert_num_queries(NEW):
        assert enrol_roll(data, by=None, at=noon).added == 2000
    with django_assert_num_queries(NEW - 3):
        assert enrol_roll(data, by=None, at=noon).unchanged == 2000
