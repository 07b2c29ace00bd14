"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up at the door: accounts come from staff, or from claiming a place on the roll."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
