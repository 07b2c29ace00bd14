from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from union.expiring import expire


class Command(BaseCommand):
    help = "Let go of what is kept long enough, as the sweep does once a night; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, count the same")

    def handle(self, *, dry_run: bool, **options: object) -> None:
        lines = expire(at=timezone.now(), dry_run=dry_run)
        what = max((len(line.what) for line in lines), default=0)
        for line in lines:
            self.stdout.write(f"{line.what:{what}}  {line.n:>9,}  kept {line.rule}")
        total = sum(line.n for line in lines)
        self.stdout.write(f"{total:,} would go. Nothing was changed." if dry_run else f"{total:,} gone.")
