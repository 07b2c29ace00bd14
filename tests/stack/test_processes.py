"""The processes of production stand together, and say so when one is away."""

import http.client
import json
import os
import time
from pathlib import Path

import pytest
from redis import Redis

from tests import servers
from tests.stack.conftest import Stack
from tests.stack.numbering import LASTS


def findings(stack: Stack) -> tuple[int, dict[str, str]]:
    status, body = stack.get("/healthz/")
    return status, json.loads(body)["findings"]


def test_healthz_names_every_part_when_all_is_well(stack: Stack) -> None:
    status, found = findings(stack)
    assert (status, found["database"], found["broker"]) == (200, "answers", "answers")


def test_healthz_says_that_the_broker_is_away_and_pages_still_answer(stack: Stack) -> None:
    stack.stop_broker()
    try:
        status, found = findings(stack)
        assert (status, found["database"]) == (503, "answers")
        assert found["broker"].startswith("cannot be reached")
        assert stack.get("/accounts/login/")[0] == 200
    finally:
        stack.start_broker()
    assert findings(stack)[0] == 200


def test_worker_outlives_a_broker_that_answers_and_takes_nothing(stack: Stack) -> None:
    """As Redis does whose disk is full; each call to a worker, and each asking for one, is refused."""
    said, refused = len(stack.log("worker")), "NOREPLICAS"
    with Redis(port=stack.redis_port) as redis:
        redis.config_set("min-replicas-to-write", 1)
        try:
            status, found = findings(stack)
            servers.wait_until(lambda: refused in stack.log("worker")[said:], seconds=60, what="its notice")
        finally:
            redis.config_set("min-replicas-to-write", 0)
    words = "takes nothing, as where its memory or its disk is full (ResponseError)"
    assert (status, found["broker"]) == (503, words)
    said = len(stack.log("worker"))
    servers.wait_until(lambda: "config.tasks.sweep" in stack.log("worker")[said:], seconds=90, what="a sweep")
    assert findings(stack)[1]["broker"] == "answers"


@pytest.mark.parametrize("name", ["web", "worker"])
def test_processes_share_what_was_read_and_no_line_to_the_database(stack: Stack, name: str) -> None:
    master = stack.running[name].pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    assert len(workers) == 2
    for _ in range(10):
        assert stack.get("/accounts/login/")[0] == 200
    for pid in workers:
        size = {kind: int(amount) for kind, amount, _ in map(str.split, memory_of(pid))}
        assert size["Private_Clean:"] + size["Private_Dirty:"] < size["Rss:"] / 2
    assert lines_from(master) == {"web": set(), "worker": {stack.redis_port}}[name]


def memory_of(pid: str) -> list[str]:
    """In kilobytes, a line for each kind."""
    return Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]


def lines_from(pid: int) -> set[int]:
    """The ports at the other end of the lines over TCP that a process has open."""
    sockets = {os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    ours = [row[2] for row in rows if f"socket:[{row[9]}]" in sockets]
    return {int(there.rpartition(":")[2], 16) for there in ours} - {0}  # which only listens


def test_worker_comes_back_after_a_sudden_death_and_sweeps(stack: Stack) -> None:
    stack.kill_worker()
    stack.start_worker()
    before = stack.log("worker").count("config.tasks.sweep")
    stack.manage("shell", "-c", "from config.tasks import sweep; sweep.delay()")
    servers.wait_until(
        lambda: stack.log("worker").count("succeeded") > 0 and stack.log("worker").count("sweep") > before,
        seconds=60,
        what="a sweep",
    )


def test_web_process_cannot_open_a_ballot_box(stack: Stack) -> None:
    assert "BALLOT_UNWRAP_KEY" not in stack.env
    assert "BALLOT_UNWRAP_KEY" in stack.worker_env


def test_logs_hold_no_line_about_the_voting_booth(stack: Stack) -> None:
    token = "a-token-that-must-not-be-logged-0123456789"
    assert stack.get(f"/vote/{token}/")[0] in {200, 404, 410}
    assert stack.get(f"/views/{token}/")[0] == 404
    servers.wait_until(lambda: f"/views/{token}/" in stack.log("web"), seconds=10, what="the access log")
    assert [line for line in stack.log("web").splitlines() if f"/vote/{token}" in line] == []


def test_logs_hold_no_link_that_was_pasted_wrongly(stack: Stack) -> None:
    token = "a-token-that-must-not-be-logged-0123456789"
    for pasted in (f"//vote/{token}/", f"/VOTE/{token}/", f"/cy//vote/{token}/", f"/en/vote/{token}/"):
        assert stack.get(pasted)[0] == 404
    assert stack.get("/views/behind-them/")[0] == 404
    servers.wait_until(lambda: "/views/behind-them/" in stack.log("web"), seconds=10, what="the access log")
    assert [line for line in stack.log("web").splitlines() if token in line and "/views/" not in line] == []


def test_the_count_of_a_real_petition_stands_when_the_web_server_falls(stack: Stack) -> None:
    """Last, for nobody starts the web server again."""
    words = "title='Back the plan', slug='ten-points', demand='Adopt it.', decision_maker='the Minister'"
    now = "opened_at=timezone.now()"
    stack.manage(
        "shell", "-c",
        "from django.utils import timezone; from petitions.models import Petition;"
        f" Petition.objects.create({words}, state='open', {now})",
    )  # fmt: skip
    stack.start_counts()
    line = http.client.HTTPConnection("127.0.0.1", stack.counts_port, timeout=30)
    line.request("GET", "/petitions/ten-points/count.json")
    answer = line.getresponse()
    kept = answer.read()
    assert (answer.status, answer.getheader("Cache-Control")) == (200, LASTS)
    assert (answer.getheader("Set-Cookie"), answer.getheader("X-Accel-Expires")) == (None, None)
    stack.stop("web")
    time.sleep(2.1)
    line.request("GET", "/petitions/ten-points/count.json")
    assert line.getresponse().read() == kept
