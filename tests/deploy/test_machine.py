"""What the machine lacks is said in a line that can be typed."""

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


def test_nothing_is_left_out_when_nothing_is_missing() -> None:
    assert commands.pytest_line(commands.left_out([]), [])[-1] == "-q"


def test_an_unknown_command_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["dance"]) == 2
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == [
        "demo",
        "test",
        "check",
        "bench",
        "assurance",
        "translations",
        "lock",
    ]
