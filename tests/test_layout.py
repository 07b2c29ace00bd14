"""The shape of the house: what lies where, who may import whom, and what the apps contribute."""

import ast
import gc
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import wagtail
from django.core.management import call_command
from django.urls import get_resolver
from wagtail import hooks

from deploy import packages
from tests.conftest import rank
from union import campaign_news, demo, expiring, health, sweeping
from union.api import routes
from union.audit import recording
from union.desk import me_sections, sections
from union.jobs import kinds
from union.mail import rendering
from union.pages import changing, kept_pages, mailed, searching, standing
from union.pay import in_use
from union.publishing import todo, welsh

ROOT = Path(__file__).parent.parent
OUR_PACKAGES = ("config", "union", "campaigns", "ballots", "petitions")
TOP_LEVEL = {
    *(
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "pyproject.toml",
        "Dockerfile",
        "docker-compose.yml",
    ),
    *(".ci", ".dockerignore", ".editorconfig", ".env.example", ".gitignore"),
    *("site", "campaigns", "ballots", "petitions", "templates", "tests", "docs", "deploy"),
}
# Each hook of ours and the Protocol in the module that gathers it.
OUR_HOOKS: dict[str, type] = {
    "due": sweeping.Due,
    "swept": sweeping.Swept,
    "health": health.Health,
    "worker_health": health.Health,
    "demo_content": demo.DemoContent,
    "mail_kind": rendering.MailKinds,
    "desk_section": sections.DeskSection,
    "audit_actions": recording.AuditActions,
    "expiring": expiring.Expiring,
    "me_section": me_sections.MeSection,
    "personal_data": me_sections.PersonalData,
    "record_page": standing.RecordPage,
    "found_records": searching.FoundRecords,
    "page_mailed": mailed.PageMailed,
    "shown_records": changing.ShownRecords,
    "page_gaps": kept_pages.PageGaps,
    "api_routes": routes.ApiRoutes,
    "job_kind": kinds.JobKinds,
    "pay_scale_fixed": in_use.PayScaleFixed,
    "meant_for_wales": welsh.MeantForWales,
    "to_do": todo.ToDos,
    "campaign_news": campaign_news.CampaignNews,
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    return listed.stdout.splitlines()


def named(requirement: str) -> str:
    """The package a requirement is of, as package indexes spell it."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def our_registrations() -> Iterator[tuple[str, Callable[..., Any]]]:
    get_resolver().url_patterns  # noqa: B018 - loads what registers late
    for name, registered in hooks._hooks.items():
        for function, _order in registered:
            if function.__module__.partition(".")[0] in OUR_PACKAGES:
                yield name, function


def shape(function: Callable[..., Any]) -> list[tuple[str, Any]]:
    """Names and kinds of the parameters a caller must know."""
    parameters = inspect.signature(function).parameters.values()
    return [(p.name, p.kind) for p in parameters if p.name != "self" and p.default is p.empty]


def asked_for_by_wagtail(name: str) -> bool:
    """Whether Wagtail's own code or templates ask for a hook of this name."""
    return name in quoted_by_wagtail()


@cache
def quoted_by_wagtail() -> set[str]:
    """Each word that stands in quotation marks there: read once, for two thousand files take a while."""
    source = Path(wagtail.__file__).parent
    files = [*source.rglob("*.py"), *source.rglob("*.html")]
    return {word for file in files for word in re.findall(r"""["'](\w+)(?=["'])""", file.read_text())}


def test_longest_tests_come_first_and_garbage_is_not_looked_for_in_what_stays(
    request: pytest.FixtureRequest,
) -> None:
    ranks = [rank(item) for item in request.session.items]
    assert (ranks, gc.get_freeze_count() > 100_000) == (sorted(ranks), True)


def test_site_is_a_plain_folder() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_stdlib_site_is_intact() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import site; print(site.__file__)"],
        capture_output=True, text=True, cwd=ROOT, check=True, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
    )  # fmt: skip
    assert re.search(r"/lib/python3\.\d+/site\.py$", done.stdout.strip())


def test_top_level_holds_the_known_names_only() -> None:
    assert {name.partition("/")[0] for name in tracked()} - TOP_LEVEL == set()


