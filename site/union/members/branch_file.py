"""Reading the union's regions and branches from a file: every faulty line with its reason, or all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO

from union.members.founding import BranchRow, RegionRow
from union.members.reading import read_table
from union.members.spreadsheet import safe

HEADINGS = ("branch code", "branch", "region code", "region", "region in welsh")
CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
LONGEST = {"branch code": 12, "branch": 120, "region code": 4, "region": 80, "region in welsh": 80}
MAY_BE_EMPTY = "region in welsh"


class BranchesUnreadable(ValueError):
    """The file cannot be taken; `faults` has a sentence for every faulty line."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = list(faults)


@dataclass
class BranchFile:
    """What a file says: each region and each branch once, by code."""

    regions: dict[str, RegionRow] = field(default_factory=dict)
    branches: dict[str, BranchRow] = field(default_factory=dict)


def read_branches(file: IO[bytes]) -> BranchFile:
    """A line for each branch, under the headings. Raises BranchesUnreadable, or RollUnreadable: no table."""
    table, faults, said = read_table(file), list[str](), BranchFile()
    columns = {" ".join(heading.lower().split()): at for at, heading in enumerate(table.headings)}
    if missing := [name for name in HEADINGS if name not in columns and name != MAY_BE_EMPTY]:
        raise BranchesUnreadable(
            f"The first line lacks {', '.join(missing)}: see the example in docs/roll.md."
        )
    for row in table.rows:
        if isinstance(row.cells, str):
            faults.append(f"Line {row.line}: {row.cells}")
        else:
            faults += [f"Line {row.line}, {fault}" for fault in _take(row.cells, columns, said)]
    if faults or not said.branches:
        raise BranchesUnreadable(*(faults or ["The file holds no branch."]))
    return said


def _take(cells: list[str], columns: dict[str, int], said: BranchFile) -> list[str]:
    """Put the branch of a line to what was said, or return what is wrong with it."""
    cells = [" ".join(cell.split()) for cell in cells]
    line = {name: cells[columns[name]] if name in columns else "" for name in HEADINGS}
    line |= {name: line[name].upper() for name in ("branch code", "region code")}
    if faults := [f"{name}: {fault}" for name in HEADINGS for fault in _wrong(name, line[name])]:
        return faults
    code, region = line["branch code"], line["region code"]
    if code in said.branches:
        return [f"branch code: {code} stands on a line above already."]
    named = RegionRow(region, line["region"], line["region in welsh"])
    if said.regions.setdefault(region, named) != named:
        return [f"region: {region} is called {said.regions[region].name} on a line above."]
    said.branches[code] = BranchRow(code, line["branch"], region)
    return []


def _wrong(name: str, value: str) -> list[str]:
    if not value:
        return [] if name == MAY_BE_EMPTY else ["it is missing."]
    if len(value) > LONGEST[name]:
        return [f"it has over {LONGEST[name]} letters."]
    if name.endswith("code") and not CODE.fullmatch(value):
        return [f"“{value}” is no code: letters and digits, with hyphens between them."]
    if not value.isprintable():
        return ["there is a character that cannot be printed: type the cell again."]
    if safe(value) != value:
        # The evidence of a ballot names branches and regions to the byte, and is opened in spreadsheets.
        return [f"“{value}” begins as a formula does: begin it with a letter or a digit."]
    return []
