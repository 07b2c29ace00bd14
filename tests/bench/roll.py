"""The roll: enrolling 100,000 members beside a bare COPY of the same rows, and 1.3 million in little memory.

A workbook and the large one run in a process of their own, whose memory at its peak is read afterwards:
python -m tests.bench.roll FILE
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

import django

from tests.bench.measuring import Cost, backend_cpu, backend_pid, megabytes
from tests.bench.rows import Row

SOME, ALL = 100_000, 1_300_000
ROOT = Path(__file__).parent.parent.parent


def rows() -> Iterator[Row]:
    set_up()
    bare = bare_copy(SOME)
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder) / "some.csv", SOME)
        first = enrol(file)
        again = enrol(file)
        yield one("one member of 100,000, new", first, at_most=50)
        yield one("one member of 100,000, unchanged", again, at_most=50)
        yield one("one row of a bare COPY of the same", bare)
        yield Row.ratio("new to bare COPY", first.total / bare.total)
        yield Row.ratio("unchanged to bare COPY", again.total / bare.total)
        empty()
        yield from enrol_workbook(written_as_workbook(Path(folder) / "some.xlsx", SOME), csv=first)
        empty()
        yield from enrol_all(written(Path(folder) / "all.csv", ALL))


def one(work: str, cost: Cost, *, at_most: float | None = None) -> Row:
    """A line in thousandths of a millisecond: that is what one member costs."""
    parts = f"{work} ({cost.python * 1000:.1f} + {cost.database * 1000:.1f})"
    return Row(parts, figure=cost.total * 1000, unit="us", at_most=at_most)


def enrol_workbook(file: Path, *, csv: Cost) -> Iterator[Row]:
    """Cell by cell out of XML: several times the text, and its shared texts in memory."""
    told = enrol_in_a_child(file)
    cost = Cost(told["python"], told["database"], statements=0)
    yield one("one member of 100,000, new, from a workbook", cost, at_most=500)
    yield Row.ratio("workbook to text", cost.total / csv.total)
    yield Row("workbook, peak memory of the worker", figure=told["megabytes"], unit="MB", at_most=300)


def enrol_all(file: Path) -> Iterator[Row]:
    told = enrol_in_a_child(file)
    seconds = (told["python"] + told["database"]) * ALL / 1000
    yield Row("1.3 million new members, CPU", figure=seconds, unit="s", at_most=90)
    yield Row("1.3 million, by the clock", figure=told["clock"], unit="s")
    yield Row("1.3 million, peak memory of the worker", figure=told["megabytes"], unit="MB", at_most=300)


def enrol_in_a_child(file: Path) -> dict[str, float]:
    """As a worker would: client and backend for one member, and the worker's memory at its highest."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.roll", str(file)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def set_up() -> None:
    from django.utils import timezone

    from union.members import demo
    from union.members.founding import found_branches, found_regions

    at = timezone.now()
    found_regions(demo.regions(), by=None, at=at)
    found_branches(demo.branches(), by=None, at=at)
    demo.load_njc_scale(at=at)


def people(many: int) -> Iterator[list[str]]:
    """Invented members, one after the other: spread over branches, employers, days and pay points."""
    from union.members import demo

    branches = [row.code for row in demo.branches()]
    employers = [name for region in demo.regions() for name in demo.employers(region.code)]
    sectors = [(sector, job) for sector, jobs in demo.SECTORS.items() for job in jobs]
    for n in range(many):
        sector, job = sectors[n % len(sectors)]
        yield [
            f"TP{n:07d}",
            f"Rowan Ashby {n % 977}",
            f"rowan.ashby{n}@example.org" if n % 17 else "",
            f"07700 {900000 + n % 1000}",
            branches[n * 7919 % len(branches)],
            employers[n % len(employers)],
            sector,
            job,
            demo.SCALE,
            str(1 + n % 43),
            (date(2022, 1, 31) - timedelta(days=n % 12_000)).isoformat(),
            "active" if n % 25 else "retired",
        ]


def written(file: Path, many: int) -> Path:
    from union.members.extract import HEADINGS

    with file.open("w", encoding="utf-8") as out:
        out.write(",".join(HEADINGS) + "\n")
        out.writelines(",".join(person) + "\n" for person in people(many))
    return file


def written_as_workbook(file: Path, many: int) -> Path:
    """The same members on a sheet, the day they joined as Excel keeps days."""
    from openpyxl import Workbook

    from union.members.extract import HEADINGS

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Members")
    sheet.append(list(HEADINGS))
    joined = list(HEADINGS).index("joined")
    for person in people(many):
        sheet.append([*person[:joined], date.fromisoformat(person[joined]), *person[joined + 1 :]])
    book.save(file)
    return file


def enrol(file: Path) -> Cost:
    """The cost of one line of the file."""
    from union.members.enrolling import enrol_roll

    def work(extract: IO[bytes]) -> int:
        report = enrol_roll(extract, by=None, at=datetime.now().astimezone())
        assert report.faults_found == 0
        return report.added + report.changed + report.unchanged

    pid = backend_pid()
    python, database = time.process_time(), backend_cpu(pid)
    with file.open("rb") as extract:
        lines = work(extract)
    spent = time.process_time() - python, backend_cpu(pid) - database
    return Cost(python=spent[0] / lines * 1000, database=spent[1] / lines * 1000, statements=0)


def bare_copy(many: int) -> Cost:
    """The same rows, ready-made, into a table with no index, constraint or key."""
    from django.db import connection

    lines = ["\t".join(person) + "\n" for person in people(many)]
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{n} text" for n in range(12))
        cursor.execute(f"CREATE TABLE bare ({columns})")
        pid = backend_pid()
        python, database = time.process_time(), backend_cpu(pid)
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for at in range(0, many, 5000):
                copy.write("".join(lines[at : at + 5000]))
        spent = time.process_time() - python, backend_cpu(pid) - database
        cursor.execute("DROP TABLE bare")
    return Cost(python=spent[0] / many * 1000, database=spent[1] / many * 1000, statements=0)


def empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE members_member CASCADE")


def main(file: Path) -> None:
    """The child: enrol the file and say what it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = "bench"
    began = time.monotonic()
    cost = enrol(file)
    told = {
        "python": cost.python,
        "database": cost.database,
        "clock": time.monotonic() - began,
        "megabytes": megabytes("VmHWM"),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
