"""A kind of job that exists in these tests only: counting sheep, and what may happen while one does."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from wagtail import hooks

from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.working import JobRefused, advance


class Flock:
    """`meets` is called at each sheep: what happens outside while somebody counts."""

    meets: Callable[[int], None]
    counted = 0

    @classmethod
    def count(cls, job: Job, *, at: datetime) -> dict[str, object]:
        if job.subject == "flock:none":
            raise JobRefused("There are no sheep: let some in first.")
        if job.subject == "flock:wolf":
            raise LookupError("rowan.ashby@example.org is not to be logged")
        for n in range(1, 4):
            cls.meets(n)
            advance(job, done=n, total=3)
            cls.counted = n
        return {"sheep": 3}


@pytest.fixture
def flock() -> type[Flock]:
    Flock.meets, Flock.counted = lambda n: None, 0  # type: ignore[assignment]
    return Flock


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    def kinds() -> list[JobKind]:
        return [JobKind("sheep", "Counting sheep", Flock.count)]

    with hooks.register_temporarily("job_kind", kinds):
        yield
