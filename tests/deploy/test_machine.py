"""What the machine lacks is said in a line that can be typed."""

import subprocess
from pathlib import Path

import pytest

from deploy import commands, machine


def test_missing_parts_are_named_with_the_line_that_brings_them(capsys: pytest.CaptureFixture[str]) -> None:
    machine.ask_for([machine.REDIS])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Missing here: Redis; without it the production processes are not tested."
    assert machine.apt_line([machine.REDIS, machine.POSTGRES]) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends redis-server postgresql"
    )


def test_tests_of_a_missing_part_are_left_out_by_their_marker() -> None:
    line = commands.pytest_line(commands.left_out([machine.PANGO, machine.CHROMIUM]), [])
    assert line[-2:] == ["-m", "not pdf and not browser"]


def test_missing_parts_of_the_production_processes_leave_them_out_once() -> None:
    assert commands.left_out([machine.REDIS, machine.NGINX, machine.CADDY]) == ["stack"]


def test_nothing_that_is_installed_starts_a_service(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with machine.no_service_starts(policy):
        assert subprocess.run([policy, "nginx", "start"]).returncode == 101
    assert not policy.exists()


def test_a_policy_that_is_there_already_stands(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")
    with machine.no_service_starts(policy):
        pass
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"


def test_nothing_is_left_out_when_nothing_is_missing() -> None:
    assert commands.pytest_line(commands.left_out([]), [])[-1] == "-q"


def test_an_unknown_command_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["dance"]) == 2
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == [
        "demo",
        "test",
        "quick",
        "check",
        "bench",
        "assurance",
        "translations",
        "screenshots",
        "lock",
    ]
