"""A small union, and lines of its membership extract."""

from datetime import datetime

from tests.union.pay.factories import njc_scale
from union.members.extract import HEADINGS
from union.members.founding import BranchRow, RegionRow, found_branches, found_regions

HEADER = ",".join(HEADINGS)
ROWAN = {
    "membership number": "TP1",
    "name": "Rowan Ashby",
    "e-mail": "rowan.ashby@example.org",
    "mobile": "07700 900001",
    "branch code": "NW-001",
    "employer": "Quarnthwaite Council",
    "sector": "Local government",
    "job role": "Social worker",
    "pay scale": "njc-2021-22",
    "pay point": "21",
    "joined": "2015-09-01",
    "status": "active",
}
SANA = ROWAN | {"membership number": "TP2", "name": "Sana Mirza", "e-mail": "sana.mirza@example.org"}
BRAM = ROWAN | {"membership number": "TP3", "name": "Bram Teller", "e-mail": ""}


def small_union(*, at: datetime) -> None:
    """One region, one branch, the national pay spine; nobody in it yet."""
    found_regions([RegionRow("NW", "North West")], by=None, at=at)
    found_branches([BranchRow("NW-001", "Quarnthwaite", "NW")], by=None, at=at)
    njc_scale()


def extract_of(*people: dict[str, str], delimiter: str = ",") -> str:
    """The extract with these people, a header first; line 2 is the first of them."""
    lines = [list(HEADINGS), *([person[column] for column in HEADINGS] for person in people)]
    return "".join(delimiter.join(line) + "\r\n" for line in lines)
