from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from union.accounts.models import User
from union.accounts.welcoming import welcome


class Command(BaseCommand):
    """In the place of Django's, which asks for a password that no form here would take."""

    help = "Make an administrator, who signs in with a code that is mailed to the address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="the address; without it the command asks")
        parser.add_argument("--name", default="", help="what colleagues read")
        parser.add_argument("--noinput", "--no-input", action="store_true", help="ask nothing")

    def handle(self, *, email: str | None, name: str, noinput: bool, **options: object) -> None:
        address = (email or ("" if noinput else self.ask())).strip().lower()
        if not address:
            raise CommandError("Say who: --email somebody@example.org")
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"“{address}” is no e-mail address, so nobody was made.") from None
        if User.objects.filter(email=address).exists():
            raise CommandError(
                f"{address} has an account already; an administrator changes it at /cms/users/."
            )
        welcome(address, name=name, superuser=True)
        self.stdout.write(
            f"{address} is an administrator and signs in at {settings.BASE_URL}/accounts/login/"
        )

    def ask(self) -> str:
        """What is typed; nothing where nobody sits there."""
        try:
            return input("E-mail address: ")
        except EOFError:
            return ""
