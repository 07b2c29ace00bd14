"""What the house itself reports: its database and its broker."""

from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connection, transaction
from wagtail import hooks

from config.celery import app
from union.away import FULL, READ_ONLY, is_full
from union.health import DATABASE, Finding
from union.room import room_left, shut

TAKES_NONE = "MEDIA_ROOT takes no file from the user of this process, or can only be read"
LEAST_ROOM = 200  # megabytes: some large pictures, or the PDFs of a day


@hooks.register("health")
def database_health(*, at: datetime) -> list[Finding]:
    """One that can only be read shows its pages and takes no signature and no vote."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only" if connection.vendor == "postgresql" else "SELECT 'off'")
        takes_nothing = cursor.fetchone() == ("on",)
    if takes_nothing or _is_full():
        return [Finding(DATABASE, ok=False, detail=READ_ONLY if takes_nothing else FULL)]
    return [Finding(DATABASE, ok=True, detail="answers")]


def _is_full() -> bool:
    """Whether PostgreSQL has no room: more than its memory may hold goes to its disk, and none of it is kept.

    It goes on answering then, and refuses what needs a new page of a table.
    """
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute("SELECT count(*) FROM generate_series(1, 20000)")
    except OperationalError as error:
        if not is_full(error):
            raise
        return True
    return False


@hooks.register("health")
def disk_health(*, at: datetime) -> list[Finding]:
    """Told before pictures are refused and PDFs are no longer drawn."""
    if closed := shut(settings.MEDIA_ROOT):
        return [Finding("room for files", ok=False, detail=f"{TAKES_NONE}: {', '.join(closed)}")]
    left = room_left(settings.MEDIA_ROOT)
    return [Finding("room for files", ok=left >= LEAST_ROOM, detail=f"{left:,} MB left in MEDIA_ROOT")]


@hooks.register("health")
def broker_health(*, at: datetime) -> list[Finding]:
    """Whether the alarm clock can be reached, and takes calls; what is due meanwhile leaves afterwards.

    To name the queue of the sweep again is to write: one whose memory is full answers, and takes nothing.
    """
    found = "cannot be reached"
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            found = "takes nothing, as where its memory or its disk is full"
            app.amqp.queues[app.conf.task_default_queue].bind(link.default_channel).declare()
    except Exception as error:
        return [Finding("broker", ok=False, detail=f"{found} ({type(error).__name__})")]
    return [Finding("broker", ok=True, detail="answers")]
