"""Setting up regions and branches."""

from datetime import datetime

import pytest

from union.audit.models import Entry
from union.members.founding import BranchRow, RegionRow, RegionUnknown, found_branches, found_regions
from union.members.models import Branch, Region

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

NORTH_WEST = RegionRow("NW", "North West")
WALES = RegionRow("CW", "Cymru/Wales", "Cymru")


def test_regions_and_branches_are_set_up_once(noon: datetime) -> None:
    assert found_regions([NORTH_WEST, WALES], by=None, at=noon) == 2
    branches = [BranchRow("NW-001", "Quarnthwaite", "NW"), BranchRow("CW-001", "Llanquarn", "CW")]
    assert found_branches(branches, by=None, at=noon) == 2
    assert found_regions([NORTH_WEST, WALES], by=None, at=noon) == 0
    assert found_branches(branches, by=None, at=noon) == 0
    assert Region.objects.get(code="CW").name_cy == "Cymru"
    assert list(Branch.objects.values_list("code", "region__code")) == [("CW-001", "CW"), ("NW-001", "NW")]
    assert list(Entry.objects.values_list("action", "detail")) == [
        ("roll.regions", {"added": 2}),
        ("roll.branches", {"added": 2}),
    ]


def test_what_exists_is_left_as_it_is(noon: datetime) -> None:
    found_regions([NORTH_WEST], by=None, at=noon)
    found_branches([BranchRow("NW-001", "Quarnthwaite", "NW")], by=None, at=noon)
    found_branches([BranchRow("NW-001", "Elsewhere", "NW")], by=None, at=noon)
    assert Branch.objects.get().name == "Quarnthwaite"


def test_a_branch_in_a_region_that_is_not_there_is_refused_with_all_others(noon: datetime) -> None:
    found_regions([NORTH_WEST], by=None, at=noon)
    with pytest.raises(RegionUnknown) as refusal:
        found_branches(
            [BranchRow("NW-001", "Quarnthwaite", "NW"), BranchRow("ZZ-001", "Nowhere", "ZZ")],
            by=None,
            at=noon,
        )
    assert str(refusal.value) == "No region has the code ZZ: set it up first."
    assert not Branch.objects.exists()
