"""Letting somebody in: an account without a verified address can never be signed in to."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from union.accounts.models import User


def verify_address(user: User) -> None:
    """Make the user's address their one verified, primary address; older ones go."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


def welcome(email: str, *, name: str, groups: tuple[str, ...] = (), superuser: bool = False) -> User:
    """An account that can sign in at once, in the named Wagtail groups; calling again changes nothing."""
    with transaction.atomic():
        user, created = User.objects.get_or_create(
            email=email, defaults={"name": name, "is_staff": superuser, "is_superuser": superuser}
        )
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            user.groups.set(Group.objects.filter(name__in=groups))
            verify_address(user)
    return user
