import signal
import threading

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from config.command_line import database_away
from union import sweeping


class Command(BaseCommand):
    help = "Sweep in a loop, for one machine without a broker; asked to end, it ends after the pass it is in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=30, help="the pause between two passes")

    def handle(self, *, seconds: float, **options: object) -> None:
        if not seconds >= 1:
            raise CommandError("--seconds must be 1 or more: with less, this sweeps without a pause.")
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        while not ended.is_set():
            try:
                connection.ensure_connection()
                self.sweep()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"{database_away(error)} Trying again in {seconds:g} seconds.")
            close_old_connections()
            ended.wait(seconds)

    def sweep(self) -> None:
        report = sweeping.sweep(at=timezone.now())
        self.stdout.write(", ".join(f"{name}: {done}" for name, done in report.items()) or "nothing is due")
