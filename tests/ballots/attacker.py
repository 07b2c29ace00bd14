"""Somebody who holds the whole live database: every table of it, with the columns a server hides.

Tables are found by introspection, so that one that is added tomorrow is attacked tomorrow. A row names a
voter by a key to the roll or the member, or by a number, address, hash or link id somewhere in it. A row
holds a paper by its digest or its bytes, or by what only the voter's receipt says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

Row = dict[str, Any]
Truth = Mapping[int, str]
ROLL, MEMBERS = "ballots_rollentry", "members_member"
FEWEST = 13  # an order of fewer is luck
# Of 30 voters 12 right by rank happens once in a thousand million times: in thousands of tries, never.
LUCK = 11


@dataclass
class Table:
    name: str
    rows: list[Row]
    keys: dict[str, tuple[str, str]]  # column -> table and column it leads to
    voters: list[tuple[int, Row]] = field(default_factory=list)
    papers: list[tuple[str, Row]] = field(default_factory=list)


@dataclass
class Database:
    """All tables, and in each which row names which voter and which holds which paper."""

    tables: dict[str, Table]

    def holding_papers(self) -> set[str]:
        return {table.name for table in self.tables.values() if table.papers}

    def naming_voters(self) -> set[str]:
        return {table.name for table in self.tables.values() if table.voters}


def read_everything(*, voters: Mapping[str, int], papers: Mapping[str, str]) -> Database:
    """`voters` leads from what may stand in a row to a roll entry, `papers` to the digest of a paper."""
    found = Database({name: _read(name) for name in _names()})
    names, sheets = _Needles(voters), _Needles(papers)
    for table in found.tables.values():
        words = [" ".join(map(_words, row.values())) for row in table.rows]
        table.voters = [
            (entry, row) for row, text in zip(table.rows, words, strict=True) for entry in names.only(text)
        ]
        table.papers = [
            (paper, row) for row, text in zip(table.rows, words, strict=True) for paper in sheets.all(text)
        ]
    _follow_keys(found)
    return found


def attack(base: Database, truth: Truth) -> dict[str, int]:
    """How many voters each way of joining two tables finds rightly: by equal values, and by order."""
    return dict(_attempts(base, truth))


def _attempts(base: Database, truth: Truth) -> Iterator[tuple[str, int]]:
    holders = [table for table in base.tables.values() if table.papers]
    for table in base.tables.values():
        for holder in holders:
            if table.voters and table is not holder:
                yield from _equal_values(table, holder, truth)
                yield from _equal_ranks(table, holder, truth)


def _equal_values(table: Table, holder: Table, truth: Truth) -> Iterator[tuple[str, int]]:
    """Any column with any column, where a value leads to one voter and to one paper alone."""
    ours, theirs = _by_value(table.voters), _by_value(holder.papers)
    for own, entries in ours.items():
        for its, papers in theirs.items():
            shared = [
                value for value in entries if len(entries[value]) == 1 and len(papers.get(value, ())) == 1
            ]
            right = sum(truth.get(*entries[value]) in papers[value] for value in shared)
            yield f"{table.name}.{own} = {holder.name}.{its}", right


def _by_value(named: list[tuple[Any, Row]]) -> dict[str, dict[str, set[Any]]]:
    found: dict[str, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for who, row in named:
        for column, value in row.items():
            if value not in (None, ""):
                found[column][_words(value)].add(who)
    return found


def _equal_ranks(table: Table, holder: Table, truth: Truth) -> Iterator[tuple[str, int]]:
    """The first voter with the first paper, and so on, in every order either table can be put in."""
    papers = {how: order for how, order in _orders(holder.papers) if set(order) == set(truth.values())}
    for own, voters in _orders(table.voters):
        voted = [entry for entry in voters if entry in truth]
        if len(voted) < max(FEWEST, len(truth)):
            continue
        for its, order in papers.items():
            for way, sheets in (("", order), (" backwards", order[::-1])):
                right = sum(truth[entry] == paper for entry, paper in zip(voted, sheets, strict=True))
                yield f"{table.name} by {own} ~ {holder.name} by {its}{way}", right


def _orders(named: list[tuple[Any, Row]]) -> Iterator[tuple[str, list[Any]]]:
    """By each column, and as they lie there: whoever is named, once each."""
    yield "place", list(dict.fromkeys(who for who, _ in named))
    for column in named[0][1] if named else ():
        known = [
            (row[column], place, who) for place, (who, row) in enumerate(named) if row[column] is not None
        ]
        try:
            known.sort(key=lambda one: (one[0], one[1]))
        except TypeError:
            known.sort(key=lambda one: (_words(one[0]), one[1]))
        yield column, list(dict.fromkeys(who for *_, who in known))


# --- reading


def _names() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def _read(name: str) -> Table:
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        led = connection.introspection.get_relations(cursor, name)
        keys = {column: (other, target) for column, (target, other, *_) in led.items()}
        cursor.execute(f"SELECT {_hidden(cursor, name)} * FROM {quoted}{_as_it_lies()}")
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, map(_plain, row), strict=True)) for row in cursor.fetchall()]
    for row in rows:
        if "ctid" in row:
            row["ctid"] = tuple(map(int, row["ctid"].strip("()").split(",")))
    return Table(name, rows, keys)


def _hidden(cursor: Any, name: str) -> str:
    """What a server knows of a row beyond its columns."""
    if connection.vendor == "postgresql":
        return "xmin::text::bigint AS xmin, ctid::text AS ctid,"
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
    [(made,)] = cursor.fetchall()
    return "" if "WITHOUT ROWID" in made.upper() else "rowid AS row_number,"


def _as_it_lies() -> str:
    return " ORDER BY ctid" if connection.vendor == "postgresql" else ""


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _words(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex() if len(value) < 2000 else value.decode("latin-1")
    return str(value)


class _Needles:
    """Finds known words in a text, whole ones only."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        longest_first = sorted(known, key=len, reverse=True)
        self.known = known
        self.pattern = re.compile(rf"(?<![\w.@-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w@-])")

    def all(self, text: str) -> list[Any]:
        return list(dict.fromkeys(self.known[word] for word in self.pattern.findall(_opened(text))))

    def only(self, text: str) -> list[Any]:
        """The one it names; a text that names several names nobody in particular."""
        found = self.all(text)
        return found if len(found) == 1 else []


def _opened(text: str) -> str:
    """A session's data is packed: what is in it stands behind the text."""
    packed = re.findall(r"\.?[\w-]{20,}:[\w-]{6}:[\w-]{40,}", text)
    return " ".join([text, *(str(SessionStore().decode(data)) for data in packed)])


def _follow_keys(base: Database) -> None:
    """A row that leads to one that names a voter names that voter; so does the row it alone leads to."""
    links = [
        (table, column, base.tables[to], target)
        for table in base.tables.values()
        for column, (to, target) in table.keys.items()
        if to in base.tables
    ]
    for _ in range(4):  # as many keys may lie between
        for table, column, other, target in links:
            _name(other, target, _entries_by(table, column))
            _name(table, column, _entries_by(other, target))


def _entries_by(table: Table, column: str) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for entry, row in table.voters:
        found[row[column]].add(entry)
    return found


def _name(table: Table, column: str, entries: Mapping[Any, set[int]]) -> None:
    """Let the rows that have no name yet take that of the one voter their value leads to."""
    named = {id(row) for _, row in table.voters}
    for row in table.rows:
        led = entries.get(row[column], set())
        if len(led) == 1 and row[column] is not None and id(row) not in named:
            table.voters.append((*led, row))
