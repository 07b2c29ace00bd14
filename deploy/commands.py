"""The commands behind `make`."""

import os
import subprocess
import sys

from deploy import machine, packages
from deploy.packages import PYTHON, ROOT

BROWSER, STACK, PDF = "browser", "stack", "pdf"
PROCESSES = [machine.REDIS, machine.NGINX, machine.CADDY]
NEEDED = [machine.PANGO, machine.POSTGRES, *PROCESSES, machine.CHROMIUM]
JUDGEMENTS = ("style", "format", "imports", "templates", "types", "migrations")
TWO_PROCESSES = ["-n", "2", "--dist", "worksteal"]
NO_TESTS = 5  # what pytest says when it had nothing to run
PURPOSES = {
    "demo": "make the machine ready and start the demo",
    "test": "make the machine ready and run every test",
    "quick": "run the tests that a minute holds: those of what was changed, and the quickest",
    "check": "judge style, types, imports, templates and migrations",
    "bench": "measure what each piece of work costs, beside something plain",
    "assurance": "run the trials at full length whose figures docs/assurance holds",
    "translations": "gather the sentences to translate and compile the Welsh ones",
    "screenshots": "take the pictures of the user guide from a demo",
    "lock": "resolve the locks of the Python packages anew",
}


def run(arguments: list[str]) -> int:
    """One command, by name; its exit status."""
    if not arguments or arguments[0] not in PURPOSES:
        print("\n".join(f"make {name:12} {purpose}" for name, purpose in PURPOSES.items()))
        return 2
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'site'}"
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    # Every command starts many Python processes; told to keep nothing, each would compile all of it anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except packages.Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    missing = machine.missing_after_trying([machine.PANGO])
    packages.install("runtime")
    machine.ask_for(missing)
    # The demo takes this process over, so that Ctrl-C and a signal from make reach it and nobody else.
    os.execv(PYTHON, [str(PYTHON), "-m", "deploy.demo", *arguments])


def lock(arguments: list[str]) -> int:
    packages.lock()
    return 0


def bench(arguments: list[str]) -> int:
    return on_servers([str(PYTHON), "-m", "tests.bench", *arguments])


def assurance(arguments: list[str]) -> int:
    """The trials of docs/assurance at their full length: pytest alone, one at a time."""
    os.environ["FULL_LENGTH"] = "true"
    return on_servers([str(PYTHON), "-m", "pytest", "-v", "-m", "trial", "--durations=0", *arguments])


def translations(arguments: list[str]) -> int:
    packages.install("dev")
    return subprocess.run([str(PYTHON), "-m", "deploy.translating"]).returncode


def screenshots(arguments: list[str]) -> int:
    if missing := machine.missing_after_trying([machine.PANGO, machine.CHROMIUM]):
        machine.ask_for(missing)
        raise packages.Refused("Without Chromium there are no pictures.")
    packages.install("dev")
    return subprocess.run([str(PYTHON), "-m", "deploy.screenshots"]).returncode


def on_servers(line: list[str]) -> int:
    """Run it on a private PostgreSQL cluster; nothing can be left out of it."""
    missing = machine.missing_after_trying(NEEDED)
    packages.install("dev")
    if {machine.POSTGRES, machine.REDIS, machine.NGINX} & set(missing):
        machine.ask_for(missing)
        raise packages.Refused("Without PostgreSQL, Redis and nginx there is nothing to measure.")
    return subprocess.run([str(PYTHON), "-m", "tests.servers", *line]).returncode


def check(arguments: list[str]) -> int:
    packages.install("dev")
    return judge(JUDGEMENTS)


