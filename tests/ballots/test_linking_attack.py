"""The attack of somebody who holds the live database: join roll and box, and learn who voted how.

Before close the attack must work, or it would prove nothing; after close it must match nobody, while two
other ballots stay open and lose nothing. A join by order alone hits one voter by luck whatever the order, so
for orders the bound is luck: of 40 voters more than 8 right would happen once in a million times.
"""

import re
import shutil
import sqlite3
import struct
import subprocess
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from psycopg.errors import Diagnostic

from ballots.closing import close_ballot, wipe_traces
from ballots.linking import token_for
from ballots.models import Ballot, BoxPaper, RollEntry, StagedPaper
from ballots.tallying import count_ballot
from ballots.wagtail_hooks import health
from tests.ballots.factories import a_branch, cast, opened
from union.health import Finding

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 40
LUCK = 8
Truth = dict[int, str]


class Town:
    """Three ballots: the one that is attacked and two that stay open; each truth is entry -> digest."""

    def __init__(self, noon: datetime) -> None:
        self.ballot = opened(a_branch(members=VOTERS), noon=noon)
        self.others = [
            opened(a_branch(f"SW-00{n}", members=12), noon=noon, slug=f"other-{n}") for n in (1, 2)
        ]
        self.truths: list[Truth] = [{}, {}, {}]

    def vote(self) -> None:
        """Members vote in the order of the roll, those of the other ballots in between."""
        places = [
            iter(held.roll.select_related("ballot").order_by("pk")) for held in (self.ballot, *self.others)
        ]
        for place in range(VOTERS):
            for entries, truth in zip(places if place < 8 else places[:1], self.truths, strict=False):
                entry = next(entries)
                truth[entry.pk] = cast(entry, answer=1 + entry.pk % 2).digest

    @property
    def truth(self) -> Truth:
        return self.truths[0]

    def lost_nothing(self) -> None:
        """The other ballots still hold every paper, take more, and count them all."""
        for other, truth in zip(self.others, self.truths[1:], strict=True):
            staged = StagedPaper.objects.filter(ballot=other).values_list("digest", flat=True)
            assert sorted(bytes(digest).hex() for digest in staged) == sorted(truth.values())
            for entry in other.roll.select_related("ballot").filter(has_voted=False)[:4]:
                truth[entry.pk] = cast(entry).digest
            assert close_ballot(other, at=other.closes_at)
            assert count_ballot(other, at=other.closes_at).results["counted"] == 12
            box = BoxPaper.objects.filter(ballot=other).values_list("digest", flat=True)
            assert sorted(bytes(digest).hex() for digest in box) == sorted(truth.values())


@pytest.fixture
def town(noon: datetime) -> Town:
    return Town(noon)


def right(pairs: Iterable[tuple[int, str]], truth: Truth) -> int:
    """How many of the pairs the attacker found are true."""
    return sum(truth.get(entry) == digest for entry, digest in pairs)


def by_rank(voters: Sequence[int], papers: Sequence[str], truth: Truth) -> int:
    """The first voter with the first paper, and so on."""
    return right(zip(voters, papers, strict=True), truth)


