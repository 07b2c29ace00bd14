"""The shape of the house."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent


def test_site_is_a_plain_folder() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_stdlib_site_is_intact() -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import site; print(site.__file__)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert str(ROOT) not in where.stdout or "/lib/python3" in where.stdout


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_imports_keep_their_direction() -> None:
    done = subprocess.run(
        ["lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "PATH": str(Path(sys.executable).parent)},
    )
    assert done.returncode == 0, done.stdout
