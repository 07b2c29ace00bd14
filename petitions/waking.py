"""Waking a worker for what waits in our tables. Without a broker the sweep finds it."""

from union.waking import wake


def wake_telling() -> None:
    wake("petitions.tasks.tell")
