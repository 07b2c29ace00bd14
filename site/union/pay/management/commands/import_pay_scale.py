from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from union.pay.loading import Difference, ScaleInUse, load_scale
from union.pay.scale_file import LARGEST_FILE, ScaleUnreadable, read_scale
from union.pay.templatetags.pay_comparison import in_pence


class Command(BaseCommand):
    help = "Bring a pay scale to what a CSV file says: all of it, or nothing. See docs/pay.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file with the columns point and annual or hourly")
        for name in ("code", "title", "year"):
            parser.add_argument(f"--{name}", default="", help=f"the {name}, where the file does not name it")
        parser.add_argument("--dry-run", action="store_true", help="tell the difference, write nothing")

    def handle(
        self, *, file: Path, code: str, title: str, year: str, dry_run: bool, **options: object
    ) -> None:
        try:
            with file.open("rb") as opened:
                sheet = read_scale(opened.read(LARGEST_FILE + 1), code=code, title=title, year=year)
            difference = load_scale(sheet, by=None, at=timezone.now(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except ScaleUnreadable as reason:
            for fault in reason.faults:
                self.stderr.write(fault)
            n = len(reason.faults)
            raise CommandError(f"{n} fault{pluralize(n)}. Nothing was written.") from None
        except ScaleInUse as reason:
            raise CommandError(str(reason)) from None
        self.tell(difference)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")

    def tell(self, difference: Difference) -> None:
        for name, before, after in difference.words:
            self.stdout.write(f"{name}: {before} becomes {after}")
        for number, now in difference.added:
            self.stdout.write(f"point {number}: added, £{in_pence(now)}")
        for number, was, now in difference.changed:
            self.stdout.write(f"point {number}: £{in_pence(was)} becomes £{in_pence(now)}")
        self.stdout.write(
            f"{difference.code}: added {len(difference.added)}, changed {len(difference.changed)}, "
            f"unchanged {difference.unchanged}, not in the file and kept {len(difference.kept)}"
        )
