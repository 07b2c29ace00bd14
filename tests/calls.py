"""The wake-up calls that no worker has heard yet, on the queues of the test's own broker."""

from celery import current_app


def hang_up() -> None:
    """Forget what earlier tests called for."""
    with current_app.connection_for_write() as broker:
        for lane in ("interactive", "bulk", "system"):
            queue = broker.SimpleQueue(lane)
            queue.clear()
            queue.close()


def waiting(lane: str) -> list[object]:
    """The arguments of the wake-up calls on a lane's queue."""
    with current_app.connection_for_write() as broker:
        queue, found = broker.SimpleQueue(lane), []
        while queue.qsize():
            call = queue.get(block=False)
            call.ack()
            found.append(call.payload[0])
        queue.close()
    return found
