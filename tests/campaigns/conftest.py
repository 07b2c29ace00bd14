"""What several files about pages ask for."""

from pathlib import Path

import pytest

from tests.campaigns.printed import program


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program in the place of the one that draws, where nobody reads what it drew."""
    program(tmp_path, monkeypatch, "echo %PDF")
