from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from petitions.directory import DirectoryRefused, Report, import_by_command, import_directory
from petitions.directory_file import DirectoryUnreadable


class Command(BaseCommand):
    help = (
        "Bring the directory of postcodes to what the statistics office has published: all of it, or nothing."
        " See docs/petitions.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the ONS Postcode Directory, as CSV or the zip it is in")
        parser.add_argument("--names", type=Path, help="names of constituencies: code,name,name_cy as CSV")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")

    def handle(self, *, file: Path, names: Path | None, dry_run: bool, **options: object) -> None:
        try:
            with ExitStack() as stack:
                table = stack.enter_context(file.open("rb"))
                named = stack.enter_context(names.open("rb")) if names else None
                if dry_run:
                    report = import_directory(
                        table, by=None, at=timezone.now(), names=named, dry_run=True, progress=self.progress
                    )
                else:
                    report = import_by_command(table, at=timezone.now(), names=named, progress=self.progress)
        except OSError as error:
            raise CommandError(f"{error.filename or file} cannot be read: {error.strerror}.") from None
        except DirectoryUnreadable as reason:
            raise CommandError(f"{reason} Nothing was written.") from None
        except DirectoryRefused as refused:
            for fault in refused.report.faults:
                self.stderr.write(str(fault))
            raise CommandError(str(refused)) from None
        self.tell(report)

    def progress(self, lines: int) -> None:
        self.stdout.write(f"{lines:,} lines read")

    def tell(self, report: Report) -> None:
        self.stdout.write(
            f"{report.lines:,} lines: added {report.added:,}, changed {report.changed:,}, "
            f"unchanged {report.unchanged:,}, passed over {report.passed_over:,} of a shape no longer in use"
        )
        if report.dry_run:
            self.stdout.write("Dry run: nothing was written.")
