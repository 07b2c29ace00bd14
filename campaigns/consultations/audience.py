"""Whom a consultation is put to: active members of the roll, narrowed by what the consultation names."""

from django.db.models import QuerySet

from campaigns.consultations.models import Consultation
from union.members.models import Member


def audience_of(consultation: Consultation) -> QuerySet[Member]:
    """The members who fit now. Everything that is named has to fit; what is left empty narrows nothing."""
    wanted = {
        "branch__region__in": list(consultation.regions.all()),
        "branch__in": list(consultation.branches.all()),
        "employer__in": list(consultation.employers.all()),
        "sector__in": list(consultation.sectors),
    }
    return Member.objects.active().filter(**{name: values for name, values in wanted.items() if values})


def in_words(consultation: Consultation) -> list[str]:
    """The same as lines for a page."""
    named = [
        ("Region", [region.name for region in consultation.regions.all()]),
        ("Branch", [branch.name for branch in consultation.branches.all()]),
        ("Employer", [employer.name for employer in consultation.employers.all()]),
        ("Service group", list(consultation.sectors)),
    ]
    return [f"{name}: {', '.join(values)}" for name, values in named if values]
