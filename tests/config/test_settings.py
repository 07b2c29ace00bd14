"""Settings refuse nonsense at start, in one sentence that says what to set."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.environment import in_a_sentence
from tests.stack import environment

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = "sample-key-for-trying-things-out-never-for-members-secret_key"


def production(folder: Path) -> dict[str, str]:
    """What a real installation sets."""
    shared = environment.every_process(database="", redis_port=6379, smtp_port=25, web_port=0, folder=folder)
    address = {"BASE_URL": "https://campaigns.example.org", "ALLOWED_HOSTS": "campaigns.example.org"}
    return {
        **environment.web(shared, port=8000),
        **address,
        "DATABASE_URL": "postgres://u:p@db.example.org/tenpoint",
    }


def start(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(ROOT / "site" / "manage.py"), *(arguments or ("check",))]
    return subprocess.run(line, env=env, capture_output=True, text=True, cwd=env["VAR_DIR"])


SHORT = "random string of at least 32 characters"
DATABASE = (
    "DATABASE_URL must be like postgres://user:password@host:5432/name; unset, it is an SQLite file in var/."
)
ADDRESS = (
    "BASE_URL must be a full address such as https://campaigns.example.org: links in mails begin with it."
)
LOOPBACK = {"DEMO": "1", "DATABASE_URL": "sqlite:///demo.sqlite3", "ALLOWED_HOSTS": "127.0.0.1"}
REFUSALS = {
    "SECRET_KEY is the sample value: set SECRET_KEY to a random string of your own.": {"SECRET_KEY": SAMPLE},
    f"SECRET_KEY must be set to a {SHORT}.": {"SECRET_KEY": ""},
    f"PETITION_PEPPER must be set to a {SHORT}.": {"PETITION_PEPPER": "short"},
    f"BALLOT_UNWRAP_KEY must be a {SHORT}, or unset.": {"BALLOT_UNWRAP_KEY": "short"},
    f"SECOND_FACTOR_KEY must be set to a {SHORT}.": {"SECOND_FACTOR_KEY": ""},
    "SECOND_FACTOR_KEY_BEFORE is the same as SECOND_FACTOR_KEY: each secret is a random string of its own.": {
        "SECOND_FACTOR_KEY_BEFORE": environment.sample_secret("SECOND_FACTOR_KEY")
    },
    ADDRESS: {"BASE_URL": "campaigns.example.org"},
    DATABASE: {"DATABASE_URL": "nonsense"},
    f"DATABASE_URL names no database. {DATABASE}": {"DATABASE_URL": "postgres://db.example.org"},
    'Environment variable "DEBUG" invalid: Not a valid boolean.': {"DEBUG": "perhaps"},
    "DEMO runs on SQLite only: unset DATABASE_URL, or unset DEMO for a real installation.": {"DEMO": "1"},
    "DEMO answers on this machine only: set ALLOWED_HOSTS to 127.0.0.1,localhost or unset DEMO.": {
        **LOOPBACK,
        "ALLOWED_HOSTS": "127.0.0.1,campaigns.example.org",
    },
    "DEBUG shows strangers what a fault was about, and takes keys that anybody knows: unset DEBUG.": {
        "DEBUG": "1",
        "SECRET_KEY": SAMPLE,
    },
    "DEMO must bind 127.0.0.1: set BIND to 127.0.0.1:8000 or unset DEMO.": {
        **LOOPBACK,
        "BIND": "0.0.0.0:8000",
    },
}


def settings_with(monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> dict[str, Any]:
    """What the settings say in this environment and no other."""
    monkeypatch.undo()
    for name in os.environ:
        monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with in_a_sentence():
        return runpy.run_path(str(ROOT / "site" / "config" / "settings.py"))


def test_settings_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for sentence, changes in REFUSALS.items():
        with pytest.raises(SystemExit) as ended:
            settings_with(monkeypatch, {**production(tmp_path), **changes})
        assert ended.value.code == f"Tenpoint does not start: {sentence}"


def test_the_database_is_spoken_to_as_its_address_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks that the server shows its certificate is not given a line to whoever answers."""
    asked = "sslmode=verify-full&sslrootcert=/etc/ssl/db.pem&options=-c%20search_path%3Dtenpoint"
    address = {"DATABASE_URL": f"postgres://u:p@db.example.org/tenpoint?{asked}"}
    said = settings_with(monkeypatch, {**production(tmp_path), **address})
    assert said["DATABASES"]["default"]["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ssl/db.pem",
        "options": "-c statement_timeout=60000 -c lock_timeout=20000"
        " -c idle_in_transaction_session_timeout=60000 -c jit=off -c search_path=tenpoint",
    }


def test_behind_a_pooler_nothing_is_kept_or_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds, engine in (("60", "django.db.backends.postgresql"), ("0", "config.pooler")):
        said = settings_with(monkeypatch, {**production(tmp_path), "CONN_MAX_AGE": seconds})
        assert (said["DATABASES"]["default"]["ENGINE"], said["PREPARES_STATEMENTS"]) == (
            engine,
            seconds != "0",
        )


def test_a_command_ends_with_that_sentence_alone(tmp_path: Path) -> None:
    done = start({**production(tmp_path), "DATABASE_URL": "oracle://db.example.org/tenpoint"})
    assert (done.returncode, done.stderr) == (1, f"Tenpoint does not start: {DATABASE}\n")


def test_deployment_check_is_clean_with_the_environment_of_production(tmp_path: Path) -> None:
    """And of all that the site is made of, what suggests themes is not read in before somebody asks."""
    told = {**production(tmp_path), "PYTHONPROFILEIMPORTTIME": "1"}
    done = start(told, "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        done.stderr
    )
    assert ("campaigns.consultations.suggesting" in done.stderr, "sklearn" in done.stderr) == (True, False)
