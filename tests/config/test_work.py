"""`work` sweeps in a loop and ends when it is asked to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parent.parent.parent


def test_work_ends_after_the_pass_it_is_in(tmp_path: Path) -> None:
    """With the sample secrets, which are good enough for trying things out."""
    env = {"DEMO": "1", "VAR_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1", "PATH": os.environ["PATH"]}
    line = [sys.executable, str(ROOT / "site" / "manage.py"), "work", "--seconds", "3600"]
    with subprocess.Popen(
        line, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as working:
        assert working.stdout is not None
        first = working.stdout.readline()
        working.send_signal(signal.SIGTERM)
        assert working.wait(60) == 0
    assert "union.audit" in first


@pytest.mark.parametrize("seconds", ["0", "-5", "nan"])
def test_work_always_pauses(seconds: str) -> None:
    with pytest.raises(CommandError, match="--seconds must be 1 or more"):
        call_command("work", "--seconds", seconds)
