from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from union.audit.verifying import verify


class Command(BaseCommand):
    help = "Follow the chain of the audit log; fails with a sentence that names the first bad entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--expect", default="", metavar="NUMBER:HASH", help="an end noted down earlier")

    def handle(self, *, expect: str, **options: object) -> None:
        found = verify(expect=expect)
        if found.fault:
            raise CommandError(f"{found.fault} The {found.chained} entries before it are in order.")
        self.stdout.write(f"{found.chained} entries in order, {found.unchained} not yet chained.")
        if found.gone:
            self.stdout.write(
                f"Entries 1 to {found.gone} were let go of after their six years, as the log says."
            )
        if found.chained:
            self.stdout.write(f"The chain ends at {found.last}: note it down away from this machine.")
