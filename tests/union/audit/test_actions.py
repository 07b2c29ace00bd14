"""Every action that some code records is a name its app has registered."""

import re
from pathlib import Path

from union.audit.recording import audit_actions

ROOT = Path(__file__).parent.parent.parent.parent
RECORDED = re.compile(r"""\brecord\(\s*(f?)"([a-z_]+\.[^"]+)\"""")


def recorded_actions() -> set[tuple[bool, str]]:
    """(whether it is composed, its name) of each call of record() with its name written out."""
    sources = [p for top in ("ballots", "campaigns", "petitions", "site") for p in (ROOT / top).rglob("*.py")]
    return {(bool(f), name) for path in sources for f, name in RECORDED.findall(path.read_text())}


def test_recorded_actions_are_registered() -> None:
    registered = audit_actions()
    plain = {name for composed, name in recorded_actions() if not composed}
    assert plain - registered.keys() == set()
    patterns = [re.sub(r"\{[^}]+\}", "[a-z_]+", name) for composed, name in recorded_actions() if composed]
    assert [p for p in patterns if not any(re.fullmatch(p, name) for name in registered)] == []
    assert len(plain) > 10
