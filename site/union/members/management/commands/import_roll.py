from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from union.members.enrolling import Fault, RollReport, RollStale, RollUnreadable, Terms, enrol_roll
from union.members.uploading import most_would_lapse

NOT_SURE = (
    "Nothing was written: most members of these branches are not in the file, and would lapse at once. "
    "If it holds all who are members now, add --sure."
)


class Command(BaseCommand):
    help = "Bring the roll to what a membership extract says: all of it, or nothing. See docs/roll.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the extract, as CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument(
            "--lapse-missing",
            action="store_true",
            help="set members of the branches in the file who are not in it to lapsed",
        )
        parser.add_argument("--sure", action="store_true", help="even where these are most of them")

    def handle(self, *, file: Path, dry_run: bool, lapse_missing: bool, sure: bool, **_: object) -> None:
        try:
            with file.open("rb") as extract:
                terms = self.terms_for(extract, sure=sure or dry_run) if lapse_missing else Terms()
                report = self.enrol(extract, dry_run=dry_run, terms=terms)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except RollUnreadable as reason:
            raise CommandError(f"{reason} Nothing was written.") from None
        except RollStale as reason:
            raise CommandError(str(reason)) from None
        self.tell(report)

    def terms_for(self, extract: BinaryIO, *, sure: bool) -> Terms:
        """To lapse those who are missing; where nobody is sure of it, after a look at how many they are."""
        if sure:
            return Terms(lapse=True)
        found = enrol_roll(extract, by=None, at=timezone.now(), dry_run=True)
        if not found.faults_found and most_would_lapse(asdict(found)):
            raise CommandError(NOT_SURE)
        extract.seek(0)
        return Terms(lapse=True, seal=found.seal or None)

    def enrol(self, extract: BinaryIO, *, dry_run: bool, terms: Terms) -> RollReport:
        at = timezone.now()
        return enrol_roll(extract, by=None, at=at, dry_run=dry_run, terms=terms, on_faults=self.tell_faults)

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
        if report.missing:
            lapsed = f" and now lapsed: {report.missing_lapsed}" if report.missing_lapsed else ""
            self.stdout.write(f"not in the file, of its branches: {report.missing}{lapsed}")
        if report.dry_run:
            self.stdout.write("Dry run: nothing was written.")
