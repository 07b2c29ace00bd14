"""You said, we did: what a page shows of a consultation's outcomes."""

from django import template

from campaigns.consultations.models import Consultation, Outcome, Report, Theme
from campaigns.consultations.responding import published_outcomes, quotes_on
from union.pages.standing import address_of

register = template.Library()


@register.simple_tag
def page_around(consultation: Consultation) -> str:
    """The path of the campaign's own page about it; an empty string where there is none."""
    return address_of(consultation)


@register.inclusion_tag("consultations/_outcomes.html")
def consultation_outcomes(consultation: Consultation) -> dict[str, object]:
    """What members said and what is done about it; nothing at all before something is published."""
    outcomes = [shown(outcome) for outcome in published_outcomes(consultation)]
    report = Report.objects.filter(consultation=consultation).first()
    return {"consultation": consultation, "rows": outcomes, "report": report}


def shown(outcome: Outcome) -> dict[str, object]:
    """An outcome with quotes from its theme, and the demand that stands on it where there is one."""
    theme: Theme = outcome.theme
    return {
        "outcome": outcome,
        "theme": theme,
        "quotes": quotes_on(theme),
        "demand": address_of(theme),
    }
