"""Pages of an account where allauth alone does not do."""

from allauth.account import views
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase


def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """Where the mailed code is typed that proves whoever has no second factor.

    Who has one is led to use it, even where they asked for the code before it came: allauth looks only at
    who asks for one.
    """
    if is_mfa_enabled(request.user):
        return views.request_reauthentication_code(request)
    return views.confirm_reauthentication_code(request)


class ProveByKey(ReauthenticateWebAuthnView):
    """Where a passkey proves somebody anew; one that is not taken leads here again."""

    def form_invalid(self, form: Form) -> HttpResponse:
        super().form_invalid(form)  # says why
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


prove_by_key = ProveByKey.as_view()
