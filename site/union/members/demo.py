"""A union to try things out on: twelve regions, 120 branches and 10,000 members, every one invented.

Everything goes through the real verbs. The same seed gives the same people on every machine.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

from union.demo import Hint
from union.members.enrolling import enrol_roll
from union.members.extract import HEADINGS
from union.members.founding import BranchRow, RegionRow, found_branches, found_regions
from union.members.models import Branch, Member
from union.pay.loading import load_njc_scale

DATA = Path(__file__).parent / "data"
SCALE = "njc-2021-22"
MEMBERS = 10_000
HOME_BRANCH, HOME_MEMBERS = "NW-001", 400
BRANCHES_A_REGION = 10
LAST_NUMBER = f"TP{MEMBERS:06d}"
LEFT = b",lapsed,"

# No real place: ten beginnings, and one ending for each region.
BEGINNINGS = [
    "Quarn",
    "Tarrow",
    "Merrin",
    "Oswen",
    "Pellow",
    "Rusken",
    "Wennet",
    "Yarrel",
    "Tessel",
    "Brockan",
]
PLACES = {
    "EM": "{}toft",
    "EA": "{}ney",
    "GL": "{} Park",
    "NO": "{}law",
    "NI": "Bally{}",
    "NW": "{}thwaite",
    "SC": "Inver{}",
    "SE": "{}hurst",
    "SW": "{}combe",
    "CW": "Llan{}",
    "WM": "{}wick",
    "YH": "{}thorpe",
}
EMPLOYERS = ["{} Council", "{} County Council", "{} Health Trust", "{} Schools Trust", "{} Care Trust"]
STREETS = ["Larch Row", "Heron Close", "Lantern Street", "Weaver's Yard", "Mill Lane", "Station Terrace"]
SECTORS = {
    "Local government": [
        "Social worker",
        "Family support worker",
        "Housing officer",
        "Librarian",
        "Planning officer",
        "Refuse collector",
    ],
    "Schools": ["Teaching assistant", "School secretary", "Caretaker", "Catering assistant"],
    "Social care": ["Care worker", "Home carer", "Day centre officer", "Occupational therapist"],
}


def people(*, at: datetime) -> list[Hint]:
    """The demo's regions, branches, pay scale and members; run again, it changes nothing."""
    if not Member.objects.filter(number=LAST_NUMBER).exists():
        found_regions(regions(), by=None, at=at)
        found_branches(branches(), by=None, at=at)
        load_njc_scale(at=at)
        headings, *lines = extract().splitlines(keepends=True)
        left = [line for line in lines if LEFT in line]  # after they had been members: else nobody adds them
        for some in ([line.replace(LEFT, b",active,") for line in lines], left):
            report = enrol_roll(b"".join([headings, *some]), by=None, at=at)
            if report.faults:
                raise RuntimeError(f"The demo's own extract has faults: {report.faults[0]}")
    home = Branch.objects.get(code=HOME_BRANCH)
    active = Member.objects.filter(branch=home).active().count()
    return [
        Hint(
            f"The roll of {home.name}, the demo branch: {active} members (officer@example.org)", "/desk/roll/"
        )
    ]


def regions() -> list[RegionRow]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as table:
        return [RegionRow(**row) for row in csv.DictReader(table)]


def branches() -> list[BranchRow]:
    return [
        BranchRow(f"{region.code}-{number:03d}", place(region.code, number), region.code)
        for region in regions()
        for number in range(1, BRANCHES_A_REGION + 1)
    ]


def place(region: str, number: int) -> str:
    beginning = BEGINNINGS[number - 1]
    name = PLACES[region].format(beginning)
    return name if PLACES[region].startswith("{}") else name.capitalize()


def employers(region: str) -> list[str]:
    return [name.format(place(region, number)) for number, name in enumerate(EMPLOYERS, start=1)]


def extract() -> bytes:
    """The membership extract of the demo, as a membership system would export it."""
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow([*HEADINGS, "address", "town", "postcode"])
    writer.writerows([*row, *address(number, row[4])] for number, row in enumerate(rows()))
    return table.getvalue().encode()


def rows() -> Iterator[list[str]]:
    chance = random.Random(20220315)
    givens, families = _names("given"), _names("family")
    for number, branch in enumerate(_branch_of_each(chance), start=1):
        at_home = branch == HOME_BRANCH
        given, family = (
            ("Rowan", "Ashby") if number == 1 else (chance.choice(givens), chance.choice(families))
        )
        serial = "" if number == 1 else str(number)
        status = "active" if at_home else chance.choices(["active", "retired", "lapsed"], [90, 6, 4])[0]
        sector = "Local government" if at_home else chance.choice(list(SECTORS))
        on_the_spine = at_home or (status == "active" and chance.random() < 0.8)
        yield [
            f"TP{number:06d}",
            f"{given} {family}",
            f"{given}.{family}{serial}@example.org".lower() if at_home or chance.random() > 0.06 else "",
            f"07700 900{number % 1000:03d}" if chance.random() < 0.7 else "",
            branch,
            chance.choice(employers(branch[:2])),
            sector,
            role(number, "Social worker" if number == 1 else chance.choice(SECTORS[sector])),
            SCALE if on_the_spine else "",
            str(21 if number == 1 else chance.randint(1, 43)) if on_the_spine else "",
            (date(2022, 1, 31) - timedelta(days=chance.randrange(12_000))).isoformat(),
            status,
        ]


def role(number: int, job: str) -> str:
    """Two social workers of three are senior ones."""
    return "Senior social worker" if job == "Social worker" and number % 3 != 1 else job


def address(number: int, branch: str) -> tuple[str, str, str]:
    """Where nobody lives: an invented street, place and postcode."""
    region, _, at = branch.partition("-")
    street = f"{1 + number % 90} {STREETS[number % len(STREETS)]}"
    return street, place(region, int(at)), f"ZZ{1 + number % 9} {number % 10}ZZ"


def _branch_of_each(chance: random.Random) -> list[str]:
    """A branch code for every member: 400 in the demo branch, the rest spread unevenly, no branch empty."""
    others = [row.code for row in branches() if row.code != HOME_BRANCH]
    sizes = [chance.choice([1, 2, 4, 8, 12]) for _ in others]
    spread = chance.choices(others, sizes, k=MEMBERS - HOME_MEMBERS - len(others))
    return [HOME_BRANCH] * HOME_MEMBERS + sorted(others + spread)


def _names(kind: str) -> list[str]:
    return (DATA / f"{kind}-names.txt").read_text("utf-8").split()
