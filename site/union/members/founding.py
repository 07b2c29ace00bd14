"""Setting up the regions and branches that the roll stands on."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from union.audit.recording import record
from union.members.models import Branch, Region


class RegionRow(NamedTuple):
    code: str
    name: str
    name_cy: str = ""


class BranchRow(NamedTuple):
    code: str
    name: str
    region: str


class RegionUnknown(ValueError):
    """A branch names a region that the union does not have."""


def found_regions(rows: Sequence[RegionRow], *, by: AbstractBaseUser | None, at: datetime) -> int:
    """Set up the regions that are not there yet; the number of new ones. Nothing that exists is changed."""
    with transaction.atomic():
        known = set(Region.objects.order_by().values_list("code", flat=True))
        new = [Region(**row._asdict()) for row in rows if row.code not in known]
        if new:
            Region.objects.bulk_create(new)
            record("roll.regions", subject="roll", by=by, at=at, detail={"added": len(new)})
    return len(new)


def found_branches(rows: Sequence[BranchRow], *, by: AbstractBaseUser | None, at: datetime) -> int:
    """Set up the branches that are not there yet, all or none; how many are new. Raises RegionUnknown."""
    with transaction.atomic():
        known = set(Branch.objects.order_by().values_list("code", flat=True))
        regions = {region.code: region for region in Region.objects.order_by()}
        if strange := sorted({row.region for row in rows} - set(regions)):
            raise RegionUnknown(f"No region has the code {' or '.join(strange)}: set it up first.")
        new = [
            Branch(code=row.code, name=row.name, region=regions[row.region])
            for row in rows
            if row.code not in known
        ]
        if new:
            Branch.objects.bulk_create(new)
            record("roll.branches", subject="roll", by=by, at=at, detail={"added": len(new)})
    return len(new)
