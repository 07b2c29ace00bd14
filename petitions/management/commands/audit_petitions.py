"""Compare every tally with the signatures themselves; with --repair, put the tallies right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from petitions import auditing
from petitions.auditing import Difference


class Command(BaseCommand):
    help = "Compares the counts of all petitions with their signatures. --repair puts the tallies right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="add to each cell what it lacks")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        found = auditing.audit_counts(at=at)
        for difference in found:
            self.stdout.write(_line(difference))
        if not found:
            self.stdout.write("Every count is what the signatures say.")
        elif options["repair"]:
            self.stdout.write(f"Repaired {auditing.repair(found, by=None, at=at)} cells.")
            if auditing.audit_counts(at=at):
                raise CommandError("The counts still differ: run it again, and look into the log.")
        else:
            raise CommandError(f"{len(found)} cells differ. Run it with --repair to put the tallies right.")


def _line(found: Difference) -> str:
    return (
        f"petition {found.petition}  {found.dimension} {found.key or '-'}  "
        f"signatures {found.signatures}  tally {found.tally}  missing {found.missing:+d}"
    )
