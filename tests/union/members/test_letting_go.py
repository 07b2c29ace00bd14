"""Whoever left the union leaves the roll: half a year later, and without anybody's asking."""

from datetime import date, datetime, timedelta

import pytest
from django.test import override_settings

from campaigns.consultations.models import Participation
from tests.ballots import factories as ballots
from tests.ballots.factories import a_branch
from tests.consultations import factories as consultations
from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from union.audit.models import Entry
from union.expiring import Expired
from union.members.enrolling import RollReport, Terms, enrol_roll
from union.members.letting_go import expire_lapsed
from union.members.models import Employer, Member, RollUpload

pytestmark = pytest.mark.django_db
LEFT = SANA | {"status": "lapsed"}
DAY = timedelta(days=1)


def roll(at: datetime, *people: dict[str, str], **terms: bool) -> RollReport:
    return enrol_roll(extract_of(*people).encode(), by=None, at=at, terms=Terms(**terms))


def gone(at: datetime, *, dry_run: bool = False) -> int:
    [line] = expire_lapsed(at=at, dry_run=dry_run)
    assert (line.what, line.rule) == ("members who left, on the roll", "183 days after they lapsed")
    return line.n


def numbers() -> list[str]:
    return list(Member.objects.values_list("number", flat=True))


@pytest.mark.any_database
def test_sana_left_in_november_and_the_roll_forgets_her_in_may(noon: datetime) -> None:
    small_union(at=noon)
    roll(noon, ROWAN, SANA, BRAM)
    roll(noon + DAY, ROWAN, LEFT, BRAM | {"status": "retired"})
    roll(noon + 30 * DAY, LEFT | {"mobile": ""}, ROWAN | {"status": "lapsed"}, BRAM)
    roll(noon + 60 * DAY, LEFT, ROWAN, BRAM)  # Rowan came back
    assert Member.objects.get(number="TP2").lapsed_on == (noon + DAY).date()
    assert gone(noon + 183 * DAY) == 0
    assert (gone(noon + 184 * DAY, dry_run=True), numbers()) == (1, ["TP1", "TP2", "TP3"])
    assert (gone(noon + 184 * DAY), gone(noon + 900 * DAY), numbers()) == (1, 0, ["TP1", "TP3"])
    entry = Entry.objects.get(action="roll.let_go")
    assert (entry.subject, entry.by, entry.detail) == ("roll", None, {"members": 1})

    moved, elsewhere = {"employer": "Tarrowney Trust"}, {"employer": "Merrinlaw Council"}
    report = roll(
        noon + 185 * DAY, LEFT | elsewhere, ROWAN | moved, BRAM
    )  # an employer of nobody is not made
    assert report == RollReport(changed=1, unchanged=1, not_added=1, changes={"employer": 1}, new_employers=1)
    employers = dict(Member.objects.values_list("number", "employer__name"))
    assert employers == {"TP1": "Tarrowney Trust", "TP3": "Quarnthwaite Council"}
    assert {employer.name for employer in Employer.objects.all()} == set(employers.values())
    assert roll(noon + 185 * DAY, ROWAN, BRAM).changes == {"employer": 1}
    assert roll(noon + 186 * DAY, ROWAN, SANA, BRAM) == RollReport(added=1, unchanged=2)
    assert roll(noon + 187 * DAY, ROWAN, BRAM, lapse=True).missing_lapsed == 1
    assert Member.objects.get(number="TP2").lapsed_on == (noon + 187 * DAY).date()
    with override_settings(LAPSED_KEPT_DAYS=10):
        assert expire_lapsed(at=noon + 197 * DAY, dry_run=False) == [
            Expired("members who left, on the roll", "10 days after they lapsed", 1)
        ]


@pytest.mark.any_database
def test_nobody_goes_whom_a_ballot_a_consultation_or_a_waiting_file_needs(noon: datetime) -> None:
    home = a_branch(members=4)
    ballot = ballots.opened(home, noon=noon)
    asked = Member.objects.create(number="TP7", name="Cat Asher", branch=home, joined=date(2015, 9, 1))
    Participation.objects.create(consultation=consultations.draft(at=noon), member=asked)
    Member.objects.create(number="TP8", name="Ben Orme", branch=home, joined=date(2015, 9, 1))
    Member.objects.update(status="lapsed", lapsed_on=noon.date())
    file = RollUpload.objects.create(name="roll.csv", size=1, sha256="", at=noon)
    file.branches.add(home)
    assert gone(noon + 999 * DAY) == 0
    RollUpload.objects.update(discarded_at=noon)
    assert (gone(noon + 999 * DAY), Member.objects.count(), ballot.roll.count()) == (1, 5, 4)
    ballot.roll.all().delete()
    assert (gone(noon + 999 * DAY), numbers()) == (4, ["TP7"])
    Participation.objects.all().delete()
    assert gone(noon + 999 * DAY) == 1


def test_who_lapsed_before_days_were_noted_has_the_first_night_as_theirs(noon: datetime) -> None:
    small_union(at=noon)
    roll(noon, ROWAN, SANA)
    Member.objects.filter(number="TP2").update(status="lapsed")
    assert (gone(noon, dry_run=True), Member.objects.filter(lapsed_on=None).count()) == (0, 2)
    assert (gone(noon), gone(noon + 182 * DAY), gone(noon + 183 * DAY)) == (0, 0, 1)
    assert numbers() == ["TP1"]
