"""docker-compose.yml and the production processes of tests/stack speak of the same environment."""

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.stack import environment

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
SHARED = environment.every_process(database="", redis_port=0, smtp_port=0, web_port=0, folder=Path())
OURS = {"web", "worker-interactive", "worker-bulk", "worker-system", "beat", "migrate"}


READ = re.compile(r"""(?:\benv\.\w+|\benvironment\.\w+|\bsecret)\(\s*"([A-Z_]+)\"""")
READERS = ("site/config/settings.py", "site/config/environment.py", "deploy/gunicorn.conf.py")
# What a developer or the demo sets, and a redirect that matters only where no TLS proxy stands in front.
NOT_FOR_COMPOSE = {"DEBUG", "DEMO", "SSL_REDIRECT"}


def read() -> set[str]:
    """Every variable that the settings and the web server read from the environment."""
    return {name for path in READERS for name in READ.findall((ROOT / path).read_text())}


def documented() -> list[str]:
    """Those in the table of the operations page, as often as they stand there."""
    section = (ROOT / "docs/operations.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def names(service: str) -> set[str]:
    return set(SERVICES[service]["environment"])


def test_every_part_of_production_is_there() -> None:
    assert set(SERVICES) == OURS | {"proxy", "counts", "postgres", "redis"}


def test_web_has_the_environment_that_the_stack_is_tested_with() -> None:
    assert names("web") == set(environment.web(SHARED, port=0))


def test_system_worker_has_the_environment_that_the_stack_is_tested_with() -> None:
    assert names("worker-system") == set(environment.worker(SHARED))


def test_other_processes_have_the_shared_environment() -> None:
    others = OURS - {"web", "worker-system"}
    assert {service: names(service) for service in others} == {service: set(SHARED) for service in others}


def test_only_the_system_worker_holds_the_key_that_opens_a_ballot_box() -> None:
    assert [name for name in SERVICES if "BALLOT_UNWRAP_KEY" in str(SERVICES[name])] == ["worker-system"]


def test_every_lane_has_a_worker() -> None:
    lanes = [
        SERVICES[name]["command"].split(" -Q ")[1].split()[0] for name in sorted(OURS) if "worker" in name
    ]
    assert lanes == ["bulk", "interactive", "system"]


def test_lasting_parts_are_watched_and_nobody_is_root() -> None:
    assert [name for name in SERVICES if "healthcheck" not in SERVICES[name]] == ["migrate"]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "USER tenpoint" in dockerfile.partition("FROM caddy")[0]
    proxy, _, counts = dockerfile.partition("FROM caddy")[2].partition("FROM nginx")
    assert [part.count("USER 10001") for part in (proxy, counts)] == [1, 1]
    assert (SERVICES["postgres"]["user"], SERVICES["redis"]["user"]) == ("postgres", "redis")


def test_the_log_of_the_database_quotes_no_row_and_no_statement() -> None:
    asked = SERVICES["postgres"]["command"].split(" -c ")
    assert asked == ["postgres", "log_error_verbosity=terse", "log_min_error_statement=panic"]


def test_example_names_every_value_the_compose_file_asks_for() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{(\w+):\?", text))
    example = {
        line.partition("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line
    }
    assert asked == {name for name in example if name.isupper()}


def test_every_variable_that_is_read_is_in_the_docs_once_and_no_other() -> None:
    assert {"SECRET_KEY", "MAIL_LEASE_SECONDS", "ACCESS_LOG", "DATABASE_URL"} < read()
    assert sorted(documented()) == sorted(read())


def test_what_the_docs_let_the_union_choose_reaches_the_containers() -> None:
    assert read() - NOT_FOR_COMPOSE == names("web") | names("worker-system")


@pytest.mark.parametrize("ignoring", [".dockerignore", ".gitignore"])
def test_what_the_docs_put_beside_the_code_is_in_no_image_and_no_commit(ignoring: str) -> None:
    words = (ROOT / "docs/operations.md").read_text()
    beside = ["branches.csv", "roll.csv", "tenpoint-2026-11-30.dump", "media-2026-11-30.tgz", ".env"]
    assert all(re.sub(r"2026-11-30", "", name).rpartition("-")[0] in words for name in beside)
    patterns = [line.lstrip("/") for line in (ROOT / ignoring).read_text().splitlines()]
    assert [name for name in beside if not any(fnmatch(name, pattern) for pattern in patterns)] == []
