"""What the machine lacks is said in a line that can be typed; one command at a time fills the environment."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import commands, machine, packages


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
    assert list(commands.COMMANDS) == list(commands.PURPOSES)


def test_an_environment_that_is_not_whole_or_of_another_python_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(packages, "STAMP", tmp_path / "stamp.json")
    ours = tmp_path / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    ours.mkdir(parents=True)
    packages.PYTHON.touch()
    assert not packages.is_of_this_python()
    packages.STAMP.write_text('{"runtime": "…"}')
    assert packages.is_of_this_python()
    ours.rename(ours.with_name("python3.9"))
    assert not packages.is_of_this_python()


def test_one_command_at_a_time_fills_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    other = os.open(tmp_path, os.O_RDONLY)
    with packages.alone_here(), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