def test_every_decision_stands_in_the_index_by_its_number_and_title() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    lines = []
    for file in sorted(folder.glob("0*.md")):
        number, title = file.read_text().splitlines()[0].removeprefix("# ").split(" ", 1)
        lines.append(f"- [{number}]({number}{file.name[4:]}) {title}")
    assert [line for line in lines if line not in index] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "core", "services", "shared"}
    found = [n for n in tracked() if n.endswith(".py") and drawers & set(Path(n).with_suffix("").parts)]
    assert found == []


def test_what_is_imported_is_declared() -> None:
    """And not there because something else happens to bring it along. Migrations are written by Wagtail."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared, dev = {named(line) for line in project["dependencies"]}, set()
    for name, lines in project["optional-dependencies"].items():
        (dev if name == "dev" else declared).update(named(line) for line in lines)
    brought, missing = packages_distributions(), set()
    for name in tracked():
        if not name.endswith(".py") or "/migrations/" in name:
            continue
        within = declared | dev if name.startswith(("tests/", "deploy/")) else declared
        for module in re.findall(r"^(?:from|import) (\w+)", (ROOT / name).read_text(), re.MULTILINE):
            if module in brought and not {named(one) for one in brought[module]} & within:
                missing.add(f"{name}: {module}")
    assert missing == set()


def test_migrations_import_nothing_of_ours() -> None:
    ours = re.compile(rf"^\s*(?:from|import) (?:{'|'.join(OUR_PACKAGES)})\b", re.MULTILINE)
    migrations = [ROOT / name for name in tracked() if "/migrations/" in name and name.endswith(".py")]
    assert [str(path) for path in migrations if ours.search(path.read_text())] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_imports_keep_their_direction() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
    )
    assert done.returncode == 0, done.stdout


def test_style_is_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--quiet", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout == ""


def test_every_hook_is_known() -> None:
    names = {name for name, _function in our_registrations()} - OUR_HOOKS.keys()
    assert [name for name in sorted(names) if not asked_for_by_wagtail(name)] == []


def test_every_hook_keeps_its_protocol() -> None:
    wrong = [
        f"{name}: {function.__module__}.{function.__qualname__}"
        for name, function in our_registrations()
        if name in OUR_HOOKS and shape(function) != shape(OUR_HOOKS[name].__call__)
    ]
    assert wrong == []


def test_every_hook_of_ours_is_gathered_under_its_name() -> None:
    gathered = set()
    for file in (ROOT / "site" / "union").rglob("*.py"):
        gathered |= set(re.findall(r'get_hooks\("(\w+)"', file.read_text()))
    assert gathered == OUR_HOOKS.keys()


def test_functions_and_modules_keep_their_size() -> None:
    too_long = []
    for name in tracked():
        if name.endswith(".py") and "/migrations/" not in name and not name.startswith("tests/"):
            text = (ROOT / name).read_text()
            if len(text.splitlines()) > 400:
                too_long.append(name)
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40:
                    too_long.append(f"{name}: {node.name}")
    whole = {"site/config/settings.py", "ballots/verify.py"}  # docs/decisions/0216-a-checker-in-one-file.md
    assert [name for name in too_long if name not in whole] == []


@pytest.mark.parametrize("lock", ["runtime", "analysis", "dev"])
def test_lock_is_whole_and_names_no_index(lock: str) -> None:
    text = packages.check_lock(lock).read_text()
    assert re.findall(r"https?:|git\+|file:|--index|--find-links", text) == []


def test_lock_of_development_holds_the_locks_of_production() -> None:
    runtime, analysis, dev = (
        set(packages.PINNED.findall((packages.LOCKS / f"{name}.txt").read_text()))
        for name in ("runtime", "analysis", "dev")
    )
    assert (runtime - analysis, analysis - dev) == (set(), set())
    extra = {name.partition("==")[0] for name in analysis - runtime}
    assert {"scikit-learn", "numpy", "scipy"} <= extra


def test_empty_lock_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dev.txt").write_text("# nothing\n")
    monkeypatch.setattr(packages, "LOCKS", tmp_path)
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    with pytest.raises(packages.Refused, match="empty or not whole"):
        packages.check_lock("dev")
