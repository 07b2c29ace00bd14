"""You said, we did: what a page shows of a consultation's outcomes."""

from django import template

from campaigns.consultations.models import Consultation, Theme
from campaigns.consultations.showing import quotes_on, told
from union.pages.standing import address_of, addresses_of

register = template.Library()


@register.simple_tag
def page_around(consultation: Consultation) -> str:
    """The path of the campaign's own page about it; an empty string where there is none."""
    return address_of(consultation)


@register.inclusion_tag("consultations/_outcomes.html")
def consultation_outcomes(consultation: Consultation) -> dict[str, object]:
    """What members said and what is done about it; nothing at all before something is published.

    Each outcome has quotes from its theme, and the demand that stands on it where there is one.
    """
    found = told(consultation)
    themes: list[Theme] = [outcome.theme for outcome in found.outcomes]
    quotes, demands = quotes_on(themes), addresses_of(themes)
    rows = [
        {"outcome": outcome, "theme": theme, "quotes": quotes[theme.pk], "demand": demands.get(theme.pk, "")}
        for outcome, theme in zip(found.outcomes, themes, strict=True)
    ]
    return {"consultation": consultation, "rows": rows, "report": found.report}
