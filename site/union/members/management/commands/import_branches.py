from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from union.members.branch_file import BranchesUnreadable, BranchFile, read_branches
from union.members.extract import RollUnreadable
from union.members.founding import found_branches, found_regions


class Command(BaseCommand):
    help = "Set up the regions and branches that a file names: all of them, or none. See docs/roll.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file with a line for each branch, as CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        try:
            with file.open("rb") as opened:
                said = read_branches(opened)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except RollUnreadable as reason:
            raise CommandError(f"{reason} Nothing was written.") from None
        except BranchesUnreadable as reason:
            for fault in reason.faults:
                self.stderr.write(fault)
            n = len(reason.faults)
            raise CommandError(f"{n} fault{pluralize(n)}. Nothing was written.") from None
        self.found(said, dry_run=dry_run)

    def found(self, said: BranchFile, *, dry_run: bool) -> None:
        at = timezone.now()
        with transaction.atomic():
            regions = found_regions(list(said.regions.values()), by=None, at=at)
            branches = found_branches(list(said.branches.values()), by=None, at=at)
            transaction.set_rollback(dry_run)
        there = len(said.branches) - branches
        self.stdout.write(f"new regions {regions}, new branches {branches}, there already {there}")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
