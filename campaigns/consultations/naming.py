"""When a moderator sees who wrote: in named mode, and in confidential where somebody may be at risk."""

from campaigns.consultations.models import Answer, Consultation, SafeguardingMark


def name_of_giver(answer: Answer) -> str:
    """The member's name and number, or an empty string where the mode keeps it from moderators."""
    place = answer.reply.participation
    if place is None:
        return ""
    named = answer.reply.mode == Consultation.Mode.NAMED
    if not named and not SafeguardingMark.objects.filter(answer=answer, cleared_at=None).exists():
        return ""
    return f"{place.member.name} ({place.member.number})"
