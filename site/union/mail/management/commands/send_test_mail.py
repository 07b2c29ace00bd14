from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from union.mail.trying import send_trial


class Command(BaseCommand):
    help = (
        "Put a test message in the outbox: it leaves as every other message does, by a worker or the sweep."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *, address: str, **options: object) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(
                f"{address} is not an e-mail address: give one such as you@example.org."
            ) from None
        subject = send_trial(address, at=timezone.now())
        self.stdout.write(
            f"{subject} is in the outbox and leaves within a minute while a worker or `sweep` runs."
        )
