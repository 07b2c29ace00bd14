"""Whom a consultation for members on the roll is addressed to."""

from django.db.models import QuerySet

from campaigns.consultations.models import Consultation
from union.members.models import Member


def members_addressed(consultation: Consultation) -> QuerySet[Member]:
    """The active members in every list of the audience that names something; all of them where none does."""
    wanted = {
        "branch__region__in": list(consultation.regions.all()),
        "branch__in": list(consultation.branches.all()),
        "employer__in": list(consultation.employers.all()),
        "sector__in": consultation.sectors,
    }
    return Member.objects.active().filter(**{name: value for name, value in wanted.items() if value})
