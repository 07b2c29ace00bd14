"""The database comes back by the two lines of docs/operations.md: every row of it, and every refusal."""

import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from deploy.machine import postgres_bin
from tests.databases import drop, other_database, server
from tests.union.members.factories import ROWAN, SANA, extract_of, small_union
from union.audit.chaining import seal
from union.members.enrolling import enrol_roll

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
REFUSALS = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
Found = dict[str, object]


@pytest.fixture
def here() -> str:
    base = connection.settings_dict
    return f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"


@pytest.fixture
def elsewhere(here: str) -> Iterator[str]:
    name = f"{connection.settings_dict['NAME']}-back"
    with server(here) as line:
        drop(line, name)
        line.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        yield other_database(here, name)
        drop(line, name)


def held(address: str) -> Found:
    """All rows of each table, the triggers, and which numbers come next."""
    with psycopg.connect(address) as line:
        rows: Found = {
            table: line.execute(
                sql.SQL("SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {} t").format(
                    sql.Identifier(table)
                )
            ).fetchone()
            for (table,) in line.execute(TABLES)
        }
        return rows | {"refusals": list(line.execute(REFUSALS)), "numbers": list(line.execute(NUMBERS))}


def test_what_comes_back_is_what_was_there(here: str, elsewhere: str, noon: datetime, tmp_path: Path) -> None:
    small_union(at=noon)
    enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon)
    with transaction.atomic():
        seal()
    programs, dump = postgres_bin(), tmp_path / "tenpoint.dump"
    assert programs is not None
    subprocess.run([programs / "pg_dump", "-Fc", "-f", dump, here], check=True)
    subprocess.run([programs / "pg_restore", "-d", elsewhere, "--clean", "--if-exists", dump], check=True)
    was, came = held(here), held(elsewhere)
    assert came == was
    assert came["members_member"][0] == 2  # type: ignore[index]
    with psycopg.connect(elsewhere) as line, pytest.raises(psycopg.Error, match="audit"):
        line.execute("UPDATE audit_entry SET action = 'nothing.happened'")
