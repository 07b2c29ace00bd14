"""`make demo` with something in its way."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import demo
from tests import servers


def test_a_taken_port_leads_to_the_next_free_one() -> None:
    first = servers.free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        assert demo.free_port(first) > first
    assert demo.free_port(first) == first


def test_a_port_that_is_none_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert demo.wanted_port() == 9000
    for said in ("", "web", "-1", "80", "65536"):
        monkeypatch.setenv("PORT", said)
        with pytest.raises(SystemExit, match=f"PORT must be a number from 1024 to 65535 and not “{said}”"):
            demo.wanted_port()


def test_the_demo_never_takes_over_the_settings_of_a_real_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db.example.org/members")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example.org")
    env = demo.environment(8123)
    assert {"DATABASE_URL", "EMAIL_URL"} & env.keys() == set()
    assert (env["DEMO"], env["BIND"], env["BASE_URL"]) == ("1", "127.0.0.1:8123", "http://127.0.0.1:8123")


def test_letters_wait_for_no_pdf_and_every_lane_has_one_worker() -> None:
    lanes = {name: line[line.index("-Q") + 1] for name, line in demo.lines().items() if "-Q" in line}
    assert lanes == {"letters": "interactive,bulk", "worker": "system"}


def test_a_second_demo_in_the_same_folder_is_told_where_the_first_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "VAR", tmp_path)
    lock = demo.only_demo()
    lock.write("http://127.0.0.1:8000")
    lock.flush()
    with pytest.raises(SystemExit, match=r"already running at http://127\.0\.0\.1:8000: stop it there"):
        demo.only_demo()


def test_a_child_that_falls_is_named_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "VAR", tmp_path)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "worker.log").write_text("no broker\n")
    sleeping = [sys.executable, "-c", "import time; time.sleep(600)"]
    children = {"web": subprocess.Popen(sleeping), "worker": subprocess.Popen([sys.executable, "-c", ""])}
    try:
        status = demo.attend(children, f"http://127.0.0.1:{servers.free_port()}", "")
    finally:
        demo.stop(children)
    assert (status, demo.fallen(children)) == (1, "web")
    assert capsys.readouterr().out.splitlines()[0].startswith("The worker process ended by itself")
    assert children["web"].returncode is not None


def test_who_ends_the_demo_twice_reads_one_sentence(tmp_path: Path) -> None:
    """As `timeout` does, and a service manager: the signal comes through make too."""
    alone = "demo.prepare = lambda env: ''; demo.lines = dict; demo.answers = lambda url: True"
    line = [sys.executable, "-c", f"import sys; from deploy import demo; {alone}; sys.exit(demo.main())"]
    env = demo.environment(servers.free_port()) | {"VAR_DIR": str(tmp_path)}
    asked = subprocess.Popen(
        line, cwd=demo.ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert asked.stdout
    assert any("Stop it with Ctrl-C." in line for line in asked.stdout)
    for number in (signal.SIGTERM, signal.SIGINT):
        asked.send_signal(number)
    told, wrong = asked.communicate(timeout=10)
    assert (asked.returncode, wrong) == (0, "")
    assert told.count("Stopping; a worker in the middle of something") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_nothing_of_a_demo_that_was_killed_lives_on() -> None:
    sleeping = "[sys.executable, '-c', 'import time; time.sleep(600)']"
    begun = f"import sys, time; from deploy import demo; print(demo.begin({sleeping}, {{}}).pid, flush=True)"
    killed = subprocess.Popen(
        [sys.executable, "-c", f"{begun}; time.sleep(600)"], cwd=demo.ROOT, stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout
    child = int(killed.stdout.readline())
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    servers.wait_until(lambda: has_ended(child), seconds=10, what="the child's end")


def has_ended(pid: int) -> bool:
    """Gone, or a zombie that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
