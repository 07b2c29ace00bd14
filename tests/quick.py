"""`make quick`: of the tests on SQLite as many as a minute holds, while somebody works on the code.

Every run on SQLite notes how long each file of tests took, in pytest's own cache. A quick run takes the
files named for what was changed since the last commit, then those whose tests are quickest, until the
minute is full. Nothing is marked by hand, so nothing has to be kept up. A file that nobody has timed yet is
taken.
"""

import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
NOTED = "tenpoint/files"
# Two processes have 120 s in a minute; beginning takes each of them some fifteen.
WORTH = 75.0
CHOICE = pytest.StashKey["Choice"]()


class Timing(NamedTuple):
    """What the tests of one file took together, in seconds, and how many they were."""

    seconds: float
    tests: int


class Choice(NamedTuple):
    left_out: frozenset[str]
    taken: int


def chosen(timed: Mapping[str, Timing], *, changed: Collection[str], worth: float) -> Choice:
    """The files left out, and how many timed ones are taken.

    What was `changed` is taken whatever it costs; then files by what one of their tests takes, until they are
    worth that many seconds.
    """

    def order(file: str) -> tuple[bool, float, str]:
        return file not in changed, timed[file].seconds / timed[file].tests, file

    spent, left_out = 0.0, set()
    for file in sorted(timed, key=order):
        if file not in changed and spent + timed[file].seconds > worth:
            left_out.add(file)
        else:
            spent += timed[file].seconds
    return Choice(frozenset(left_out), len(timed) - len(left_out))


def named_for(paths: Collection[str], *, among: Collection[str]) -> set[str]:
    """The files of tests named for a changed module, and the changed files of tests themselves."""
    names = {f"test_{Path(path).stem.removeprefix('test_')}" for path in paths if path.endswith(".py")}
    return {file for file in among if Path(file).stem in names}


def paths_changed() -> list[str]:
    """Since the last commit, and new; none where git does not answer."""
    asked = ["git", "status", "--porcelain", "--no-renames", "--untracked-files=all"]
    try:
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return []
    return [line[3:].strip('"') for line in done.stdout.splitlines()]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="as many of the tests as a minute holds")


def pytest_configure(config: pytest.Config) -> None:
    if settings.ON_SQLITE and hasattr(config, "cache") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Timekeeper(config))
    if config.getoption("quick"):
        timed = noted(config)
        changed = named_for(paths_changed(), among=timed)
        config.stash[CHOICE] = chosen(timed, changed=changed, worth=WORTH)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files left out are not even read: that takes each process seconds."""
    choice = config.stash.get(CHOICE, None)
    return True if choice and named(collection_path) in choice.left_out else None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if (choice := config.stash.get(CHOICE, None)) is not None:
        terminalreporter.write_line(said(choice))


def said(choice: Choice) -> str:
    """What a quick run says of itself at its end."""
    if choice.left_out:
        return (
            f"Quick: {choice.taken} files of tests; `make test` runs {len(choice.left_out)} more on SQLite."
        )
    return "Quick: every file for SQLite was taken; where none was timed before, the next run is quicker."


def noted(config: pytest.Config) -> dict[str, Timing]:
    """What earlier runs took, of the files that are still there; nothing with `-p no:cacheprovider`."""
    cache: Any = getattr(config, "cache", None)
    notes: dict[str, list[Any]] = cache.get(NOTED, {}) if cache else {}
    return {file: Timing(*note) for file, note in notes.items() if (ROOT / file).exists()}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


class Timekeeper:
    """Adds up what each file took, and notes it unless single tests were chosen or the run was stopped."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.seconds: dict[str, float] = {}
        self.tests: dict[str, int] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        file = report.nodeid.partition("::")[0]
        self.seconds[file] = self.seconds.get(file, 0.0) + report.duration
        self.tests[file] = self.tests.get(file, 0) + (report.when == "call")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        of_whole_files = not self.config.getoption("keyword") and not any(
            "::" in each for each in self.config.args
        )
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or not of_whole_files:
            return
        new = {file: [round(self.seconds[file], 3), tests] for file, tests in self.tests.items() if tests}
        cache: Any = self.config.cache
        cache.set(NOTED, {file: list(timing) for file, timing in noted(self.config).items()} | new)
