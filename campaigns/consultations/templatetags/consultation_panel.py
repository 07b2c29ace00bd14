"""What a page shows of a consultation: its state and button, and what may be published from it."""

from django import template
from django.utils import timezone

from campaigns.consultations.models import Consultation
from campaigns.consultations.showing import published

register = template.Library()


@register.inclusion_tag("consultations/_panel.html")
def consultation_panel(consultation: Consultation) -> dict[str, object]:
    now = timezone.now()
    return {
        "consultation": consultation,
        "is_open": consultation.is_open(now),
        "is_waiting": consultation.is_waiting(now),
    }


@register.inclusion_tag("consultations/_findings.html")
def consultation_findings(consultation: Consultation) -> dict[str, object]:
    """Released figures and approved quotes; nothing at all when there are none."""
    now = timezone.now()
    return {"consultation": consultation, "is_open": consultation.is_open(now), **published(consultation)}
