from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ballots.verify import Refused, describe, verify


class Command(BaseCommand):
    help = "Check the evidence bundle of a ballot: every hash, signature and total."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bundle", type=Path)
        parser.add_argument("--key", help="the union's signing key in base64")

    def handle(self, *, bundle: Path, key: str | None, **options: object) -> None:
        try:
            with bundle.open("rb") as file:
                self.stdout.write(describe(verify(file, signing_key=key)))
        except OSError as error:
            raise CommandError(f"{bundle} cannot be opened: {error.strerror}.") from None
        except Refused as error:
            raise CommandError(f"Refused: {error}") from None
