from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from union.members.enrolling import Fault, RollReport, RollUnreadable, enrol_roll


class Command(BaseCommand):
    help = "Bring the roll to what a membership extract says: all of it, or nothing. See docs/roll.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the extract, as CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        try:
            with file.open("rb") as extract:
                report = enrol_roll(
                    extract, by=None, at=timezone.now(), dry_run=dry_run, on_faults=self.tell_faults
                )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except RollUnreadable as reason:
            raise CommandError(f"{reason} Nothing was written.") from None
        self.tell(report)

    def tell_faults(self, faults: Iterator[Fault]) -> None:
        self.lines = set[int]()
        for fault in faults:
            self.lines.add(fault.line)
            self.stderr.write(str(fault))

    def tell(self, report: RollReport) -> None:
        if report.ignored:
            self.stdout.write(f"Columns passed over: {', '.join(report.ignored)}")
        if report.faults_found:
            faults, lines = report.faults_found, len(self.lines)
            raise CommandError(
                f"{faults} fault{pluralize(faults)} on {lines} line{pluralize(lines)}. Nothing was written."
            )
        self.stdout.write(
            f"added {report.added}, changed {report.changed} (of whom lapsed {report.lapsed}), "
            f"unchanged {report.unchanged}, new employers {report.new_employers}"
        )
        if report.not_added:
            self.stdout.write(f"lapsed, not on the roll and not added: {report.not_added}")
        if report.dry_run:
            self.stdout.write("Dry run: nothing was written.")
