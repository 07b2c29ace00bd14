from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from union.members.enrolling import RollReport, RollUnreadable, enrol_roll
from union.members.extract import MOST_BYTES


class Command(BaseCommand):
    help = "Bring the roll to what a membership extract (CSV) says: all of it, or nothing. See docs/roll.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the extract, as CSV")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        try:
            with file.open("rb") as extract:
                data = extract.read(MOST_BYTES + 1)
            report = enrol_roll(data, by=None, at=timezone.now(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except RollUnreadable as reason:
            raise CommandError(f"{reason} Nothing was written.") from None
        self.tell(report)

    def tell(self, report: RollReport) -> None:
        for fault in report.faults:
            self.stderr.write(str(fault))
        if report.ignored:
            self.stdout.write(f"Columns passed over: {', '.join(report.ignored)}")
        if report.faults:
            lines = len({fault.line for fault in report.faults})
            raise CommandError(f"{len(report.faults)} faults on {lines} lines. Nothing was written.")
        self.stdout.write(
            f"added {report.added}, changed {report.changed} (of whom lapsed {report.lapsed}), "
            f"unchanged {report.unchanged}, new employers {report.new_employers}"
        )
        if report.dry_run:
            self.stdout.write("Dry run: nothing was written.")
