"""The scheduler's memory of when it last called."""

from celery.beat import PersistentScheduler


class FreshScheduler(PersistentScheduler):
    """Begins with an empty memory each time, since a call every thirty seconds needs none.

    A file that was torn, as by a cut of power, would keep it from beginning for good. The file is there only
    for its time, which tells whether the scheduler is alive.
    """

    def setup_schedule(self) -> None:
        self._remove_db()  # type: ignore[attr-defined]
        super().setup_schedule()
