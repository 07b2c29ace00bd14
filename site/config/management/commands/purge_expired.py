from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from union.desk.nightly import let_go
from union.expiring import expire


class Command(BaseCommand):
    help = "Let go of what is kept long enough, as the sweep does once a night; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, count the same")

    def handle(self, *, dry_run: bool, **options: object) -> None:
        connection.ensure_connection()  # without it each part would fail by itself
        at = timezone.now()
        lines = expire(at=at, dry_run=True) if dry_run else let_go(at=at)
        what = max((len(line.what) for line in lines), default=0)
        for line in lines:
            told = "failed" if line.failed else f"{line.n:>9,}  kept {line.rule}"
            self.stdout.write(f"{line.what:{what}}  {told}")
        total = sum(line.n for line in lines)
        self.stdout.write(f"{total:,} would go. Nothing was changed." if dry_run else f"{total:,} gone.")
        if any(line.failed for line in lines):
            raise CommandError("Not all of it was done: the lines above say which part failed, the log why.")
