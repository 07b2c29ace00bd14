"""When moderators see who wrote: in named mode, and in confidential where somebody may be at risk.

Safeguarding leads see it beside every text that is marked for them.
"""

from campaigns.consultations.models import Answer, Consultation, SafeguardingMark


def name_of_giver(answer: Answer) -> str:
    """The member's name and number, or an empty string where the mode keeps it from moderators."""
    place = answer.reply.participation
    if place is None:
        return ""
    mark = getattr(answer, "safeguarding", None)
    if answer.reply.mode != Consultation.Mode.NAMED and (mark is None or mark.cleared_at):
        return ""
    return f"{place.member.name} ({place.member.number})"


def name_beside(mark: SafeguardingMark) -> str:
    """The same for a marked text, which its giver may have taken back since; after an erasure, none."""
    if mark.answer:
        return name_of_giver(mark.answer)
    return f"{mark.place.member.name} ({mark.place.member.number})" if mark.place else ""