def judge(chosen: tuple[str, ...]) -> int:
    """The judgements that need no test run; the first bad one's status, after all have spoken."""
    tools = PYTHON.parent
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    lines = {
        "style": [str(tools / "ruff"), "check", "--quiet", "."],
        "format": [str(tools / "ruff"), "format", "--check", "--quiet", "."],
        "imports": [str(tools / "lint-imports"), "--no-cache"],
        "templates": [str(tools / "djade"), "--check", "--target-version", "5.2", *templates],
        "types": [str(PYTHON), "-m", "mypy", "site", "campaigns", "ballots", "petitions", "tests", "deploy"],
        "migrations": [
            str(PYTHON),
            *["site/manage.py", "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"],
        ],
    }
    worst = 0
    for name in chosen:
        done = subprocess.run(lines[name], capture_output=True, text=True)
        print(f"{name:11}{'well' if done.returncode == 0 else 'NOT WELL'}", flush=True)
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
            worst = worst or done.returncode
    return worst


def left_out(missing: list[machine.Part]) -> list[str]:
    """The markers of the tests that cannot run without the missing parts."""
    gone = {
        machine.CHROMIUM.name: BROWSER,
        **{part.name: STACK for part in PROCESSES},
        machine.PANGO.name: PDF,
    }
    return list(dict.fromkeys(gone[part.name] for part in missing if part.name in gone))


def pytest_line(markers: list[str], arguments: list[str]) -> list[str]:
    chosen = " and ".join(f"not {marker}" for marker in markers)
    return [str(PYTHON), "-m", "pytest", "-q", *(["-m", chosen] if chosen else []), *arguments]


def run_pytest(line: list[str], arguments: list[str]) -> int:
    """Its status; a choice of tests that are all for the other database is no failure."""
    status = subprocess.run(line).returncode
    return 0 if arguments and status == NO_TESTS else status


def begin_preparing(*, with_postgres: bool, whole: bool) -> list[subprocess.Popen[bytes]]:
    """Begin what the tests wait for, beside the judgements: each part takes one processor about as long.

    Both databases are migrated; PostgreSQL's is kept as a dump, from which the tests' cluster is filled.
    Before a whole run the tests are read once, since in a new clone each process of the run would compile
    all of them for itself.
    """
    line = [str(PYTHON), "-m", "tests.databases"]
    wanted = [line]
    if with_postgres:
        wanted.append([str(PYTHON), "-m", "tests.servers", *line])
    if whole:
        wanted.append([str(PYTHON), "-m", "pytest", "--collect-only", "-qqq"])
    return [subprocess.Popen(each, stdout=subprocess.DEVNULL) for each in wanted]


def quick(arguments: list[str]) -> int:
    """The inner loop: no judgement, no browser, no PostgreSQL, and only as many tests as a minute holds."""
    missing = machine.missing_after_trying([machine.PANGO])
    packages.install("dev")
    return subprocess.run(
        [*pytest_line(left_out(missing), ["--quick", *arguments]), *TWO_PROCESSES]
    ).returncode


def test(arguments: list[str]) -> int:
    """The judgements, then the fast part on SQLite, then PostgreSQL with browser and production processes.

    What cannot run here is said at the end, and with CI=true fails the run.
    """
    missing = machine.missing_after_trying(NEEDED)
    packages.install("dev")
    if missing and os.environ.get("CI") == "true":
        machine.ask_for(missing)
        raise packages.Refused("CI=true: every part must be here, so nothing was tested.")
    preparing = begin_preparing(with_postgres=machine.POSTGRES not in missing, whole=not arguments)
    statuses = [] if arguments else [judge(("style", "imports", "types"))]
    for process in preparing:
        process.wait()
    line = pytest_line(left_out(missing), arguments)
    line += ["--durations=10", "--durations-min=1"]  # so that what grows slow is seen; it fails nothing
    statuses.append(run_pytest([*line, *TWO_PROCESSES], arguments))
    if machine.POSTGRES not in missing:
        # More than the cores: browsers and worker processes leave gaps to fill. File by file, so that
        # processes started for one file serve all of its tests.
        parallel = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
        statuses.append(run_pytest([str(PYTHON), "-m", "tests.servers", *line, *parallel], arguments))
    machine.ask_for(missing)
    for part in missing:
        print(f"NOT TESTED for want of {part.name}: {part.without}.")
    return next((status for status in statuses if status), 0)


# What each is for stands in PURPOSES.
COMMANDS = {
    each.__name__: each
    for each in (demo, test, quick, check, bench, assurance, translations, screenshots, lock)
}