def ask(sql: str, *values: int | str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def voters_by(order: str, ballot: Ballot) -> list[int]:
    sql = f"SELECT id FROM ballots_rollentry WHERE ballot_id = %s AND has_voted ORDER BY {order}"
    return [int(str(row[0])) for row in ask(sql, ballot.pk)]


def papers_by(order: str, table: str, ballot: Ballot) -> list[str]:
    rows = ask(f"SELECT digest FROM {table} WHERE ballot_id = %s ORDER BY {order}", ballot.pk)
    return [bytes(row[0]).hex() for row in rows]  # type: ignore[call-overload]


# --- PostgreSQL

XMIN, CTID = "xmin::text::bigint", "ctid"


def joined_by_xmin(table: str, ballot: Ballot) -> list[tuple[int, str]]:
    rows = ask(
        f"""SELECT roll.id, paper.digest
            FROM ballots_rollentry roll JOIN {table} paper ON roll.xmin = paper.xmin
            WHERE roll.ballot_id = %s AND paper.ballot_id = %s""",
        ballot.pk,
        ballot.pk,
    )
    return [(int(str(entry)), bytes(digest).hex()) for entry, digest in rows]  # type: ignore[call-overload]


def dumped_pairs(table: str, ballot: Ballot) -> tuple[list[int], list[str]]:
    """Voters and papers of one ballot in the order of a dump, which is that on disk."""
    roll = dict_rows("ballots_rollentry")
    voters = [
        int(row["id"]) for row in roll if row["ballot_id"] == str(ballot.pk) and row["has_voted"] == "t"
    ]
    papers = [
        row["digest"].removeprefix("\\\\x") for row in dict_rows(table) if row["ballot_id"] == str(ballot.pk)
    ]
    return voters, papers


def dict_rows(table: str) -> list[dict[str, str]]:
    base = connection.settings_dict
    where = ["-h", base["HOST"], "-p", str(base["PORT"]), "-U", base["USER"]]
    dump = subprocess.run(
        ["pg_dump", "--data-only", f"--table={table}", *where, base["NAME"]],
        capture_output=True,
        text=True,
        check=True,
        env={"PGPASSWORD": base["PASSWORD"] or "", "PATH": "/usr/local/bin:/usr/bin:/bin"},
    ).stdout
    found = re.search(r"COPY \S+ \((.*?)\) FROM stdin;\n(.*?)\\\.\n", dump, re.DOTALL)
    assert found
    names = found[1].split(", ")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in found[2].splitlines()]


def file_of(relation: str) -> bytes:
    """A relation's file on the server's disk, as it lies there now."""
    ask_nothing("CHECKPOINT")
    return bytes(ask("SELECT pg_read_binary_file(pg_relation_filepath(%s))", relation)[0][0])  # type: ignore[call-overload]


