"""The one page of an account that is not allauth's alone."""

from allauth.account import views
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.http.response import HttpResponseBase


def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """Where the mailed code is typed that proves whoever has no second factor.

    Who has one is led to use it, even where they asked for the code before it came: allauth looks only at
    who asks for one.
    """
    if is_mfa_enabled(request.user):
        return views.request_reauthentication_code(request)
    return views.confirm_reauthentication_code(request)
