from django.core.management.base import BaseCommand
from django.utils import timezone

from union import sweeping


class Command(BaseCommand):
    help = "One pass of everything that is due: mail, roll-ups, closings, counts."

    def handle(self, **options: object) -> None:
        for name, done in sweeping.sweep(at=timezone.now()).items():
            self.stdout.write(f"{name}: {done}")
