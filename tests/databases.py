"""A migrated database, made once and copied: for every xdist worker, every stack, every test that commits.

Migrating takes twenty seconds, a copy a tenth of one. The template is known by the digest of all migrations,
and is made anew when that changes; a new cluster gets it from the dump of an earlier one. So --reuse-db and
--create-db of pytest have nothing left to do here.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.apps import apps
from django.conf import settings
from psycopg import sql

from deploy.machine import postgres_bin

ROOT = Path(__file__).resolve().parent.parent


@cache
def migrations_digest() -> str:
    """Changes whenever a migration of ours, or the version of an app with migrations, does."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    digest.update(version("django").encode())
    return digest.hexdigest()[:16]


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Among all processes of this machine, one at a time."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def migrate(address: str) -> None:
    environ = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    done = subprocess.run(
        [sys.executable, "site/manage.py", "migrate", "--settings", "tests.settings", "-v", "0"],
        cwd=ROOT, env=environ, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"The migrations failed:\n{done.stderr}")


def sqlite_template(folder: Path) -> Path:
    """The migrated SQLite file in `folder`, made when it is not there yet."""
    template = folder / f"template-{migrations_digest()}.sqlite3"
    with only_one(folder / "template.lock"):
        if not template.exists():
            for old in folder.glob("template-*"):
                old.unlink()
            making = folder / f"making-{os.getpid()}.sqlite3"
            migrate(f"sqlite:///{making}")
            making.rename(template)
            making.with_name(making.name + "-wal").unlink(missing_ok=True)
    return template


def copy_sqlite(template: Path, target: Path) -> None:
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    shutil.copyfile(template, target)


def prepare() -> None:
    """Make the template that is not there yet, before the workers of a run would wait for it."""
    if settings.ON_SQLITE:
        sqlite_template(settings.VAR_DIR)
    else:
        postgres_template(os.environ["DATABASE_URL"])


def other_database(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


@contextmanager
def server(address: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection to the cluster itself, in autocommit, as CREATE DATABASE wants it."""
    with psycopg.connect(other_database(address, "postgres"), autocommit=True) as connection:
        yield connection


def postgres_template(address: str) -> str:
    """The name of the migrated database beside the one in `address`, made when it is not there yet."""
    name = f"template_{urlsplit(address).path.strip('/')}"
    with server(address) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if row != (migrations_digest(),):
            drop(connection, name)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            fill(other_database(address, name), folder=settings.VAR_DIR)
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(comment.format(sql.Identifier(name), sql.Literal(migrations_digest())))
    return name


def fill(address: str, *, folder: Path) -> None:
    """Give an empty database what the migrations make: from the dump in `folder`, or make both."""
    programs = postgres_bin()
    assert programs is not None, "a cluster runs, so its programs are here"
    release = subprocess.check_output([str(programs / "pg_dump"), "--version"], text=True)
    known = hashlib.sha256(release.encode()).hexdigest()[:8]
    dump = folder / f"dump-{migrations_digest()}-{known}.sql"
    with only_one(folder / "dump.lock"):
        if dump.exists():
            line = [str(programs / "psql"), "-qX1", "-v", "ON_ERROR_STOP=1", "-f", str(dump), address]
            subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
            return
        migrate(address)
        for old in folder.glob("dump-*.sql"):
            old.unlink()
        making = folder / f"making-{os.getpid()}.sql"
        subprocess.run([str(programs / "pg_dump"), "-f", str(making), address], check=True)
        making.rename(dump)


def drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy_postgres(address: str, *, template: str, name: str) -> str:
    """A fresh copy of the template under `name`; returns its address. Whatever had that name is gone."""
    with server(address) as connection:
        # One copy at a time: PostgreSQL refuses to copy a template that another session is reading.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        drop(connection, name)
        line = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(line.format(sql.Identifier(name), sql.Identifier(template)))
    return other_database(address, name)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    prepare()
