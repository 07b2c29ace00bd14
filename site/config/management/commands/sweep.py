from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from union import sweeping


class Command(BaseCommand):
    help = "One pass of everything that is due: mail, roll-ups, closings, counts."

    def handle(self, **options: object) -> None:
        connection.ensure_connection()  # without it each part would fail by itself
        report = sweeping.sweep(at=timezone.now())
        for name, done in report.items():
            self.stdout.write(f"{name}: {done}")
        if sweeping.FAILED in report.values():
            raise CommandError("Not all of it was done: the lines above say which part failed, the log why.")
