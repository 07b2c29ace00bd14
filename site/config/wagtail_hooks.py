"""What the house itself reports: its database and its broker."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from wagtail import hooks

from config.celery import app
from union.health import Finding
from union.room import room_left

LEAST_ROOM = 200  # megabytes: some large pictures, or the PDFs of a day


@hooks.register("health")
def database_health(*, at: datetime) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return [Finding("database", ok=True, detail="answers")]


@hooks.register("health")
def disk_health(*, at: datetime) -> list[Finding]:
    """Told before pictures are refused and PDFs are no longer drawn."""
    left = room_left(settings.MEDIA_ROOT)
    return [Finding("room for files", ok=left >= LEAST_ROOM, detail=f"{left:,} MB left in MEDIA_ROOT")]


@hooks.register("health")
def broker_health(*, at: datetime) -> list[Finding]:
    """Whether the alarm clock can be reached; what is due while it is away leaves after its return."""
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception as error:
        return [Finding("broker", ok=False, detail=f"cannot be reached ({type(error).__name__})")]
    return [Finding("broker", ok=True, detail="answers")]
