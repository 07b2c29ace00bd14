"""Ballots being worked on in steps of ten members, and what may happen at one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ballots import freezing, inviting, under_way
from ballots.models import Ballot
from union.jobs import asking, working
from union.jobs.asking import latest
from union.jobs.models import Job


def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten members are a step, and every step is told."""
    monkeypatch.setattr(freezing, "BATCH", 10)
    monkeypatch.setattr(inviting, "BATCH", 10)
    monkeypatch.setattr(working, "TELL_EVERY", 0)


def job_of(kind: str, ballot: Ballot) -> Job:
    job = latest(kind, subject=ballot.subject)
    assert job
    return job


def state_of(ballot: Ballot) -> str:
    ballot.refresh_from_db()
    return ballot.state


def at_step(monkeypatch: pytest.MonkeyPatch, number: int, happens: Callable[[], object]) -> None:
    """Let something happen once, just before a job tells of its step of this number."""
    steps = []

    def advance(job: Job, **told: Any) -> None:
        steps.append(told)
        if len(steps) == number:
            happens()
        working.advance(job, **told)

    for where in (under_way, asking):
        monkeypatch.setattr(where, "advance", advance)
