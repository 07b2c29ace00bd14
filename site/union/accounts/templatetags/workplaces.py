"""What the pages of an account know of its owner: where they work, and what they prove themselves by."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django import template
from django.template import Context

from union.accounts.enciphering import SecretLocked
from union.accounts.proving import SECOND_FACTORS
from union.accounts.workplaces import Workplace, where_to
from union.accounts.workplaces import workplaces as workplaces_of

register = template.Library()


@register.simple_tag(takes_context=True)
def workplaces(context: Context) -> list[Workplace]:
    """The back offices that let in whoever reads this page."""
    return workplaces_of(context["request"].user)


@register.simple_tag(takes_context=True)
def factors_left(context: Context) -> int:
    """How many passkeys, keys and apps whoever reads this page has; recovery codes go with the last."""
    return Authenticator.objects.filter(user=context["request"].user, type__in=SECOND_FACTORS).count()


@register.filter
def codes_left(codes: RecoveryCodes | None) -> int | None:
    """How many recovery codes are unused; None where nobody can tell, as the key to them is another."""
    try:
        return len(codes.get_unused_codes()) if codes else 0
    except SecretLocked:
        return None


@register.inclusion_tag("account/_go_on.html", takes_context=True)
def go_on(context: Context) -> dict[str, object]:
    """Buttons to the page that was asked for before the second factor was, and to the back offices."""
    request = context["request"]
    places, wanted = workplaces_of(request.user), where_to(request)
    fronts = [place.address for place in places]
    return {"where_to": "" if wanted in fronts else wanted, "workplaces": places}
