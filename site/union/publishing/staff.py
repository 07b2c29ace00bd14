"""Who asks, behind the door of the CMS."""

from django.http import HttpRequest

from union.accounts.models import User


def who_asks(request: HttpRequest) -> User:
    """The signed-in person; nobody else comes through the door."""
    assert isinstance(request.user, User)
    return request.user
