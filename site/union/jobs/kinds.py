"""What kinds of jobs there are.

An app registers its kinds under the hook `job_kind`: a function that returns a list of `JobKind`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wagtail import hooks

from union.jobs.models import Job


class Work(Protocol):
    def __call__(self, job: Job, *, at: datetime) -> Mapping[str, object]:
        """Do the job and return its report: numbers and ids.

        It loads what it works on by `job.subject`, is called outside any transaction, and tells how far it is
        with `advance`. It may be called again after a worker died, so what was done before must do no harm.
        It raises JobRefused, with a sentence for whoever asked, when it cannot be done.
        """
        ...


@dataclass(frozen=True)
class JobKind:
    """`title` is what somebody reads above the progress bar, such as "Checking the extract"."""

    name: str
    title: str
    work: Work


class JobKinds(Protocol):
    def __call__(self) -> list[JobKind]: ...


def job_kinds() -> dict[str, JobKind]:
    """Every registered kind by its name; two kinds of one name are a mistake and raise ValueError."""
    kinds: dict[str, JobKind] = {}
    for kind in (kind for gather in hooks.get_hooks("job_kind") for kind in gather()):
        if kind.name in kinds:
            raise ValueError(f"The job kind {kind.name} is registered twice.")
        kinds[kind.name] = kind
    return kinds