def ask_nothing(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.postgres
def test_attack_on_postgres_works_before_close_and_matches_nobody_after(town: Town) -> None:
    town.vote()
    staging = "ballots_stagedpaper"
    assert right(joined_by_xmin(staging, town.ballot), town.truth) == VOTERS
    assert by_rank(voters_by(XMIN, town.ballot), papers_by(CTID, staging, town.ballot), town.truth) == VOTERS
    assert by_rank(voters_by("id", town.ballot), papers_by(XMIN, staging, town.ballot), town.truth) == VOTERS
    voters, papers = dumped_pairs(staging, town.ballot)
    assert by_rank(sorted(voters), papers, town.truth) == VOTERS

    assert close_ballot(town.ballot, at=town.ballot.closes_at)
    box = "ballots_boxpaper"
    assert joined_by_xmin(box, town.ballot) == []
    assert [joined_by_xmin(staging, other) for other in town.others] == [[], []]
    for other, truth in zip(town.others, town.truths[1:], strict=True):
        assert papers_by(CTID, staging, other) == sorted(truth.values())
    for voters_order in ("id", XMIN, CTID, f"{XMIN} DESC", f"{CTID} DESC", "link_id", "leaf", "salt"):
        for papers_order in (CTID, f"{XMIN}, {CTID}", "digest", "sealed"):
            voters, papers = voters_by(voters_order, town.ballot), papers_by(papers_order, box, town.ballot)
            assert by_rank(voters, papers, town.truth) <= LUCK, (voters_order, papers_order)
    assert papers_by(CTID, box, town.ballot) == sorted(town.truth.values())
    voters, papers = dumped_pairs(box, town.ballot)
    assert (by_rank(voters, papers, town.truth) <= LUCK, papers) == (True, sorted(town.truth.values()))
    assert dumped_pairs(staging, town.ballot)[1] == []
    for digest in town.truth.values():
        assert bytes.fromhex(digest) not in file_of(staging) + file_of(f"{staging}_pkey")
    town.lost_nothing()


# --- SQLite: no row numbers to join by, but a write-ahead log that shows each commit


def snapshots(folder: Path) -> list[Path]:
    """The database as it was after every commit that its write-ahead log still holds."""
    live = Path(connection.settings_dict["NAME"])
    wal = Path(f"{live}-wal").read_bytes() if Path(f"{live}-wal").exists() else b""
    states = []
    for place, end in enumerate(ends_of_commits(wal)):
        states.append(folder / f"{place}.sqlite3")
        shutil.copy(live, states[-1])
        Path(f"{states[-1]}-wal").write_bytes(wal[:end])
    return states


def ends_of_commits(wal: bytes) -> list[int]:
    """Where in the log each commit ends; frames of an older round of the log (other salts) are left out."""
    if len(wal) < 32:
        return []
    page_size, salts = struct.unpack(">I", wal[8:12])[0], wal[16:24]
    frames = range(32, len(wal) - 24 - page_size + 1, 24 + page_size)
    ours = [at for at in frames if wal[at + 8 : at + 16] == salts]
    return [at + 24 + page_size for at in ours if struct.unpack(">I", wal[at + 4 : at + 8])[0]]


def read_state(path: Path) -> tuple[set[int], set[str]]:
    """Who has voted, and which papers there are in either box."""
    base = sqlite3.connect(path)
    try:
        voted = {row[0] for row in base.execute("SELECT id FROM ballots_rollentry WHERE has_voted")}
        papers = base.execute(
            "SELECT digest FROM ballots_stagedpaper UNION SELECT digest FROM ballots_boxpaper"
        )
        return voted, {row[0].hex() for row in papers}
    finally:
        base.close()


def joined_by_the_log(folder: Path) -> list[tuple[int, str]]:
    """Each voter with each paper that came in the same commit."""
    states = [read_state(path) for path in snapshots(folder)]
    pairs = []
    for (voted, papers), (then_voted, then_papers) in pairwise(states):
        pairs += [(entry, digest) for entry in then_voted - voted for digest in then_papers - papers]
    return pairs


def dumped_by_sqlite(ballot: Ballot) -> tuple[list[int], list[str]]:
    base = sqlite3.connect(connection.settings_dict["NAME"])
    lines = list(base.iterdump())
    base.close()
    papers = [line for line in lines if line.startswith('INSERT INTO "ballots_boxpaper"')]
    digests = [digest.lower() for line in papers for digest in re.findall(r"X'([0-9A-Fa-f]{64})'", line)[:1]]
    ours = set(papers_by("digest", "ballots_boxpaper", ballot))
    return voters_by("id", ballot), [digest for digest in digests if digest in ours]


def test_attack_on_sqlite_works_before_close_and_matches_nobody_after(town: Town, tmp_path: Path) -> None:
    ask("PRAGMA wal_checkpoint(TRUNCATE)")
    town.vote()
    assert right(joined_by_the_log(tmp_path), town.truth) >= VOTERS - 1  # the first commit has none before it
    sealed = [bytes(paper.sealed) for paper in StagedPaper.objects.filter(ballot=town.ballot)]

    assert close_ballot(town.ballot, at=town.ballot.closes_at)
    after = tmp_path / "after"
    after.mkdir()
    assert joined_by_the_log(after) == []
    town.ballot.refresh_from_db()
    assert town.ballot.traces_wiped
    ask("PRAGMA wal_checkpoint(TRUNCATE)")
    live = Path(connection.settings_dict["NAME"]).read_bytes()
    assert [live.count(paper) for paper in sealed] == [
        1
    ] * VOTERS  # the staged copy is wiped, not just let go
    by_place = sorted(town.truth.values(), key=lambda digest: live.index(bytes.fromhex(digest)))
    orders = {"place in the file": by_place, "place from the end": by_place[::-1]}
    voters, orders["dump"] = dumped_by_sqlite(town.ballot)
    assert orders["dump"] == sorted(town.truth.values())
    for how, papers in orders.items():
        assert by_rank(voters, papers, town.truth) <= LUCK, how
    town.lost_nothing()


def test_a_log_that_somebody_reads_is_not_taken_for_wiped(noon: datetime) -> None:
    """A backup runs over the close: the sweep tries again until the log is empty."""
    ballot = opened(a_branch(members=2), noon=noon)
    other = opened(a_branch("SW-001", members=2), noon=noon, slug="other")
    assert close_ballot(ballot, at=ballot.closes_at)
    Ballot.objects.filter(pk=ballot.pk).update(traces_wiped=False)
    backup = sqlite3.connect(connection.settings_dict["NAME"])
    backup.execute("BEGIN")
    backup.execute("SELECT count(*) FROM ballots_stagedpaper").fetchone()
    late = cast(other.roll.select_related("ballot").earliest("pk")).digest
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    assert bytes.fromhex(late) in log.read_bytes()
    begun = time.monotonic()
    assert not wipe_traces(patience=0)
    assert time.monotonic() - begun < 10  # of the 20 seconds that SQLite waits for a writer
    assert ask("PRAGMA busy_timeout") == [(20_000,)]
    assert not Ballot.objects.get(pk=ballot.pk).traces_wiped
    backup.close()
    assert wipe_traces(patience=0)
    assert bytes.fromhex(late) not in log.read_bytes()
    wiped = [Ballot.objects.get(pk=held.pk).traces_wiped for held in (ballot, other)]
    assert (wiped, wipe_traces(patience=0)) == ([True, False], False)


def test_boxes_on_sqlite_have_no_row_to_join_by() -> None:
    base = sqlite3.connect(connection.settings_dict["NAME"])
    for table in ("ballots_stagedpaper", "ballots_boxpaper"):
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            base.execute(f"SELECT rowid FROM {table}")
    base.close()


def read_in_the_log(entries: Sequence[RollEntry]) -> Truth:
    """Members vote; what the log of this connection says of them. Each line is sent to us as well."""
    lines: list[str] = []

    def hear(said: Diagnostic) -> None:
        lines.append(f"{said.message_primary} {said.message_detail}")

    with connection.cursor() as cursor:
        cursor.execute("SET client_min_messages = log")
    connection.connection.add_notice_handler(hear)
    for entry in entries:
        cast(entry)
    connection.connection.remove_notice_handler(hear)
    found: Truth = {}
    for line in lines:
        if marked := re.search(r'UPDATE "ballots_rollentry" SET has_voted.* \$1 = \'(\d+)\'', line):
            member = int(marked[1])
        if paper := re.search(r'INSERT INTO "ballots_stagedpaper".*?\\x([0-9a-f]{64})\b', line):
            found[member] = paper[1]
    return found


@pytest.mark.postgres
@pytest.mark.parametrize("told", ["log_statement = mod", "log_min_duration_statement = 0", ""])
def test_a_log_of_statements_matches_every_voter_and_health_names_it(noon: datetime, told: str) -> None:
    ballot = opened(a_branch(members=12), noon=noon)
    assert health(at=noon)[-1] == Finding("votes in the log of the database", ok=True, detail="none")
    with connection.cursor() as cursor:
        cursor.execute(f"SET {told}" if told else "SELECT 1")
    matched = read_in_the_log(ballot.roll.select_related("ballot").order_by("pk")[:5])
    assert set(matched.values()) == {bytes(row.digest).hex() for row in StagedPaper.objects.all() if told}
    assert health(at=noon)[-1] == Finding(
        "votes in the log of the database", ok=not told, detail=told or "none"
    )
    close_ballot(ballot, at=ballot.closes_at)  # and then it is too late to ask for less
    assert health(at=noon)[-1].ok


@pytest.mark.any_database
def test_dump_holds_no_link(town: Town) -> None:
    entry = town.ballot.roll.earliest("pk")
    token = token_for(entry)
    mac = token[11:]
    if connection.vendor == "sqlite":
        base = sqlite3.connect(connection.settings_dict["NAME"])
        dump = "\n".join(base.iterdump())
        base.close()
    else:
        dump = str(dict_rows("ballots_rollentry"))
    assert (mac in dump, token in dump, str(entry.link_id) in dump) == (False, False, True)
