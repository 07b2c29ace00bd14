from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from union.accounts.ending import reset_factors
from union.accounts.models import User


class Command(BaseCommand):
    help = (
        "Take every passkey, authenticator app and recovery code off an account whose owner lost them. They"
        " are signed out, told by letter, and set up another when they sign in. Be sure that it is they who"
        " ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *, email: str, **options: object) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in with “{email}”: look at /cms/users/. Nothing was changed.")
        gone = reset_factors(user, at=timezone.now())
        if not gone:
            self.stdout.write(f"{user.email} had no second factor: they set one up when they sign in next.")
        else:
            self.stdout.write(
                f"{user.email} is signed out and sets up another factor at the next sign-in. They are told."
            )
