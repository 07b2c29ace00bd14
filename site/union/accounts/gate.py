"""The door of the two back offices: nobody passes without a second factor."""

import logging
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from union.accounts.enciphering import SecretLocked
from union.accounts.proving import SECOND_FACTORS
from union.accounts.workplaces import ENTER_CMS, remember_where_to
from union.typed import page_of_the_form, sent_by_our_page

logger = logging.getLogger(__name__)
CMS = "/cms/"
GUARDED = (CMS, "/desk/")
UNKEPT = (*GUARDED, "/accounts/")  # with recovery codes, on a computer that others use too


class StaffGateMiddleware:
    """Sends whoever enters /cms/ or /desk/ to sign in, and then to set up a passkey or an authenticator app.

    Whoever has no business in the CMS is told so.
    The demo alone, which settings confine to this machine, opens with the e-mailed code. No browser and no
    proxy keeps what is behind the door or a page of an account, unless a view says otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._let_in(request)
        if request.path_info.startswith(UNKEPT) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 where no code can be checked, since the key to the secrets of apps is another."""
        if not isinstance(error, SecretLocked):
            return None
        logger.error("SECOND_FACTOR_KEY does not open the secrets of second factors: no code can be checked")
        return render(request, "mfa/locked.html", status=503)

    def _let_in(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(GUARDED):
            if not request.user.is_authenticated:
                return _sign_in(request)
            if not settings.DEMO and not is_mfa_enabled(request.user, SECOND_FACTORS):
                messages.info(
                    request, "Set up a passkey or an authenticator app before you enter these pages."
                )
                remember_where_to(request)
                return redirect("mfa_index")
            if request.path_info.startswith(CMS) and not request.user.has_perm(ENTER_CMS):
                raise PermissionDenied  # Wagtail would send them to sign in, and so round and round
        return self.get_response(request)


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To the one door; who sent a form is told that it was not saved, and gets back what they typed.

    From there the way leads to the page of the form: where a form is sent to, there is often nothing to read.
    """
    if request.method != "POST" or not sent_by_our_page(request):
        return redirect_to_login(request.get_full_path())
    begun = page_of_the_form(request)
    area = next(area for area in GUARDED if request.path_info.startswith(area))
    door = redirect_to_login(begun if begun.startswith(GUARDED) else area).url
    return render(request, "account/signed_out.html", {"sign_in": door}, status=403)
