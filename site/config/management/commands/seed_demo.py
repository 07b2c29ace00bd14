from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from config.half_way import missing
from union import demo
from union.accounts.gate import GUARDED


class Command(BaseCommand):
    help = "The demo's people, pages, petition, ballots and consultation; run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="first bring the database up to date")

    def handle(self, *, migrate: bool, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Demo content is for the demo only: set DEMO=1, never where members' data are kept."
            )
        if migrate and missing(connection):
            raise CommandError("An older version made this demo. Delete its database, and it is made anew.")
        if migrate and self.is_behind():
            call_command("migrate", interactive=False, verbosity=0)
        hints = demo.seed(at=timezone.now())
        guarded = [hint for hint in hints if hint.where.startswith(GUARDED)]
        self.show("Open to everybody", [hint for hint in hints if hint not in guarded])
        mailbox = f"{settings.BASE_URL}{reverse('mailbox')}"
        self.show(f"Behind a sign-in: type the address, then the code that arrives at {mailbox}", guarded)

    def show(self, title: str, hints: list[demo.Hint]) -> None:
        """One line for each thing to try, under its heading."""
        width = max((len(hint.what) for hint in hints), default=0)
        self.stdout.write(f"{title}:\n")
        for hint in hints:
            where = f"{settings.BASE_URL}{hint.where}" if hint.where.startswith("/") else hint.where
            self.stdout.write(f"  {hint.what:{width}}  {where}")
        self.stdout.write("")

    def is_behind(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
