from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from union import sweeping


class Command(BaseCommand):
    help = "One pass of everything that is due: mail, roll-ups, closings, counts."

    def handle(self, **options: object) -> None:
        connection.ensure_connection()  # without it each part would fail by itself
        for name, done in sweeping.sweep(at=timezone.now()).items():
            self.stdout.write(f"{name}: {done}")
