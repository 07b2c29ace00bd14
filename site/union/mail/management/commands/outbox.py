from argparse import ArgumentParser
from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from union.mail import doubting, reporting
from union.mail.models import Message, Suppression


class Command(BaseCommand):
    help = (
        "Tell how the outbox is doing. With --again, letters that were given up since a day are sent again,"
        " and addresses that refused mail since then are written to again: for after a fault of the server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", metavar="DAY", help="such as 2026-11-30")

    def handle(self, *, again: str | None, **options: object) -> None:
        if again is not None:
            self.send_again(_begin_of(again))
        for finding in reporting.findings(at=timezone.now()):
            self.stdout.write(f"{finding.name}: {finding.detail}")

    def send_again(self, since: datetime) -> None:
        forgiven = Suppression.objects.filter(since__gte=since).delete()[0]
        sent = doubting.send_again(Message.objects.filter(queued_at__gte=since), at=timezone.now())
        self.stdout.write(
            f"Letters that are sent again: {sent}. Addresses that are written to again: {forgiven}."
        )


def _begin_of(day: str) -> datetime:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))
    except ValueError:
        raise CommandError(f"{day} is no day: give one such as 2026-11-30.") from None
